"""A snapshot takes the place of the entries that it stands for: all of it in one transaction, or nothing.

Its keeper vouches for it, so it is held against everything that is known here already: what entries made here must be
in it, and own changes that have the hub's receipt. Must not fetch anything.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import sqlalchemy as sa

from haversack.store import (
    erased,
    erased_elsewhere,
    erasing,
    erasing_orders,
    index_state,
    object_table,
    own_in_snapshots,
    records,
    schema,
    snapshot_parts,
    trust,
)
from haversack.store.bulk import insert_rows
from haversack.store.snapshot_notices import Announced, Verdict, epoch_of, judge
from haversack_sync.model.authority import Feed
from haversack_sync.model.ids import DeviceId, ObjectId, Position, RecordId
from haversack_sync.model.policy import KNOWN_RULES
from haversack_sync.model.record import RecordState
from haversack_sync.model.state_digest import StatePoint, record_digest, state_digest
from haversack_sync.protocol.entries import Standing
from haversack_sync.protocol.errors import LyingSnapshotError, SealError, WireError
from haversack_sync.protocol.network import NetworkView
from haversack_sync.protocol.snapshot_columns import Chunk, decode_chunks, encode_authors
from haversack_sync.protocol.snapshot_packing import RowUnpacker, unpack_dictionary
from haversack_sync.protocol.snapshot_rows import Place, RowReader
from haversack_sync.protocol.snapshots import Listed, PartName, PartType, Summary, open_part

_BLOCK = 500


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot whose parts are all here: its feed, its notice, and what it says of itself."""

    feed: Feed
    announced: Announced
    summary: Summary


def apply(connection: sa.Connection, view: NetworkView, snapshot: Snapshot, *, own: AbstractSet[DeviceId]) -> int:
    """Put a feed to where a snapshot stands.

    Args:
        connection: Inside a transaction of its own: what was written must go if this raises.
        view: The network, known at least up to the snapshot's position.
        snapshot: Its parts are all here.
        own: Handles of this device; its own changes that are in it are settled as far as the hub has signed for them.

    Returns:
        How many records changed here.

    Raises:
        LyingSnapshotError: It contradicts itself, or what is here.
        SealError: A part does not open.
        WireError: A part is malformed.
    """
    feed, announced, summary = snapshot.feed, snapshot.announced, snapshot.summary
    rules = view.authority.rules_before(summary.position)
    if rules not in KNOWN_RULES or summary.rules != rules:
        raise LyingSnapshotError("rules")
    reader = RowReader(Place(feed.handle, Position(summary.position)))
    states = reader.states(_chunks(connection, view, snapshot))
    work = _Work(connection, feed)
    digests: list[tuple[bytes, bytes]] = []
    for block in _blocks(states):
        digests += [(bytes(state.id), record_digest(state, root=view.root)) for state in block]
        work.take(block)
    _check_authors(connection, feed, reader)
    point = StatePoint(view.root, feed.handle, summary.n, summary.digest, summary.rules)
    _erase(connection, view, snapshot, reader)
    state = state_digest(point, digests, reader.authors, reader.erased)
    if len(digests) != summary.records or state != summary.state:
        raise LyingSnapshotError("state")
    if work.held() != len(digests):
        raise LyingSnapshotError("dropped")
    _stand(connection, snapshot, dict(reader.authors))
    own_in_snapshots.notice_copies(connection, reader.authors, own=own)
    if not own_in_snapshots.settle(connection, view, feed):
        raise LyingSnapshotError("receipts")
    judge(connection, announced, Verdict.USED)
    snapshot_parts.drop(connection, feed.handle, is_own=False)
    return work.changed


def _chunks(connection: sa.Connection, view: NetworkView, snapshot: Snapshot) -> Iterator[Chunk]:
    """Open the parts in their order."""
    feed, announced, summary = snapshot.feed, snapshot.announced, snapshot.summary
    listed = snapshot_parts.index(connection, announced.index)
    epoch = epoch_of(announced)
    key = trust.audience_key(connection, feed.audience, epoch)
    if listed is None or key is None:
        raise SealError("index or key is missing")

    def opened(one: Listed, kind: PartType, part: int) -> bytes:
        sealed = snapshot_parts.read(connection, ObjectId(one.object))
        if sealed is None:
            raise SealError("part is missing")
        name = PartName(kind, feed.handle, epoch, summary.n, part)
        return open_part(sealed, name, root=view.root, epoch_key=key)

    dictionary = b""
    if summary.has_dictionary:
        if not listed:
            raise WireError("dictionary is missing")
        dictionary = unpack_dictionary(opened(listed[0], PartType.DICTIONARY, 1))
    unpacker = RowUnpacker(dictionary)
    for number, one in enumerate(listed, start=1):
        if number == 1 and dictionary:
            continue
        yield from decode_chunks(unpacker.unpack(opened(one, PartType.ROWS, number)))


def _blocks(states: Iterator[RecordState]) -> Iterator[list[RecordState]]:
    block: list[RecordState] = []
    for state in states:
        block.append(state)
        if len(block) == _BLOCK:
            yield block
            block = []
    if block:
        yield block


class _Work:
    """Writes the records that are new or other than here."""

    def __init__(self, connection: sa.Connection, feed: Feed) -> None:
        self._connection, self._feed = connection, feed
        self._is_empty = self.held() == 0
        self.changed = 0

    def held(self) -> int:
        """Return how many records of the feed are here."""
        table = schema.records
        count = sa.select(sa.func.count()).select_from(table).where(table.c.feed == self._feed.handle)
        return int(self._connection.execute(count).scalar_one())

    def take(self, block: Sequence[RecordState]) -> None:
        """Take in some records."""
        known: dict[RecordId, tuple[int, RecordState]] = {}
        if not self._is_empty:
            known = records.load_states(self._connection, self._feed.handle, [state.id for state in block])
        dirty: list[tuple[int | None, RecordState]] = []
        for state in block:
            row, before = known.get(state.id, (None, None))
            if before is not None and _made(before) != _made(state):
                raise LyingSnapshotError("altered")
            if before != state:
                dirty.append((row, state))
        if not dirty:
            return
        records.save_states(self._connection, dirty, None)
        object_table.note_files(self._connection, [state for _, state in dirty])
        index_state.mark_stale(self._connection, self._feed.handle, [state.id for _, state in dirty])
        self.changed += len(dirty)


def _erase(connection: sa.Connection, view: NetworkView, snapshot: Snapshot, reader: RowReader) -> None:
    """Erase what the snapshot says was erased; what is known here to be erased must be said there."""
    feed, here = snapshot.feed, erased.ids(connection, snapshot.feed.handle)
    if any(record not in reader.erased for record in here):
        raise LyingSnapshotError("erased")
    by_order: dict[Position, list[RecordId]] = {}
    for record, position in reader.erased.items():
        if record not in here:
            by_order.setdefault(position, []).append(record)
    for position, gone in sorted(by_order.items()):
        found = [one for record in gone for one in erasing_orders.entries_of(connection, view, feed, record).entries]
        # When that was stands nowhere here; not before this.
        known = schema.entries
        stamp = connection.execute(sa.select(sa.func.max(known.c.stamp)).where(known.c.position < position)).scalar()
        place = erasing.Place(feed.handle, position, snapshot.summary.n, stamp or 0)
        erasing.follow_snapshot(connection, place, gone, found, root=view.root)
    if by_order:
        erased_elsewhere.drop(connection, view)


def _made(state: RecordState) -> tuple[object, ...]:
    return (state.kind, state.created_by, state.created_number, state.created_at)


def _check_authors(connection: sa.Connection, feed: Feed, reader: RowReader) -> None:
    """An author's last number never falls."""
    table = schema.authors
    rows = connection.execute(sa.select(table.c.device, table.c.number).where(table.c.feed == feed.handle)).all()
    if any(reader.authors.get(DeviceId(row.device), -1) < row.number for row in rows):
        raise LyingSnapshotError("authors")


def _stand(connection: sa.Connection, snapshot: Snapshot, authors: dict[DeviceId, int]) -> None:
    """Note where the feed stands now, and that it begins here with a snapshot."""
    feed, announced, summary = snapshot.feed, snapshot.announced, snapshot.summary
    trust.save_standing(connection, feed.handle, Standing(summary.n, Position(summary.position), summary.digest))
    feeds = schema.feeds
    connection.execute(sa.update(feeds).where(feeds.c.feed == feed.handle).values(applied_n=summary.n))
    for table in (schema.authors, schema.snapshot_bases, schema.base_states):
        connection.execute(sa.delete(table).where(table.c.feed == feed.handle))
    insert_rows(connection, schema.authors, [(feed.handle, device, number) for device, number in authors.items()])
    connection.execute(
        sa.insert(schema.snapshot_bases).values(
            feed=feed.handle,
            n=summary.n,
            position=summary.position,
            digest=summary.digest,
            notice_position=announced.position,
            authors=encode_authors(authors),
        )
    )
