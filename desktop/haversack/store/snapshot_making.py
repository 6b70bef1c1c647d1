"""A keeper's snapshot of a feed: when one is worth making, and the making itself in three steps.

Reading is one moment of the vault, packing takes long and touches nothing, keeping is one transaction: whoever stops it
loses the packing alone. Must not send anything.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from haversack.store import outbox, schema, snapshot_notices, snapshot_parts, snapshot_state, trust
from haversack.store.snapshot_notices import UNTRUSTED
from haversack_sync.model.authority import Feed
from haversack_sync.model.ids import DeviceId, ObjectId
from haversack_sync.model.state_digest import record_digest, state_digest
from haversack_sync.protocol.limits import KIB
from haversack_sync.protocol.network import NetworkView
from haversack_sync.protocol.snapshot_columns import Chunk, chunks
from haversack_sync.protocol.snapshot_packing import RowPacker, pack_dictionary, train_dictionary
from haversack_sync.protocol.snapshots import (
    Listed,
    PartName,
    PartType,
    SnapshotNotice,
    Summary,
    encode_index,
    encode_notice,
    encode_summary,
    object_id,
    seal_part,
)

LEAST_TAIL_BYTES: Final = 64 * KIB
"""Less than this is two frames: no newcomer would notice that a snapshot is missing."""
TAIL_SHARE: Final = 4
"""A new one is due when the entries since weigh a quarter of the last: a newcomer never pays much more than needed, and
a keeper sends each byte of state some four times in the life of a feed that grows, not at every sync."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a snapshot is made of, and how it is sealed."""

    feed: Feed
    stand: snapshot_state.Stand
    chunks: tuple[Chunk, ...]
    state: bytes
    records: int
    epoch: int
    key: bytes


@dataclass(frozen=True, slots=True)
class Made:
    """A snapshot that is sealed: its parts in order, the index, and the notice."""

    read: Read
    parts: tuple[bytes, ...]
    index: bytes
    notice: bytes


def is_due(connection: sa.Connection, feed: Feed) -> bool:
    """Tell whether a feed's tail has grown so far that a snapshot is worth making."""
    table = schema.feeds
    row = connection.execute(sa.select(table).where(table.c.feed == feed.handle)).first()
    if row is None or row.applied_n < row.n:
        return False
    made = schema.snapshots_made
    own = connection.execute(sa.select(made).where(made.c.feed == feed.handle)).first()
    if own is not None and not own.is_announced:
        return False
    last = [one for one in snapshot_notices.read(connection, feed.handle) if one.verdict not in UNTRUSTED]
    covered = max([one.n for one in last] + ([own.n] if own is not None else []), default=0)
    tail, before = _entry_bytes(connection, feed, covered), 0
    if covered:
        # What is not here (a vault that began with a snapshot) weighs as much as its records do.
        versions, records = schema.versions, schema.records
        size = sa.select(sa.func.coalesce(sa.func.sum(sa.func.length(versions.c.value)), 0)).select_from(
            versions.join(records, records.c.rowid == versions.c.record_rowid)
        )
        before = int(connection.execute(size.where(records.c.feed == feed.handle)).scalar_one()) // 2
    return tail >= max(LEAST_TAIL_BYTES, before // TAIL_SHARE)


def _entry_bytes(connection: sa.Connection, feed: Feed, after: int) -> int:
    table = schema.entries
    size = sa.select(sa.func.coalesce(sa.func.sum(sa.func.length(table.c.envelope)), 0))
    return int(connection.execute(size.where(table.c.feed == feed.handle, table.c.n > after)).scalar_one())


def read(connection: sa.Connection, view: NetworkView, feed: Feed) -> Read | None:
    """Read a feed's state as it is now; None while its newest key is not here, or entries wait."""
    found = trust.newest_key(connection, view, feed.handle)
    table = schema.feeds
    n = connection.execute(sa.select(table.c.n).where(table.c.feed == feed.handle)).scalar()
    stand = snapshot_state.stand_at(connection, view, feed.handle, n) if n else None
    if found is None or stand is None:
        return None
    states = list(snapshot_state.states_at(connection, view, feed, stand))
    digests = [(bytes(state.id), record_digest(state, root=view.root)) for state in states]
    state = state_digest(stand.point, digests, stand.authors, stand.erased)
    return Read(feed, stand, tuple(chunks(states, stand.authors, stand.erased)), state, len(states), *found)


def pack(read: Read, *, random: Callable[[int], bytes], is_cancelled: Callable[[], bool]) -> Made | None:
    """Pack and seal a snapshot; None if it was stopped."""
    parts: list[bytes] = []
    dictionary = train_dictionary(read.chunks)
    for kind, body in _bodies(read, dictionary):
        if is_cancelled():
            return None
        parts.append(_sealed(read, kind, len(parts) + 1, body, random=random))
    index = encode_index([Listed(object_id(part), len(part)) for part in parts])
    point = read.stand.point
    summary = Summary(
        index=object_id(index),
        n=point.n,
        digest=point.digest,
        position=read.stand.position,
        rules=point.rules,
        state=read.state,
        records=read.records,
        size=len(index) + sum(map(len, parts)),
        has_dictionary=bool(dictionary),
    )
    sealed = _sealed(read, PartType.SUMMARY, 0, encode_summary(summary), random=random)
    return Made(read, tuple(parts), index, encode_notice(SnapshotNotice(point.n, point.digest, sealed)))


def _bodies(read: Read, dictionary: bytes) -> Iterator[tuple[PartType, bytes]]:
    if dictionary:
        yield PartType.DICTIONARY, pack_dictionary(dictionary)
    for body in RowPacker(dictionary).batches(read.chunks):
        yield PartType.ROWS, body


def _sealed(read: Read, kind: PartType, part: int, body: bytes, *, random: Callable[[int], bytes]) -> bytes:
    name = PartName(kind, read.feed.handle, read.epoch, read.stand.point.n, part)
    return seal_part(name, body, root=read.stand.point.root, epoch_key=read.key, random=random)


def keep(connection: sa.Connection, made: Made) -> None:
    """Keep a snapshot until the hub holds it, in place of an older one that was made here."""
    feed, n = made.read.feed.handle, made.read.stand.point.n
    index = object_id(made.index)
    snapshot_parts.drop(connection, feed, is_own=True)
    numbered = [(number, object_id(part), part) for number, part in enumerate(made.parts, start=1)]
    numbered.append((snapshot_parts.INDEX_PART, index, made.index))
    snapshot_parts.keep(connection, feed, n, numbered, is_own=True)
    row = {"n": n, "index_object": index, "notice": made.notice, "is_announced": False}
    statement = insert(schema.snapshots_made).values(feed=feed, **row)
    connection.execute(statement.on_conflict_do_update(index_elements=["feed"], set_=row))


def announce(connection: sa.Connection, *, signer: DeviceId, created_ms: int) -> int:
    """Announce the snapshots that the hub holds by now; return how many.

    Their parts stay until the next one is announced: kits carry them to people whom no network reaches.
    """
    table = schema.snapshots_made
    count = 0
    for row in connection.execute(sa.select(table).where(table.c.is_announced.is_(sa.false()))).all():
        if not snapshot_parts.is_all_at_hub(connection, row.feed, row.n):
            continue
        outbox.queue_notice(
            connection,
            row.notice,
            feed=row.feed,
            signer=signer,
            created_ms=created_ms,
            refs=(ObjectId(row.index_object),),
        )
        connection.execute(sa.update(table).where(table.c.feed == row.feed).values(is_announced=True))
        snapshot_parts.drop_others(connection, row.feed, row.n)
        count += 1
    return count
