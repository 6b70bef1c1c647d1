"""Writes events as an iCalendar file (RFC 5545), for the calendars that people already use.

Pure. A date that is known to the month only becomes a whole month that blocks no time: the format has no months. Must
not write a file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from haversack.operations.occurrences import span_of
from haversack_sync.model.dates import PartialDate, parse_date
from haversack_sync.model.recurrence import is_recurrence

_FOLD_AT: Final = 75
"""Bytes of a line, by RFC 5545 3.1."""
_PRODUCT: Final = "-//Haversack//Haversack//EN"


@dataclass(frozen=True, slots=True)
class IcsEvent:
    """One event to write.

    Attributes:
        id: Stable; it becomes the UID, so that a second export replaces the first.
        title: One line.
        start: A date of the model, with its precision.
        end: Likewise, or empty.
        recurrence: A rule, or empty.
        place: One line, or empty.
        description: May have several lines, or be empty.
        link: An address, or empty.
    """

    id: str
    title: str
    start: str
    end: str = ""
    recurrence: str = ""
    place: str = ""
    description: str = ""
    link: str = ""


def write_ics(events: Sequence[IcsEvent], *, now: datetime) -> bytes:
    """Return a calendar of events; those whose date makes no sense are left out.

    Args:
        events: In any order.
        now: When this is written; aware.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}", "CALSCALE:GREGORIAN"]
    for event in events:
        lines.extend(_lines(event, now))
    lines.append("END:VCALENDAR")
    return b"".join(fold(line) for line in lines)


def fold(line: str) -> bytes:
    """Return a line in pieces of at most 75 bytes, never inside a character, each after the first behind a space."""
    pieces, piece = [], b""
    for character in line:
        data = character.encode("utf-8", "replace")
        if len(piece) + len(data) > _FOLD_AT:
            pieces.append(piece)
            piece = b" "
        piece += data
    return b"\r\n".join([*pieces, piece]) + b"\r\n"


def escape(text: str) -> str:
    """Return a text as a TEXT value: backslash, semicolon, comma and line ends escaped, other controls left out."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    # What other readers take for a line end must not end a line here.
    kept = "".join(one for one in plain if one in "\n\t" or (one.isprintable() or one > "\x9f"))
    return kept.replace("\u2028", "\n").replace("\u2029", "\n").replace("\n", "\\n")


def _lines(event: IcsEvent, now: datetime) -> Iterator[str]:
    start, span = parse_date(event.start), span_of(event.start, event.end)
    if start is None or span is None:
        return
    yield "BEGIN:VEVENT"
    yield f"UID:{escape(event.id)}@haversack"
    yield f"DTSTAMP:{_utc(now)}"
    yield f"SUMMARY:{escape(event.title)}"
    yield from _when(start, event, span)
    if start.day is not None and is_recurrence(event.recurrence):
        yield f"RRULE:{event.recurrence}"
    for name, text in (("LOCATION", event.place), ("DESCRIPTION", event.description)):
        if text:
            yield f"{name}:{escape(text)}"
    if event.link and event.link.isprintable():
        yield f"URL:{event.link}"
    yield "END:VEVENT"


def _when(start: PartialDate, event: IcsEvent, span: tuple[date, date]) -> Iterator[str]:
    begins, ends = moment_of(event.start), moment_of(event.end)
    if begins is not None:
        yield f"DTSTART:{_utc(begins)}"
        if ends is not None and ends > begins:
            yield f"DTEND:{_utc(ends)}"
        return
    yield f"DTSTART;VALUE=DATE:{span[0]:%Y%m%d}"
    if span[1] < date.max:
        yield f"DTEND;VALUE=DATE:{span[1] + timedelta(days=1):%Y%m%d}"
    if start.day is None:
        yield "TRANSP:TRANSPARENT"


def moment_of(written: str) -> datetime | None:
    """Return the moment of a date that is known to the minute, in the zone of its place; else None."""
    parsed = parse_date(written)
    if parsed is None or parsed.month is None or parsed.day is None or parsed.hour is None:
        return None
    zone = timezone(timedelta(minutes=parsed.offset_minutes or 0))
    return datetime(parsed.year, parsed.month, parsed.day, parsed.hour, parsed.minute or 0, tzinfo=zone)


def _utc(moment: datetime) -> str:
    try:
        return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    except OverflowError:
        return f"{moment:%Y%m%dT%H%M%SZ}"
