"""Holds what a feed began with against the digest that its snapshot gives: rows that no entry here could make again.

The digest lies in the signed notice, so it proves all of those rows at once and says nothing of any single one. Reads
only, in short turns. Must not adopt the digest where the rows are others.
"""

from collections.abc import Generator
from enum import Enum

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

_BLOCK = 30
"""Records that are digested in one turn."""


class BaseVerdict(Enum):
    """What came of a look at what a feed began with."""

    NONE = "none"
    """It began with its first entry."""
    RIGHT = "right"
    WRONG = "wrong"
    UNKNOWN = "unknown"
    """What was erased since is missing in the digest, or the notice is not here."""


def original(connection: sa.Connection, ground: Ground, record: RecordId) -> RecordState | None:
    """Return a record as the feed's snapshot had it; None if that had it not."""
    feed, base = ground.feed.handle, ground.base
    if not base.n:
        return None
    table = schema.base_states
    wanted = sa.and_(table.c.feed == feed, table.c.record == record)
    written = connection.execute(sa.select(table.c.state).where(wanted)).scalar()
    if written is not None:
        return next(RowReader(Place(feed, base.position)).states(decode_chunks(written)))
    found = records.load_states(connection, feed, [record]).get(record)
    return found[1] if found is not None and found[1].created_at <= base.position else None


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
    if summary is None or any(position > base.position for position in known.values()):
        return BaseVerdict.UNKNOWN
    yield
    digests: list[tuple[bytes, bytes]] = []
    are_named = True
    for start in range(0, len(names), _BLOCK):
        with reading() as connection:
            ground.check(connection)
            for record in names[start : start + _BLOCK]:
                state = original(connection, ground, record)
                if state is not None:
                    digests.append((bytes(state.id), record_digest(state, root=ground.view.root)))
                    are_named = are_named and _is_named_rightly(state)
        yield
    rules = ground.view.authority.rules_before(base.position)
    point = StatePoint(ground.view.root, feed, base.n, base.digest, rules)
    same = (summary.n, summary.digest, summary.position) == (base.n, base.digest, base.position)
    said = state_digest(point, digests, base.authors, {record: Position(at) for record, at in known.items()})
    is_right = same and are_named and (said, len(digests)) == (summary.state, summary.records)
    return BaseVerdict.RIGHT if is_right else BaseVerdict.WRONG


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
