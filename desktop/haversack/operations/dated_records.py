"""Events as lines with a date: what happened, and what is ahead, as far as a date is precise. Must not read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from haversack.operations.occurrences import next_day
from haversack_sync.model import reading
from haversack_sync.model.canonical import Value
from haversack_sync.model.ids import show_record_id
from haversack_sync.model.record import RecordState

_DAY_LENGTH: Final = 10


@dataclass(frozen=True, slots=True)
class DatedRecord:
    """An event.

    Attributes:
        id: The record.
        title: In the asked language.
        summary: Likewise; may be empty.
        written: Its date, as precise as its author was.
        place: City, or empty.
        is_ahead: Whether it is still to come, as far as its date is precise.
        next: The day on which it is next, or None for what is over, or known to the month or year only.
        days_left: Until then.
    """

    id: str
    title: str
    summary: str
    written: str
    place: str
    is_ahead: bool
    next: date | None
    days_left: int


def dated(state: RecordState, today: date, languages: Sequence[str]) -> DatedRecord:
    """Return an event as a line with a date.

    Args:
        state: The event.
        today: By this computer's clock.
        languages: Asked language tags, the best first.
    """
    fields = reading.fields(state)
    start, recurrence, city = (_string(fields.get(name)) for name in ("start", "recurrence", "city"))
    day = next_day(start, recurrence, today)
    # `2027-03` is ahead until March is over; as text it compares as it does as a date.
    is_rough = 0 < len(start) < _DAY_LENGTH and start >= today.isoformat()[: len(start)]
    summary = state.text("summary", languages)
    return DatedRecord(
        show_record_id(state.id),
        reading.title(state, languages),
        summary[1] if summary else "",
        start,
        city,
        day is not None or is_rough,
        day,
        (day - today).days if day else 0,
    )


def nearness(one: DatedRecord) -> tuple[str, str]:
    """Return what sorts dates ahead, the nearest first."""
    return (one.next.isoformat() if one.next else one.written, one.title)


def _string(value: Value) -> str:
    return value if isinstance(value, str) else ""
