"""Writes events as an iCalendar file (RFC 5545), for the calendars that people already use.

Pure. A date that is known to the month only is left out: the format has no months, and a guessed day would be believed.
A deadline is written twice, as a task and as a day, because many calendars read no tasks. Must not write a file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from haversack.operations.event_days import EventTime, day_before_midnight, end_moment
from haversack.operations.ics_zones import zone_lines
from haversack.operations.occurrences import day_of, span_of
from haversack.operations.time_zones import in_utc, moment_of, moved_to, zone_named
from haversack_sync.model.recurrence import is_recurrence

_FOLD_AT: Final = 75
"""Bytes of a line, by RFC 5545 3.1."""
_PRODUCT: Final = "-//Haversack//Haversack//EN"
_LEAP_DAY: Final = (2, 29)


@dataclass(frozen=True, slots=True)
class IcsEvent:
    """One event to write.

    Attributes:
        id: Stable; the UID comes of it, so that a second export replaces the first.
        title: One line.
        time: When it is.
        is_day: Whether it is a day to remember that takes no time, such as an international day.
        place: One line, or empty.
        description: May have several lines, or be empty.
        link: An address, or empty.
    """

    id: str
    title: str
    time: EventTime
    is_day: bool = False
    place: str = ""
    description: str = ""
    link: str = ""

    @property
    def has_day(self) -> bool:
        """Whether its day is known, so that it can be written."""
        return day_of(self.time.start) is not None


def write_ics(events: Sequence[IcsEvent], *, now: datetime, own: tzinfo | None = UTC) -> bytes:
    """Return a calendar of events; those whose day is not known are left out.

    Args:
        events: In any order.
        now: When this is written; aware.
        own: This computer's zone, in which a deadline has its day; None is that of the system.
    """
    known = [event for event in events if event.has_day]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}", "CALSCALE:GREGORIAN"]
    zones: dict[str, int] = {}
    for event in known:
        year = _zone_year(event)
        if year is not None:
            zones[event.time.zone] = min(year, zones.get(event.time.zone, year))
    for name, year in sorted(zones.items()):
        lines.extend(zone_lines(name, year))
    for event in known:
        if event.time.is_deadline and not is_recurrence(event.time.recurrence):
            lines.extend(_task(event, now))
        lines.extend(_event(event, now, own))
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


def _event(event: IcsEvent, now: datetime, own: tzinfo | None) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escape(event.id)}@haversack"
    yield f"DTSTAMP:{_utc(now)}"
    yield f"SUMMARY:{escape(event.title)}"
    yield from _deadline_day(event, own) if event.time.is_deadline else _when(event)
    yield from _rule(event)
    yield from _rest(event)
    if event.time.is_deadline or event.is_day:
        yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _task(event: IcsEvent, now: datetime) -> Iterator[str]:
    """Give a deadline as a task: it is due at the last moment, or on the last day.

    One that comes back is a day only: a task would be overdue since its first year.
    """
    yield "BEGIN:VTODO"
    yield f"UID:{escape(event.id)}-task@haversack"
    yield f"DTSTAMP:{_utc(now)}"
    yield f"SUMMARY:{escape(event.title)}"
    moment, day = _due(event)
    yield f"DUE:{_utc(moment)}" if moment is not None else f"DUE;VALUE=DATE:{day:%Y%m%d}"
    yield from _rest(event)
    yield "STATUS:NEEDS-ACTION"
    yield "END:VTODO"


def _due(event: IcsEvent) -> tuple[datetime | None, date]:
    """Return the last moment, if it is known, and the last day of a deadline."""
    written = event.time.end if day_of(event.time.end) is not None else event.time.start
    return moment_of(written), day_of(written) or date.max


def _deadline_day(event: IcsEvent, own: tzinfo | None) -> Iterator[str]:
    moment, day = _due(event)
    if moment is None or is_recurrence(event.time.recurrence):
        return _days(day)
    return _days(day_before_midnight(moved_to(moment, own), is_end=True))


def _when(event: IcsEvent) -> Iterator[str]:
    begins, ends = moment_of(event.time.start), end_moment(event.time)
    span = span_of(event.time.start, event.time.end)
    if begins is None:
        yield from _days(*span) if span is not None else ()
        return
    has_end = ends is not None and ends > begins
    zone = zone_named(event.time.zone) if _zone_year(event) is not None else None
    if zone is None:
        yield f"DTSTART:{_utc(begins)}"
        if ends is not None and has_end:
            yield f"DTEND:{_utc(ends)}"
        return
    yield f"DTSTART;TZID={event.time.zone}:{_local(moved_to(begins, zone))}"
    if ends is not None and has_end:
        yield f"DTEND;TZID={event.time.zone}:{_local(moved_to(ends, zone))}"


def _days(first: date, last: date | None = None) -> Iterator[str]:
    """Give whole days; the end is the day after the last."""
    yield f"DTSTART;VALUE=DATE:{_day(first)}"
    if (last or first) < date.max:
        yield f"DTEND;VALUE=DATE:{_day((last or first) + timedelta(days=1))}"


def _rule(event: IcsEvent) -> Iterator[str]:
    """Give the rule by which an event comes back, its end as RFC 5545 3.3.10 wants it: a day for days, else UTC."""
    if not is_recurrence(event.time.recurrence):
        return
    begins = None if event.time.is_deadline else moment_of(event.time.start)
    parts = dict(part.split("=", 1) for part in event.time.recurrence.split(";"))
    until = parts.get("UNTIL", "")
    if until and begins is None:
        parts["UNTIL"] = until[:8]
    elif until and begins is not None and not until.endswith("Z"):
        day = date(int(until[:4]), int(until[4:6]), int(until[6:8]))
        at = time(int(until[9:11]), int(until[11:13]), int(until[13:15])) if "T" in until else time.max
        place = zone_named(event.time.zone) or begins.tzinfo
        parts["UNTIL"] = _utc(datetime.combine(day, at, place))
    start = day_of(event.time.start)
    is_plain_year = parts["FREQ"] == "YEARLY" and not {"BYMONTH", "BYDAY", "BYMONTHDAY"} & set(parts)
    if start is not None and (start.month, start.day) == _LEAP_DAY and is_plain_year:
        # By the standard a 29 February comes every four years; by this program each year, on the last day of the month.
        parts |= {"BYMONTH": "2", "BYMONTHDAY": "-1"}
    yield "RRULE:" + ";".join(f"{name}={value}" for name, value in parts.items())


def _rest(event: IcsEvent) -> Iterator[str]:
    for name, text in (("LOCATION", event.place), ("DESCRIPTION", event.description)):
        if text:
            yield f"{name}:{escape(text)}"
    if event.link and event.link.isprintable():
        yield f"URL:{event.link}"


def _zone_year(event: IcsEvent) -> int | None:
    """Return from which year on an event needs the rules of its zone: only where it comes back at an hour."""
    begins = moment_of(event.time.start)
    comes_back = is_recurrence(event.time.recurrence) and not event.time.is_deadline
    if begins is None or not comes_back or zone_named(event.time.zone) is None:
        return None
    return begins.year


def _utc(moment: datetime) -> str:
    return f"{_local(in_utc(moment))}Z"


def _local(moment: datetime) -> str:
    return f"{_day(moment.date())}T{moment:%H%M%S}"


def _day(day: date) -> str:
    return f"{day.year:04}{day:%m%d}"  # `%Y` writes early years with fewer digits on some systems
