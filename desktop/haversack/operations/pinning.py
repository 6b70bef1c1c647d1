"""What people keep within reach on their start page: pin, take away, put in order. Nothing of it is ever sent.

A pinned record that was taken out of the network, or is not on this computer any more, stays until its owner takes it
away: nothing vanishes without being told. Must not write sentences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from haversack.operations.occurrences import next_day
from haversack.operations.standing import today_of
from haversack.operations.workspace import Workspace
from haversack.store import pins, projection
from haversack.store.pins import Pin
from haversack_sync.model import reading
from haversack_sync.model.canonical import Value
from haversack_sync.model.ids import RecordId, parse_record_id, show_record_id
from haversack_sync.model.record import RecordState

MOST: Final = 24
"""More would not be within reach."""

_FACTS: Final = ("type", "start", "date", "city", "country", "value", "channel", "minutes", "status")


@dataclass(frozen=True, slots=True)
class Pinned:
    """One pinned record.

    Attributes:
        id: The record, as people write it.
        kind: Its kind.
        title: In the asked language; of one that is not here, as it was when it was pinned.
        is_here: Whether it is on this computer and in use.
        facts: type, start, next (the day on which an event is next), date, city, country, value, channel, minutes,
            status: those that it has.
        languages: Tags of the languages that it is in.
        of: Of a contact line, the name of its organisation.
    """

    id: str
    kind: str
    title: str
    is_here: bool
    facts: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    of: str = ""


def pinned(workspace: Workspace, *, languages: Sequence[str] = ()) -> tuple[Pinned, ...]:
    """Read what is pinned, in its order.

    Args:
        workspace: The open vault.
        languages: Asked language tags, the best first.
    """
    with workspace.replica.reading() as connection:
        kept = pins.load(connection)
        states = _states(workspace, [pin.record for pin in kept])
        parents = [_parent(state) for state in states.values()]
        organisations = _states(workspace, [one for one in parents if one is not None])
    names = {one: reading.title(state, languages) for one, state in organisations.items()}
    today = today_of(workspace)
    return tuple(_pinned(pin, states.get(pin.record), names, today=today, languages=languages) for pin in kept)


def toggle(workspace: Workspace, record: str, *, languages: Sequence[str] = ()) -> None:
    """Pin a record at the end, or take it away if it is pinned.

    Args:
        workspace: The open vault.
        record: Its id, as people write it; one that is not here can only be taken away.
        languages: For the title that is kept.

    Raises:
        TooManyPinsError: As many are pinned as can be within reach.
    """
    parsed = parse_record_id(record)
    with workspace.replica.transaction() as connection:
        kept = pins.load(connection)
        left = tuple(pin for pin in kept if pin.record != parsed)
        state = _states(workspace, [parsed]).get(parsed)
        if len(left) == len(kept) and state is not None:
            if len(kept) >= MOST:
                raise TooManyPinsError
            left = (*kept, Pin(parsed, state.kind, reading.title(state, languages)))
        pins.save(connection, left)


def move(workspace: Workspace, record: str, step: int) -> None:
    """Put a pinned record nearer to the begin or the end.

    Args:
        workspace: The open vault.
        record: Its id; one that is not pinned changes nothing.
        step: How many places, negative towards the begin; it stops at both ends.
    """
    parsed = parse_record_id(record)
    with workspace.replica.transaction() as connection:
        kept = list(pins.load(connection))
        place = next((place for place, pin in enumerate(kept) if pin.record == parsed), None)
        if place is None:
            return
        pin = kept.pop(place)
        kept.insert(min(max(place + step, 0), len(kept)), pin)
        pins.save(connection, kept)


class TooManyPinsError(Exception):
    """As many are pinned as can be within reach."""

    kind = "too_many_pins"

    def __init__(self) -> None:
        super().__init__("too many pins")
        self.number = MOST


def _states(workspace: Workspace, records: Sequence[RecordId]) -> dict[RecordId, RecordState]:
    """Return the records that are here and in use."""
    with workspace.replica.reading() as connection:
        found = [one for record in records for one in projection.show(connection, record, own=workspace.own)]
    return {one.state.id: one.state for one in found if not one.state.is_retired}


def _parent(state: RecordState) -> RecordId | None:
    value = state.shown("organisation") if state.kind == "contact" else None
    return RecordId(value) if isinstance(value, bytes) else None


def _pinned(
    pin: Pin,
    state: RecordState | None,
    organisations: Mapping[RecordId, str],
    *,
    today: date,
    languages: Sequence[str],
) -> Pinned:
    if state is None:
        return Pinned(show_record_id(pin.record), pin.kind, pin.title, is_here=False)
    shown = reading.fields(state)
    parent = _parent(state)
    facts = {name: words for name in _FACTS if (words := _text(shown.get(name)))}
    if state.kind == "event":
        day = next_day(facts.get("start", ""), _text(shown.get("recurrence")), today)
        facts |= {"next": day.isoformat()} if day else {}
    tags = shown.get("languages")
    return Pinned(
        show_record_id(state.id),
        state.kind,
        reading.title(state, languages),
        is_here=True,
        facts=facts,
        languages=tuple(one for one in tags if isinstance(one, str)) if isinstance(tags, list) else (),
        of=organisations.get(parent, "") if parent is not None else "",
    )


def _text(value: Value) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
