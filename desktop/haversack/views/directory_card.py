"""The card of an organisation for paper: name, place, services, hours and contact lines, without buttons.

Lines that not everyone may see are marked, because paper has no lock. Must not choose a printer.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument, QTextOption

from haversack.viewmodels.directory_profile import ProfileShown
from haversack.views.context import Context
from haversack.views.parts.cards import escaped

_STYLE = "body{color:#000} h1{font-size:20pt;margin:0} p{font-size:11pt;margin:4pt 0} td{padding:3pt 8pt 3pt 0}"


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
    parts += [f"<p>{escaped(words)}</p>" for words in texts if words]
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
    document = QTextDocument()
    option = QTextOption()
    option.setTextDirection(context.look.direction)
    option.setAlignment(Qt.AlignmentFlag.AlignLeading)
    document.setDefaultTextOption(option)
    document.setDefaultStyleSheet(_STYLE)
    document.setDefaultFont(context.look.font("body"))
    document.setHtml(f"<html><body>{''.join(parts)}</body></html>")
    return document


def _line(*cells: str) -> str:
    first, *rest = cells
    others = "".join(f"<td>{escaped(one).replace(chr(10), '<br>')}</td>" for one in rest)
    return f"<tr><td><b>{escaped(first)}</b></td>{others}</tr>"
