"""The card of an organisation for paper: name, place, services, hours and contact lines, without buttons.

Lines that not everyone may see are marked, because paper has no lock. Must not choose a printer.
"""

from PySide6.QtGui import QTextDocument

from haversack.viewmodels.directory_profile import ProfileShown
from haversack.views.context import Context
from haversack.views.parts.cards import escaped
from haversack.views.parts.paper import broken, paper_document, paragraph, table


def card_document(context: Context, shown: ProfileShown) -> QTextDocument:
    """Write the card.

    Args:
        context: For fonts, direction and words.
        shown: The profile.
    """
    say = context.speaker.say
    parts = [f"<h1>{escaped(shown.title)}</h1>"]
    badges = " · ".join(words for words, _, _ in shown.badges)
    texts = (shown.original, shown.place, badges, shown.summary, ", ".join(shown.address_lines))
    parts += [paragraph(words) for words in texts]
    parts.append(table(context, [_line(name, value) for name, value in shown.facts]))
    if shown.lines:
        parts.append(f"<p><b>{escaped(say('Contact'))}</b></p>")
        lines = [
            _line(one.purpose, " · ".join(words for words in (one.value, one.detail) if words), one.audience)
            for one in shown.lines
        ]
        parts.append(table(context, lines))
    if shown.footnote:
        parts.append(f"<p>{escaped(shown.footnote)}</p>")
    warning = say("Printed lines can be read by anyone who holds this paper. Check who may see each line.")
    parts.append(f"<p>{escaped(warning)}</p>")
    return paper_document(context, "".join(parts))


def _line(*cells: str) -> list[str]:
    first, *rest = cells
    return [f"<b>{escaped(first)}</b>", *(broken(one) for one in rest)]
