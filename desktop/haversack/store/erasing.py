"""Following an order of erasure: rows, versions, entries, index, drafts, waiting changes, all in one transaction.

An order whose entries are not of its records is not followed: somebody lies, or erred. What lies outside of the
database (files, the log) goes afterwards, see `ERASED_FILES`. Must not judge who may give orders; `client.replay` does.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from haversack.store import drafts, erased, index_state, publications, schema, snapshot_notices, snapshot_parts, values
from haversack.store.outbox import PENDING, UNANSWERED, ItemState
from haversack.store.records import load_states
from haversack.store.search_index import SearchIndex
from haversack.store.snapshot_notices import UNTRUSTED, Verdict
from haversack.store.snapshot_state import UNCOUNTED
from haversack_sync.client.replay import Opened
from haversack_sync.model.ids import FeedId, ObjectId, Position, RecordId, published_id
from haversack_sync.model.reading import FILES, files
from haversack_sync.protocol import sealing
from haversack_sync.protocol.entries import STUB_BYTES, Entry
from haversack_sync.protocol.envelope import SEALED, parse_envelope
from haversack_sync.protocol.erasing import ErasedEntry, EraseOrder, Erasing

ERASED_FILES: Final = "erased_files"
"""Value: objects whose files are to be removed, and that the log is to be emptied; set with an erasure."""

_OBJECT_BYTES: Final = 32

Opener = Callable[[Entry], Opened | None]
"""Opens a kept entry again; None where it does not open."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an order lies: its feed and position, how many entries that feed had with it, the hub's stamp."""

    feed: FeedId
    position: Position
    n: int
    stamp: int


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
        objects = [ObjectId(one) for one in order.order.objects]
        objects += _files_of(connection, order.feed, records)
        for one in order.order.entries:
            objects += _erase_entry(connection, order.feed, one, order_n=order.n)
        for one, record in _kept_of(connection, order.feed, records):
            objects += _erase_entry(connection, order.feed, one, order_n=order.n, record=record)
        _keep_numbers(connection, order)
        settle_stubs(connection, order)
        own = forget_records(connection, order.feed, records, order.position, root=root)
        forget_files(connection, objects)
        _forget_snapshots(connection, order)
    place = Place(order.feed, order.position, order.n, order.stamp)
    what = {"records": len(records), "reason": order.erasing.reason, "is_wrong": not is_right, "own_changes": own}
    what["announced"] = order.order.announced
    _note(connection, place, what)
    return is_right


def follow_snapshot(
    connection: sa.Connection,
    place: Place,
    records: Sequence[RecordId],
    entries: Sequence[ErasedEntry],
    *,
    root: bytes,
) -> None:
    """Follow an order that only a snapshot tells of: its keeper vouches for it, its words are not known.

    Args:
        connection: Inside a transaction, after the snapshot's authors were checked.
        place: The order's; its n and stamp as near as they are known.
        records: What it erased.
        entries: Theirs that are here.
        root: The network's fingerprint.
    """
    objects = _files_of(connection, place.feed, records)
    for one in entries:
        objects += _erase_entry(connection, place.feed, one, order_n=place.n)
    own = forget_records(connection, place.feed, records, place.position, root=root)
    forget_files(connection, objects)
    made = schema.snapshots_made
    connection.execute(sa.delete(made).where(made.c.feed == place.feed, made.c.n < place.n))
    snapshot_parts.drop(connection, place.feed, is_own=True)
    what = {"records": len(records), "reason": "", "is_wrong": False, "own_changes": own, "announced": b""}
    _note(connection, place, what)


def _note(connection: sa.Connection, place: Place, what: Mapping[str, object]) -> None:
    """Note an order."""
    row = {"feed": place.feed, "position": place.position, "n": place.n, "stamp": place.stamp}
    connection.execute(insert(schema.erasures).values({**row, **what}).on_conflict_do_nothing())


def _files_of(connection: sa.Connection, feed: FeedId, records: Sequence[RecordId]) -> list[ObjectId]:
    """Return the files that records name here, also where their entries are not here."""
    states = load_states(connection, feed, records).values()
    return [file.object for _, state in states for file in files(state)]


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
            own = _own_pending(connection, one)
            # Of what waits about an erased record only the bytes are left.
            if own is not None and own.body and own.record not in order.erasing.records:
                return False
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


def _erase_entry(
    connection: sa.Connection, feed: FeedId, one: ErasedEntry, *, order_n: int, record: bytes = b""
) -> tuple[ObjectId, ...]:
    """Keep a stub of an entry; return the objects that it needed."""
    table = schema.entries
    here = sa.and_(table.c.feed == feed, table.c.position == one.position)
    row = connection.execute(sa.select(table.c.envelope, table.c.refused).where(here)).first()
    hashed, refs = None, tuple[ObjectId, ...]()
    if row is not None and len(row.envelope) > STUB_BYTES:
        hashed, refs = sealing.sha256(row.envelope), parse_envelope(row.envelope).header.refs
    erased.make_stub(connection, feed, one, hashed, order_n=order_n, record=record)
    if row is not None and row.refused not in UNCOUNTED:
        connection.execute(sa.update(table).where(here).values(refused=erased.REASON))
    return refs


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
    # The title of an area stands in the index with everything that is about it.
    documents += index_state.followers(connection, records, set_name="topics")
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
    waiting, objects = 0, list[ObjectId]()
    for row in rows:
        objects += [ObjectId(row.refs[at : at + _OBJECT_BYTES]) for at in range(0, len(row.refs), _OBJECT_BYTES)]
        new: dict[str, object] = {"body": b"", "record": None, "refs": b""}
        is_open = row.state in [state.value for state in UNANSWERED]
        waiting += is_open
        if row.envelope is None:
            new |= {"state": ItemState.REFUSED.value, "reason": erased.REASON}
        elif not is_open:
            new["envelope"] = sealing.sha256(row.envelope)
        connection.execute(sa.update(table).where(table.c.sequence == row.sequence).values(new))
    if objects:
        forget_files(connection, objects)
    return waiting


def settle_stubs(connection: sa.Connection, order: Order) -> None:
    """Tell own changes that were erased before their entries came back here: only stubs came of them.

    Without the order a stub says nothing of what is ours: a hub could send one of anything.
    """
    outbox, entries = schema.outbox, schema.entries
    for one in order.order.entries:
        here = sa.and_(entries.c.feed == order.feed, entries.c.position == one.position)
        stub = connection.execute(sa.select(entries.c.envelope).where(here)).scalar()
        row = _own_pending(connection, one)
        if row is not None and stub == erased.hash_of(row.envelope):
            new = {"state": ItemState.REFUSED.value, "reason": erased.REASON, "body": b"", "record": None, "refs": b""}
            mine = outbox.c.sequence == row.sequence
            connection.execute(sa.update(outbox).where(mine).values(**new, envelope=stub))


def _own_pending(connection: sa.Connection, one: ErasedEntry) -> sa.Row[tuple[Any, ...]] | None:
    """Return the sealed change of this device that an order names, if its entry did not come back yet."""
    table = schema.outbox
    mine = sa.and_(table.c.signer == one.device, table.c.number == one.number, table.c.envelope.is_not(None))
    is_pending = table.c.state.in_([state.value for state in PENDING])
    return connection.execute(sa.select(table).where(mine, is_pending)).first()


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


def forget_files(connection: sa.Connection, objects: Iterable[ObjectId]) -> None:
    """Forget files that no record and no change here names any more, whatever else is known of them."""
    table, versions, published, outbox = schema.objects, schema.versions, schema.published_files, schema.outbox
    gone = values.read_value(connection, ERASED_FILES) or b""
    is_pending = outbox.c.state.in_([state.value for state in PENDING])
    for object_id in dict.fromkeys(objects):
        names_it = sa.and_(versions.c.group_key == FILES, sa.func.instr(versions.c.value, object_id) > 0)
        waits = sa.and_(is_pending, sa.func.instr(outbox.c.body, object_id) > 0)
        needed = sa.exists().where(names_it), sa.exists().where(waits)
        if not connection.execute(sa.select(sa.or_(*needed))).scalar():
            connection.execute(sa.delete(table).where(table.c.object == object_id))
            connection.execute(sa.delete(published).where(sa.func.instr(published.c.value, object_id) > 0))
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
