"""What people see: confirmed records with this device's waiting changes laid over them.

Reads only. A record is (feed, id); the same id may stand in several feeds after a move. Must not write anything.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import sqlalchemy as sa

from haversack.store import outbox, records
from haversack.store.outbox import Item
from haversack_sync.model import merge
from haversack_sync.model.ids import DeviceId, FeedId, RecordId
from haversack_sync.model.record import RecordState

_Key = tuple[FeedId, RecordId]


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as people see it.

    Attributes:
        state: Confirmed and waiting together.
        waiting: The changes of this device that are not replayed yet, oldest first.
    """

    state: RecordState
    waiting: tuple[Item, ...]


def show(connection: sa.Connection, record: RecordId, *, own: DeviceId) -> tuple[Shown, ...]:
    """Return a record in each feed that holds it."""
    confirmed = {(state.feed, state.id): state for _, state in records.find_by_id(connection, record)}
    waiting = _by_record(outbox.read_items(connection, outbox.PENDING, record=record))
    keys = list(dict.fromkeys((*confirmed, *waiting)))
    shown = (_lay_over(key, confirmed.get(key), waiting.get(key, ()), own) for key in keys)
    return tuple(one for one in shown if one is not None)


def show_in_feed(connection: sa.Connection, feed: FeedId, record: RecordId, *, own: DeviceId) -> Shown | None:
    """Return a record in one feed, or None."""
    return next((one for one in show(connection, record, own=own) if one.state.feed == feed), None)


def show_all(connection: sa.Connection, *, own: DeviceId, kind: str | None = None) -> Iterator[Shown]:
    """Return all records, or all of a kind; retired ones too.

    Yields:
        Confirmed records in the order in which they came, then those that only wait here.
    """
    waiting = _by_record(outbox.read_items(connection, outbox.PENDING))
    for _, state in records.load_all(connection, kind=kind):
        key = (state.feed, state.id)
        shown = _lay_over(key, state, waiting.pop(key, ()), own)
        if shown is not None:
            yield shown
    for key, items in waiting.items():
        shown = _lay_over(key, None, items, own)
        if shown is not None and (kind is None or shown.state.kind == kind):
            yield shown


def show_many(connection: sa.Connection, wanted: Sequence[_Key], *, own: DeviceId) -> dict[_Key, Shown]:
    """Return these records, each in its feed; missing ones are left out."""
    by_feed: dict[FeedId, list[RecordId]] = {}
    for feed, record in wanted:
        by_feed.setdefault(feed, []).append(record)
    confirmed = {
        (feed, record): state
        for feed, ids in by_feed.items()
        for record, (_, state) in records.load_states(connection, feed, ids).items()
    }
    waiting = _by_record(_waiting_for(connection, {record for _, record in wanted}))
    found = {}
    for key in wanted:
        shown = _lay_over(key, confirmed.get(key), waiting.get(key, ()), own)
        if shown is not None:
            found[key] = shown
    return found


def _waiting_for(connection: sa.Connection, wanted: AbstractSet[RecordId]) -> Iterable[Item]:
    """Return at least what waits of these records: nobody should read a whole import to show twenty records."""
    if outbox.count_items(connection, outbox.PENDING) <= len(wanted):
        return outbox.read_items(connection, outbox.PENDING)
    return [item for record in wanted for item in outbox.read_items(connection, outbox.PENDING, record=record)]


def _by_record(items: Iterable[Item]) -> dict[_Key, tuple[Item, ...]]:
    grouped: dict[_Key, tuple[Item, ...]] = {}
    for item in items:
        if item.record is not None:
            key = (item.feed, item.record)
            grouped[key] = (*grouped.get(key, ()), item)
    return grouped


def _lay_over(key: _Key, confirmed: RecordState | None, waiting: Sequence[Item], own: DeviceId) -> Shown | None:
    if not waiting:
        return Shown(confirmed, ()) if confirmed is not None else None
    # The outbox's own order stands in for numbers: a change that was not handed over has none yet.
    changes = [merge.Waiting(item.sequence, item.change) for item in waiting if item.change is not None]
    projected = merge.project(confirmed, changes, feed=key[0], device=own)
    return Shown(projected.state, tuple(waiting)) if projected.state is not None else None
