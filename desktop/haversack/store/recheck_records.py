"""Replays each record from its own kept entries, holds it against its rows, and writes anew what is another.

A record is judged from the chain of authority and from itself alone, so each can be looked at by itself, in short
turns, in any order. Nothing is written while all is well. Must not look at waiting changes: they lie over the records.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa

from haversack.store import erased, index_state, object_table, recheck_base, record_rows, records, schema
from haversack.store.bulk import insert_rows, select_rows
from haversack.store.recheck_base import BadBaseError
from haversack.store.recheck_chain import Ground, Reading
from haversack.store.recheck_entries import Said, kept, opened
from haversack_sync.client.replay import Opened, Outcome, replay
from haversack_sync.model.ids import Position, RecordId
from haversack_sync.model.record import RecordState
from haversack_sync.protocol.envelope import parse_envelope

Writing = Callable[[], AbstractContextManager[sa.Connection]]

_RECORDS: Final = 20
"""Records that are looked at in one turn, unless they have many entries."""
_ENTRIES: Final = 40
"""Entries that are opened in one turn."""


class CannotTellError(Exception):
    """This program cannot judge an entry that was judged before: only another version of it can."""


@dataclass(slots=True)
class Replay:
    """What a record's entries make of it.

    Attributes:
        state: The record, or None where nothing made it.
        edits: Positions of the entries that changed it after it was made.
        reasons: Why entries had no effect; empty for those that had.
        changed: Position of the entry that changed it last; 0 where only a snapshot tells of it.
        was_begun: Whether the feed's snapshot had it.
    """

    state: RecordState | None
    edits: list[Position] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)
    changed: int = 0
    was_begun: bool = False


def replayed(
    reading: Reading, ground: Ground, before: RecordState | None, numbers: Sequence[int]
) -> Generator[int, None, Replay]:
    """Replay a record from its entries.

    Args:
        reading: Opens a consistent state; none is open between two turns.
        ground: Of which feed.
        before: The record as the feed's snapshot had it.
        numbers: Of all entries that speak of it, in their order.

    Yields:
        0 between two turns, where there are several.

    Returns:
        What they make of it.

    Raises:
        CannotTellError: An entry cannot be judged here.
        MovedError: The feed moved on meanwhile.
    """
    found = Replay(before, was_begun=before is not None)
    for start in range(0, len(numbers), _ENTRIES):
        with reading() as connection:
            ground.check(connection)
            some = schema.entries.c.n.in_(numbers[start : start + _ENTRIES])
            for one in kept(connection, ground, some):
                _judge(found, ground, one.n, opened(connection, ground, one.entry, parse_envelope(one.entry.envelope)))
        if start + _ENTRIES < len(numbers):
            yield 0
    return found


def _judge(found: Replay, ground: Ground, n: int, one: object) -> None:
    """Let one entry take effect."""
    if not isinstance(one, Opened):
        raise CannotTellError("an entry that opened before")
    result = replay(ground.view, ground.feed, one, found.state)
    if result.outcome is Outcome.HELD:
        raise CannotTellError("an entry that was judged before")
    found.reasons[n] = result.reason
    if result.state is None or result.state is found.state:
        return
    if found.state is not None:
        found.edits.append(one.entry.position)
    found.state, found.changed = result.state, one.entry.position


def check(reading: Reading, writing: Writing, ground: Ground, said: Said, *, is_proven: bool) -> Iterator[int]:
    """Look at every record of a feed that its entries speak of.

    Args:
        reading: Opens a consistent state; none is open between two turns.
        writing: Opens a transaction.
        ground: Of which feed.
        said: What its entries say.
        is_proven: Whether what the feed began with is. If not, only what entries here made themselves is put right.

    Yields:
        How many records were put right, once a turn.

    Raises:
        BadBaseError: What the feed began with is malformed; or something differs, and nobody can tell what is right.
        CannotTellError: An entry cannot be judged here.
        MovedError: The feed moved on meanwhile.
    """
    with reading() as connection:
        gone = erased.ids(connection, ground.feed.handle)
    names = [record for record in sorted(said.of_record) if record not in gone]
    for start in range(0, len(names), _RECORDS):
        some = names[start : start + _RECORDS]
        with reading() as connection:
            before = recheck_base.originals(connection, ground, some)
        batch: dict[RecordId, Replay] = {}
        for record in some:
            whole = batch[record] = yield from replayed(reading, ground, before.get(record), said.of_record[record])
            said.reasons |= whole.reasons
        yield _hold(reading, writing, ground, batch, is_proven=is_proven)
    yield _drop_strangers(reading, writing, ground, said, is_proven=is_proven)


def _hold(reading: Reading, writing: Writing, ground: Ground, batch: dict[RecordId, Replay], *, is_proven: bool) -> int:
    """Hold records against their rows; put right what differs."""
    with reading() as connection:
        ground.check(connection)
        wrong = _wrong(connection, ground, batch)
        states = [found.state for found in batch.values() if found.state is not None]
        files = object_table.unknown_files(connection, states)
    if not wrong and not files:
        return 0
    if not is_proven and any(batch[record].was_begun or batch[record].state is None for record in wrong):
        raise BadBaseError("another record than it was, or than the snapshot had")
    with writing() as connection:
        ground.check(connection)
        for record in wrong:
            mend(connection, ground, record, batch[record])
        object_table.remember_rightly(connection, files)
    return len(wrong) + len(files)


def _wrong(connection: sa.Connection, ground: Ground, batch: dict[RecordId, Replay]) -> list[RecordId]:
    feed = ground.feed.handle
    written = record_rows.read(connection, feed, sorted(batch))
    edits: dict[RecordId, list[int]] = {}
    columns = ("record", "feed", "position")
    for record, of, position in select_rows(connection, schema.edits, "record", sorted(batch), columns=columns):
        # What entries said before the feed's snapshot, that has in it.
        if of == feed and position > ground.base.position:
            edits.setdefault(RecordId(record), []).append(position)
    return [
        record
        for record, found in batch.items()
        if not _is_right(ground, written.get(record), found) or sorted(edits.get(record, ())) != found.edits
    ]


def _is_right(ground: Ground, rows: record_rows.Rows | None, found: Replay) -> bool:
    if rows is None or found.state is None:
        return rows is None and found.state is None
    least = max(records.newest_position(found.state), found.changed)
    return rows.are_of(found.state) and least <= rows.changed_position <= max(ground.standing.position, least)


def mend(connection: sa.Connection, ground: Ground, record: RecordId, found: Replay) -> None:
    """Write a record anew as its entries make it."""
    feed, edits = ground.feed.handle, schema.edits
    later = edits.c.position > ground.base.position
    connection.execute(sa.delete(edits).where(edits.c.record == record, edits.c.feed == feed, later))
    insert_rows(connection, edits, [(record, feed, position) for position in found.edits])
    if found.state is None:
        record_rows.drop(connection, feed, record)
    else:
        changed = max(records.newest_position(found.state), found.changed)
        record_rows.write(connection, found.state, changed=changed)
    index_state.mark_stale(connection, feed, [record])


def _drop_strangers(reading: Reading, writing: Writing, ground: Ground, said: Said, *, is_proven: bool) -> int:
    """Drop records and edits that no entry of this feed made."""
    feed, table, edits = ground.feed.handle, schema.records, schema.edits
    with reading() as connection:
        ground.check(connection)
        begun = recheck_base.begun_with(connection, ground)
        ids = connection.execute(sa.select(table.c.id).where(table.c.feed == feed)).scalars().all()
        later = sa.and_(edits.c.feed == feed, edits.c.position > ground.base.position)
        edited = connection.execute(sa.select(edits.c.record).where(later).distinct()).scalars().all()
        gone = erased.ids(connection, feed)
    known = said.of_record.keys() - gone.keys()
    strange = {RecordId(one) for one in ids if one not in known and one not in begun}
    strange |= {RecordId(one) for one in edited if one not in known}
    if not strange:
        return 0
    if not is_proven:
        # It may be what the snapshot had, with another position: nothing that is here would bring it back.
        raise BadBaseError("a record that nothing made")
    with writing() as connection:
        ground.check(connection)
        before = recheck_base.originals(connection, ground, sorted(strange & begun))
        for record in sorted(strange):
            mend(connection, ground, record, Replay(before.get(record)))
    return len(strange)
