"""The card of an organisation for paper: name, place, services, hours and contact lines, without buttons.

Lines that not everyone may see are marked, because paper has no lock. Must not choose a printer.
"""

from PySide6.QtGui import QTextDocument

from haversack.viewmodels.directory_profile import ProfileShown
from haversack.views.context import Context
from haversack.views.parts.cards import escaped
from haversack.views.parts.paper import broken, paper_document, paragraph


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
    facts = "".join(_line(name, value) for name, value in shown.facts)
    parts.append(f"<table>{facts}</table>")
    if shown.lines:
        parts.append(f"<p><b>{escaped(say('Contact'))}</b></p>")
        lines = "".join(
            _line(one.purpose, " · ".join(words for words in (one.value, one.detail) if words), one.audience)
            for one in shown.lines
        )
        parts.append(f"<table>{lines}</table>")
    if shown.footnote:
        parts.append(f"<p><i>{escaped(shown.footnote)}</i></p>")
    warning = say("Printed lines can be read by anyone who holds this paper. Check who may see each line.")
    parts.append(f"<p><i>{escaped(warning)}</i></p>")
    return paper_document(context, "".join(parts))


def _line(*cells: str) -> str:
    first, *rest = cells
    others = "".join(f"<td>{broken(one)}</td>" for one in rest)
    return f"<tr><td><b>{escaped(first)}</b></td>{others}</tr>"
