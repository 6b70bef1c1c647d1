"""Holds what a feed began with against the digest that its snapshot gives: rows that no entry here could make again.

The digest lies in the signed notice, so it proves all of those rows at once and says nothing of any single one. Where
something was erased since, it proves none of them: then they are read, and held against their own hashes and their
number. Reads only, in short turns. Must not adopt the digest where the rows are others.
"""

import struct
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from typing import Final

import sqlalchemy as sa

from haversack.store import erased, records, schema, snapshot_notices
from haversack.store.recheck_chain import Ground, Reading
from haversack_sync.model.canonical import value_hash
from haversack_sync.model.ids import FeedId, Position, RecordId
from haversack_sync.model.record import RecordState
from haversack_sync.model.state_digest import StatePoint, record_digest, state_digest
from haversack_sync.protocol.errors import SealError, WireError
from haversack_sync.protocol.snapshot_columns import decode_chunks
from haversack_sync.protocol.snapshot_rows import Place, RowReader
from haversack_sync.protocol.snapshots import Summary

_BLOCK: Final = 30
"""Records that are digested in one turn."""
_MALFORMED: Final = (ArithmeticError, LookupError, TypeError, ValueError, WireError, struct.error)
"""What decoding a row says that no program of ours wrote."""


class BadBaseError(Exception):
    """What a feed began with is not as it was, or nobody can tell: it must come again, and stays until then."""


class BaseVerdict(Enum):
    """What came of a look at what a feed began with."""

    NONE = "none"
    """It began with its first entry."""
    RIGHT = "right"
    WRONG = "wrong"
    UNKNOWN = "unknown"
    """What was erased since is missing in the digest, or the notice is not here. Nothing may be dropped then."""


def originals(connection: sa.Connection, ground: Ground, wanted: Sequence[RecordId]) -> dict[RecordId, RecordState]:
    """Return records as the feed's snapshot had them; those that it had not are left out.

    Raises:
        BadBaseError: What is kept of one is malformed.
    """
    feed, base, table = ground.feed.handle, ground.base, schema.base_states
    if not base.n:
        return {}
    found: dict[RecordId, RecordState] = {}
    with _malformed_is_bad():
        here = sa.and_(table.c.feed == feed, table.c.record.in_(wanted))
        for record, written in connection.execute(sa.select(table.c.record, table.c.state).where(here)):
            state = next(RowReader(Place(feed, base.position)).states(decode_chunks(written)), None)
            if state is None or state.id != record:
                raise BadBaseError("another record")
            found[RecordId(record)] = state
        others = [record for record in wanted if record not in found]
        for record, (_, state) in records.load_states(connection, feed, others).items():
            if state.created_at <= base.position:
                found[record] = state
    return found


@contextmanager
def _malformed_is_bad() -> Iterator[None]:
    try:
        yield
    except _MALFORMED as error:
        raise BadBaseError(str(error)) from error


def begun_with(connection: sa.Connection, ground: Ground) -> set[RecordId]:
    """Return the records that the feed's snapshot had, as far as they are here."""
    feed, base, table, kept = ground.feed.handle, ground.base, schema.records, schema.base_states
    if not base.n:
        return set()
    young = sa.select(table.c.id).where(table.c.feed == feed, table.c.created_position <= base.position)
    found = set(connection.execute(young).scalars())
    found |= set(connection.execute(sa.select(kept.c.record).where(kept.c.feed == feed)).scalars())
    return {RecordId(one) for one in found}


def look(reading: Reading, ground: Ground) -> Generator[None, None, BaseVerdict]:
    """Look at what a feed began with.

    Args:
        reading: Opens a consistent state; none is open between two turns.
        ground: Of which feed.

    Yields:
        After each turn.

    Returns:
        What came of it.

    Raises:
        BadBaseError: A row is malformed, or is not what its own hash says.
        MovedError: The feed moved on meanwhile.
    """
    feed, base = ground.feed.handle, ground.base
    if not base.n:
        return BaseVerdict.NONE
    with reading() as connection:
        ground.check(connection)
        summary = _summary(connection, ground)
        known = erased.ids(connection, feed)
        names = sorted(begun_with(connection, ground))
    yield
    digests: list[tuple[bytes, bytes]] = []
    for start in range(0, len(names), _BLOCK):
        with reading() as connection:
            ground.check(connection)
            states = originals(connection, ground, names[start : start + _BLOCK])
        digests += _digests(ground, states)
        yield
    since = sum(position > base.position for position in known.values())
    if summary is None or since:
        # Each record that was erased since may have come later, or may have been in it.
        is_bad = summary is not None and not len(digests) <= summary.records <= len(digests) + since
        return BaseVerdict.WRONG if is_bad or base.notice_position <= base.position else BaseVerdict.UNKNOWN
    rules = ground.view.authority.rules_before(base.position)
    point = StatePoint(ground.view.root, feed, base.n, base.digest, rules)
    same = (summary.n, summary.digest, summary.position) == (base.n, base.digest, base.position)
    said = state_digest(point, digests, base.authors, {record: Position(at) for record, at in known.items()})
    is_right = same and (said, len(digests)) == (summary.state, summary.records)
    return BaseVerdict.RIGHT if is_right else BaseVerdict.WRONG


def _digests(ground: Ground, states: dict[RecordId, RecordState]) -> list[tuple[bytes, bytes]]:
    with _malformed_is_bad():
        if not all(map(_is_named_rightly, states.values())):
            raise BadBaseError("a value is not what its hash says")
        return [(bytes(state.id), record_digest(state, root=ground.view.root)) for state in states.values()]


def _is_named_rightly(state: RecordState) -> bool:
    """Tell whether values have their own hashes: no digest holds those."""
    return all(
        version.value_hash == value_hash(version.value) for versions in state.groups.values() for version in versions
    )


def _summary(connection: sa.Connection, ground: Ground) -> Summary | None:
    """Return what the snapshot says of itself; None where its notice is not here, or does not open."""
    feed = FeedId(ground.feed.handle)
    for announced in snapshot_notices.read(connection, feed):
        if announced.position == ground.base.notice_position:
            try:
                return snapshot_notices.open_summary(connection, ground.view, ground.feed, announced)
            except (SealError, WireError):
                return None
    return None
