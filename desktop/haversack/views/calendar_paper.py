"""The events of the list on paper: black on white, a line each, under their headings. Must not choose a printer."""

from collections.abc import Sequence

from PySide6.QtGui import QTextDocument

from haversack.viewmodels.calendar_rows import AgendaRow
from haversack.viewmodels.rows import Row
from haversack.views.context import Context
from haversack.views.parts.cards import escaped
from haversack.views.parts.paper import paper_document, table


def agenda_document(context: Context, title: str, rows: Sequence[Row]) -> QTextDocument:
    """Write a list of events.

    Args:
        context: For fonts, direction and words.
        title: Such as the name of a month.
        rows: Of the agenda.
    """
    parts = [f"<h1>{escaped(title)}</h1>"]
    lines: list[list[str]] = []
    for row in rows:
        if isinstance(row, AgendaRow) and row.is_heading:
            parts += [table(context, lines), f"<h2>{escaped(row.title)}</h2>"]
            lines = []
        elif isinstance(row, AgendaRow):
            lines.append(_line(row))
    parts.append(table(context, lines))
    zone = context.speaker.say("Times are those of this computer; the zone stands beside each.")
    parts.append(f"<p>{escaped(zone)}</p>")
    return paper_document(context, "".join(parts))


def _line(row: AgendaRow) -> list[str]:
    day = " ".join(part for part in (row.number, row.weekday) if part)
    words = " · ".join(row.lines)
    return [f"<b>{escaped(day)}</b>", escaped(row.title), escaped(words)]
