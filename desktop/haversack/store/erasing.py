"""Following an order of erasure: rows, versions, entries, index, drafts, waiting changes, all in one transaction.

An order whose entries are not of its records is not followed: somebody lies, or erred. What lies outside of the
database (files, the log) goes afterwards, see `ERASED_FILES`. Must not judge who may give orders; `client.replay` does.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from haversack.store import drafts, erased, publications, schema, snapshot_notices, snapshot_parts, values
from haversack.store.outbox import PENDING, UNANSWERED, ItemState
from haversack.store.search_index import SearchIndex
from haversack.store.snapshot_notices import UNTRUSTED, Verdict
from haversack_sync.client.replay import Opened
from haversack_sync.model.ids import FeedId, Position, RecordId, published_id
from haversack_sync.model.reading import FILES
from haversack_sync.protocol import sealing
from haversack_sync.protocol.entries import STUB_BYTES, Entry
from haversack_sync.protocol.envelope import SEALED, parse_envelope
from haversack_sync.protocol.erasing import ErasedEntry, EraseOrder, Erasing

ERASED_FILES: Final = "erased_files"
"""Value: objects whose files are to be removed, and that the log is to be emptied; set with an erasure."""
_UNCOUNTED_EFFECT: Final = ("replayed", "seal_broken", "bad_change", "not_authentic", "not_a_writer")

Opener = Callable[[Entry], Opened | None]
"""Opens a kept entry again; None where it does not open."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it lies in its feed: where, the hub's stamp, its place, what it says in the clear and sealed."""

    feed: FeedId
    position: Position
    stamp: int
    n: int
    order: EraseOrder
    erasing: Erasing


def follow(connection: sa.Connection, order: Order, opened: Opener, *, root: bytes) -> bool:
    """Follow an order, or note that it is wrong.

    Args:
        connection: Inside a transaction.
        order: Its author was checked.
        opened: Opens kept entries.
        root: The network's fingerprint.

    Returns:
        Whether it was followed.
    """
    records = [RecordId(one) for one in order.erasing.records]
    is_right = _is_right(connection, order, opened)
    own = 0
    if is_right:
        for one in order.order.entries:
            _erase_entry(connection, order, one)
        for entry in _kept_of(connection, order.feed, records):
            _erase_entry(connection, order, entry[0], record=entry[1])
        _keep_numbers(connection, order)
        own = forget_records(connection, order.feed, records, order.position, root=root)
        _forget_files(connection, order.order.objects)
        _forget_snapshots(connection, order)
    # Where a feed is replayed again, what was noted and reported then stays.
    connection.execute(
        insert(schema.erasures)
        .values(
            feed=order.feed,
            position=order.position,
            n=order.n,
            stamp=order.stamp,
            records=len(records),
            reason=order.erasing.reason,
            is_wrong=not is_right,
            is_reported=not is_right,
            own_changes=own,
        )
        .on_conflict_do_nothing()
    )
    return is_right


def _is_right(connection: sa.Connection, order: Order, opened: Opener) -> bool:
    """Tell whether the entries that are here are of the records, as the order says."""
    table, bases = schema.entries, schema.snapshot_bases
    base = connection.execute(sa.select(bases.c.position).where(bases.c.feed == order.feed)).scalar() or 0
    for one in order.order.entries:
        here = sa.and_(table.c.feed == order.feed, table.c.position == one.position)
        row = connection.execute(sa.select(table).where(here)).first()
        if one.position >= order.position or (row is None and one.position > base):
            return False
        if row is None or len(row.envelope) == STUB_BYTES:
            continue
        entry = Entry(Position(row.position), row.stamp, row.flags, row.envelope)
        header, found = parse_envelope(entry.envelope).header, opened(entry)
        said = (header.form, header.device, header.number) == (SEALED, one.device, one.number)
        if not said or found is None or found.change.record not in order.erasing.records:
            return False
    return True


def _kept_of(
    connection: sa.Connection, feed: FeedId, records: Collection[RecordId]
) -> list[tuple[ErasedEntry, RecordId]]:
    """Return the entries that made or changed records here, whether an order names them or not."""
    table, edits, entries = schema.records, schema.edits, schema.entries
    found = []
    for record in records:
        made = sa.select(table.c.created_position).where(table.c.feed == feed, table.c.id == record)
        edited = sa.select(edits.c.position).where(edits.c.feed == feed, edits.c.record == record)
        wanted = sa.or_(entries.c.position.in_(made), entries.c.position.in_(edited))
        for row in connection.execute(sa.select(entries).where(entries.c.feed == feed, wanted)).all():
            if len(row.envelope) > STUB_BYTES:
                header = parse_envelope(row.envelope).header
                found.append((ErasedEntry(row.position, header.device, header.number), record))
    return found


def _erase_entry(connection: sa.Connection, order: Order, one: ErasedEntry, *, record: bytes = b"") -> None:
    table = schema.entries
    here = sa.and_(table.c.feed == order.feed, table.c.position == one.position)
    row = connection.execute(sa.select(table.c.envelope, table.c.refused).where(here)).first()
    hashed = None
    if row is not None and len(row.envelope) > STUB_BYTES:
        hashed = sealing.sha256(row.envelope)
    erased.make_stub(connection, order.feed, one, hashed, order_n=order.n, record=record)
    if row is not None and row.refused not in _UNCOUNTED_EFFECT:
        connection.execute(sa.update(table).where(here).values(refused=erased.REASON))


def _keep_numbers(connection: sa.Connection, order: Order) -> None:
    """Count what the erased entries were in their authors' chains, also where only stubs came."""
    table = schema.authors
    for one in order.order.entries:
        mine = sa.and_(table.c.feed == order.feed, table.c.device == one.device)
        known = connection.execute(sa.select(table.c.number).where(mine)).scalar()
        if known is None:
            row = {"feed": order.feed, "device": one.device, "number": one.number}
            connection.execute(sa.insert(table).values(row))
        elif known < one.number:
            connection.execute(sa.update(table).where(mine).values(number=one.number))


def forget_records(
    connection: sa.Connection, feed: FeedId, records: Sequence[RecordId], position: int, *, root: bytes
) -> int:
    """Drop everything that is here of records, and remember them for ever.

    Returns:
        How many changes that waited here are gone.
    """
    table, state = schema.records, schema.index_state
    erased.remember(connection, feed, records, position)
    mine = sa.and_(table.c.feed == feed, table.c.id.in_(records))
    connection.execute(sa.delete(table).where(mine))
    for parts in (schema.edits, schema.base_states):
        connection.execute(sa.delete(parts).where(parts.c.feed == feed, parts.c.record.in_(records)))
    indexed = sa.and_(state.c.feed == feed, state.c.record.in_(records))
    documents = [row.document for row in connection.execute(sa.select(state.c.document).where(indexed))]
    index = SearchIndex()
    index.remove_many(connection, documents)
    if documents:
        index.purge(connection)
    connection.execute(sa.delete(state).where(indexed))
    for record in records:
        drafts.drop_new(connection, record)
    for kind, slug in publications.slugs(connection):
        if published_id(root, kind=kind, slug=slug) in records:
            published = schema.published
            connection.execute(sa.delete(published).where(published.c.kind == kind, published.c.slug == slug))
    return scrub_outbox(connection, feed, records)


def scrub_outbox(connection: sa.Connection, feed: FeedId, records: Sequence[RecordId]) -> int:
    """Drop what changes made here say of records; what was sealed stays until the hub has answered, for the chain."""
    table = schema.outbox
    mine = sa.and_(table.c.feed == feed, table.c.record.in_(records))
    rows = connection.execute(sa.select(table).where(mine)).all()
    waiting = 0
    for row in rows:
        new: dict[str, object] = {"body": b"", "record": None, "refs": b""}
        is_open = row.state in [state.value for state in UNANSWERED]
        waiting += is_open
        if row.envelope is None:
            new |= {"state": ItemState.REFUSED.value, "reason": erased.REASON}
        elif not is_open:
            new["envelope"] = sealing.sha256(row.envelope)
        connection.execute(sa.update(table).where(table.c.sequence == row.sequence).values(new))
    return waiting


def settle_stubs(connection: sa.Connection, hashes: Collection[bytes]) -> None:
    """Tell own changes that were erased before their entries came back here: only stubs came of them."""
    table = schema.outbox
    if not hashes:
        return
    is_pending = sa.and_(table.c.state.in_([state.value for state in PENDING]), table.c.envelope.is_not(None))
    for row in connection.execute(sa.select(table.c.sequence, table.c.envelope).where(is_pending)).all():
        if erased.hash_of(row.envelope) in hashes:
            new = {"state": ItemState.REFUSED.value, "reason": erased.REASON, "body": b"", "record": None, "refs": b""}
            here = table.c.sequence == row.sequence
            connection.execute(sa.update(table).where(here).values(**new, envelope=erased.hash_of(row.envelope)))


def scrub_answered(connection: sa.Connection) -> bool:
    """Keep only the hash of sealed changes of erased records that needed their hub's answer, and have it now.

    Returns:
        Whether there were any.
    """
    table = schema.outbox
    # Nothing else has an empty body.
    is_answered = table.c.state.not_in([state.value for state in UNANSWERED])
    mine = sa.and_(table.c.record.is_(None), table.c.body == b"", is_answered)
    rows = connection.execute(sa.select(table.c.sequence, table.c.envelope).where(mine)).all()
    found = [row for row in rows if row.envelope is not None and len(row.envelope) > STUB_BYTES]
    for row in found:
        here = table.c.sequence == row.sequence
        connection.execute(sa.update(table).where(here).values(envelope=sealing.sha256(row.envelope)))
    if found:
        values.write_value(connection, ERASED_FILES, values.read_value(connection, ERASED_FILES) or b"")
    return bool(found)


def _forget_files(connection: sa.Connection, objects: Sequence[bytes]) -> None:
    """Forget files that no record here names any more, whatever else is known of them."""
    table, versions, files = schema.objects, schema.versions, schema.published_files
    gone = values.read_value(connection, ERASED_FILES) or b""
    for object_id in objects:
        names_it = sa.and_(versions.c.group_key == FILES, sa.func.instr(versions.c.value, object_id) > 0)
        if connection.execute(sa.select(versions.c.ordinal).where(names_it).limit(1)).first() is None:
            connection.execute(sa.delete(table).where(table.c.object == object_id))
            connection.execute(sa.delete(files).where(sa.func.instr(files.c.value, object_id) > 0))
            gone += object_id
    values.write_value(connection, ERASED_FILES, gone)


def _forget_snapshots(connection: sa.Connection, order: Order) -> None:
    """Use no snapshot that holds what was erased, and announce none."""
    made = schema.snapshots_made
    for announced in snapshot_notices.read(connection, order.feed):
        if announced.n < order.n and announced.verdict not in UNTRUSTED:
            snapshot_notices.judge(connection, announced, Verdict.ERASED)
    connection.execute(sa.delete(made).where(made.c.feed == order.feed, made.c.n < order.n))
    for is_own in (True, False):
        snapshot_parts.drop(connection, order.feed, is_own=is_own)
