"""Time zones by their names, as far as this computer knows them. Must not read a clock."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from haversack_sync.model.dates import parse_date

_LONGEST_NAME: Final = 64


@cache
def zone_named(name: str) -> ZoneInfo | None:
    """Return a zone, or None where nobody knows the name.

    Args:
        name: Such as `Africa/Nairobi`.
    """
    if not name or len(name) > _LONGEST_NAME:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def moment_of(written: str) -> datetime | None:
    """Return the moment of a date that is known to the minute, with the offset that its author wrote; else None."""
    parsed = parse_date(written)
    if parsed is None or parsed.month is None or parsed.day is None or parsed.hour is None:
        return None
    offset = timezone(timedelta(minutes=parsed.offset_minutes or 0))
    return datetime(parsed.year, parsed.month, parsed.day, parsed.hour, parsed.minute or 0, tzinfo=offset)


def at_place(moment: datetime, zone: str) -> datetime:
    """Return a moment by the clock of its place.

    Args:
        moment: Aware.
        zone: Name of the zone of the place. If nobody knows it, the author's own offset stands.
    """
    known = zone_named(zone)
    return moved_to(moment, known) if known is not None else moment


def moved_to(moment: datetime, zone: tzinfo | None) -> datetime:
    """Return a moment by the clock of a zone; at the ends of time, where there is no such day, as it is.

    Args:
        moment: Aware.
        zone: None is the computer's own.
    """
    try:
        return moment.astimezone(zone)
    except (OverflowError, ValueError, OSError):
        return moment


def day_here(seconds: float, own: tzinfo | None = None) -> date:
    """Return the day of a moment by the clock of this computer.

    Args:
        seconds: Since 1970.
        own: This computer's zone; None is that of the system.
    """
    return moved_to(datetime.fromtimestamp(seconds, UTC), own).date()


def minute_here(seconds: float, own: tzinfo | None = None) -> int:
    """Return the minute of the day of a moment by the clock of this computer; see `day_here`."""
    moment = moved_to(datetime.fromtimestamp(seconds, UTC), own)
    return moment.hour * 60 + moment.minute


def in_utc(moment: datetime) -> datetime:
    """Return a moment in UTC; see `moved_to`."""
    return moved_to(moment, UTC)
