"""Replays verified entries into confirmed records, batch by batch, inside the caller's transaction.

A feed's entries are kept as soon as they are verified and replayed as soon as they can be read: a missing key or a
newer rules version makes the feed wait there. Must not verify the hub's order; that was done before.
"""

from collections.abc import Collection, Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from haversack.store import (
    erased,
    erased_elsewhere,
    erasing,
    index_state,
    object_table,
    records,
    schema,
    settling,
    snapshot_notices,
    snapshot_state,
    trust,
)
from haversack.store.bulk import insert_rows
from haversack_sync.client.answers import ContentStep
from haversack_sync.client.replay import KeyOf, Opened, Outcome, Replayed, open_entry, replay
from haversack_sync.model.authority import Feed
from haversack_sync.model.ids import NETWORK_FEED, AudienceId, DeviceId, FeedId, ObjectId, Position, RecordId
from haversack_sync.model.reading import FILES, files
from haversack_sync.model.record import RecordState
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.envelope import Envelope, parse_envelope
from haversack_sync.protocol.erasing import ErasedEntry
from haversack_sync.protocol.network import NetworkView
from haversack_sync.protocol.snapshots import Notice

_BATCH: Final = 500
_STUB: Final = Replayed(Outcome.REFUSED, erased.REASON)
"""What becomes of an entry of which only the hash is left."""


def keep_content(connection: sa.Connection, view: NetworkView, step: ContentStep, *, own: Collection[DeviceId]) -> int:
    """Keep a feed's verified entries and replay what can be read.

    Args:
        connection: Inside a transaction.
        view: The network, known at least up to the last entry.
        step: Verified order.
        own: The keys of this device, also those before; what they signed is settled in the outbox.

    Returns:
        How many entries changed a record.
    """
    feed = view.authority.feeds[step.feed]
    blank = [""] * len(step.entries)
    trust.keep_entries(connection, step.feed, step.entries, first=step.first, refused=blank)
    trust.save_standing(connection, step.feed, step.standing)
    if not step.entries:
        return 0
    if _applied(connection, feed) == step.first - 1:
        return _replay(connection, view, feed, list(zip(step.entries, step.envelopes, strict=True)), own=own)[0]
    return resume(connection, view, feed, own=own)


def resume(connection: sa.Connection, view: NetworkView, feed: Feed, *, own: Collection[DeviceId]) -> int:
    """Replay kept entries that waited, as far as it goes now; return how many changed a record."""
    table = schema.entries
    changed = 0
    while True:
        wanted = sa.and_(table.c.feed == feed.handle, table.c.n > _applied(connection, feed))
        rows = connection.execute(sa.select(table).where(wanted).order_by(table.c.n).limit(_BATCH)).all()
        entries = [Entry(Position(row.position), row.stamp, row.flags, row.envelope) for row in rows]
        batch = [(entry, None if entry.is_erased else parse_envelope(entry.envelope)) for entry in entries]
        more, is_held = _replay(connection, view, feed, batch, own=own)
        changed += more
        if is_held or len(rows) < _BATCH:
            return changed


def has_waiting(connection: sa.Connection) -> bool:
    """Tell whether some feed holds content that is not replayed yet."""
    table = schema.feeds
    waiting = sa.and_(table.c.applied_n < table.c.n, table.c.feed != NETWORK_FEED)
    return connection.execute(sa.select(table.c.feed).where(waiting).limit(1)).first() is not None


def needs_newer_program(connection: sa.Connection, view: NetworkView) -> bool:
    """Tell whether some feed waits for what only another version of this program brings: newer rules, a dictionary."""
    table = schema.feeds
    waiting = sa.and_(table.c.applied_n < table.c.n, table.c.feed != NETWORK_FEED)
    rows = connection.execute(sa.select(table.c.feed, table.c.applied_n).where(waiting)).all()
    return any(_is_beyond_us(connection, view, FeedId(row.feed), row.applied_n + 1) for row in rows)


def _is_beyond_us(connection: sa.Connection, view: NetworkView, handle: FeedId, n: int) -> bool:
    table = schema.entries
    here = sa.and_(table.c.feed == handle, table.c.n == n)
    row, feed = connection.execute(sa.select(table).where(here)).first(), view.authority.feeds.get(handle)
    if row is None or feed is None:
        return False
    entry = Entry(Position(row.position), row.stamp, row.flags, row.envelope)
    if entry.is_erased:
        return False

    def key_of(audience: AudienceId, epoch: int) -> bytes | None:
        return trust.audience_key(connection, audience, epoch)

    one = open_entry(view, feed, entry, parse_envelope(entry.envelope), key_of=key_of)
    return isinstance(one, Replayed) and one.outcome is Outcome.HELD and one.reason != "missing_key"


def _applied(connection: sa.Connection, feed: Feed) -> int:
    table = schema.feeds
    applied = connection.execute(sa.select(table.c.applied_n).where(table.c.feed == feed.handle)).scalar()
    return int(applied or 0)


def _replay(
    connection: sa.Connection,
    view: NetworkView,
    feed: Feed,
    batch: Sequence[tuple[Entry, Envelope | None]],
    *,
    own: Collection[DeviceId],
) -> tuple[int, bool]:
    """Replay entries in a row; return how many changed a record, and whether the feed waits now."""
    keys: dict[tuple[AudienceId, int], bytes | None] = {}

    def key_of(audience: AudienceId, epoch: int) -> bytes | None:
        if (audience, epoch) not in keys:
            keys[audience, epoch] = trust.audience_key(connection, audience, epoch)
        return keys[audience, epoch]

    opened = [
        open_entry(view, feed, entry, envelope, key_of=key_of) if envelope is not None else _STUB
        for entry, envelope in batch
    ]
    start = changed = 0
    while start < len(batch):
        orders = (at for at in range(start, len(batch)) if _is_order(opened[at]))
        end = next(orders, len(batch) - 1) + 1
        work = _stretch(connection, view, feed, list(zip(batch, opened, strict=True))[start:end], own=own)
        changed += work.changed
        if work.is_held:
            return changed, True
        for order in work.orders:
            erasing.follow(connection, order, lambda entry: _opened_again(view, feed, entry, key_of), root=view.root)
        if work.orders:
            erased_elsewhere.drop(connection, view)
        start = end
    return changed, False


def _is_order(one: Opened | Replayed) -> bool:
    return isinstance(one, Replayed) and one.erasing is not None


def _opened_again(view: NetworkView, feed: Feed, entry: Entry, key_of: KeyOf) -> Opened | None:
    one = open_entry(view, feed, entry, parse_envelope(entry.envelope), key_of=key_of)
    return one if isinstance(one, Opened) else None


def _stretch(
    connection: sa.Connection,
    view: NetworkView,
    feed: Feed,
    batch: Sequence[tuple[tuple[Entry, Envelope | None], Opened | Replayed]],
    *,
    own: Collection[DeviceId],
) -> "_Batch":
    """Replay entries of which at most the last is an order of erasure."""
    wanted = {one.change.record for _, one in batch if isinstance(one, Opened)}
    states = records.load_states(connection, feed.handle, sorted(wanted))
    work, gone = _Batch(connection, feed, own, states), erased.ids(connection, feed.handle)
    for (entry, envelope), one in batch:
        if envelope is None:
            work.pass_over(entry, erased.REASON)
            continue
        if (isinstance(one, Opened) or one.uses_number) and work.was_there(envelope):
            work.pass_over(entry)
            continue
        if isinstance(one, Opened) and one.change.record in gone:
            work.take(entry, envelope, Replayed(Outcome.REFUSED, erased.REASON, one.change))
            work.leave_out(entry, envelope, one.change.record, is_ordered=gone[one.change.record] < erased.NO_ORDER)
            continue
        before = work.state(one.change.record) if isinstance(one, Opened) else None
        result = replay(view, feed, one, before) if isinstance(one, Opened) else one
        if result.outcome is Outcome.HELD:
            work.is_held = True
            break
        work.take(entry, envelope, result)
    work.write()
    return work


class _Batch:
    """Results of a batch, written together."""

    def __init__(
        self,
        connection: sa.Connection,
        feed: Feed,
        own: Collection[DeviceId],
        states: dict[RecordId, tuple[int, RecordState]],
    ) -> None:
        self._connection = connection
        self._feed = feed
        self._own = own
        self._rows: dict[RecordId, int] = {record: row for record, (row, _) in states.items()}
        self._states: dict[RecordId, RecordState] = {record: state for record, (_, state) in states.items()}
        self._dirty: dict[RecordId, None] = {}
        self._edits: list[tuple[RecordId, FeedId, Position]] = []
        self._touched: dict[RecordId, None] = {}
        self._dropped: set[ObjectId] = set()
        self._replaced: dict[ObjectId, frozenset[ObjectId]] = {}
        self._refused: list[tuple[Entry, str]] = []
        self._settled: list[tuple[Envelope, str]] = []
        self._noted: list[tuple[Entry, Envelope, Notice]] = []
        self._left_out: list[tuple[ErasedEntry, bytes, RecordId, int]] = []
        self._unneeded: list[ObjectId] = []
        self._reports: list[tuple[bytes, DeviceId, int]] = []
        self.orders: list[erasing.Order] = []
        self._first = _applied(connection, feed)
        self._base = _base_position(connection, feed)
        self._numbers = _last_numbers(connection, feed)
        self._written: dict[DeviceId, int] = {}
        self._position = 0
        self._done = 0
        self.changed = 0
        self.is_held = False

    def state(self, record: RecordId) -> RecordState | None:
        """Return a record as it stands in this batch."""
        return self._states.get(record)

    def was_there(self, envelope: Envelope) -> bool:
        """Tell whether a genuine change is shown again, or out of its author's order; an honest hub never does that.

        Without this check it could bring back an old "retire" or "add", and every signature would be good.
        """
        last = self._numbers.get(envelope.header.device)
        return last is not None and envelope.header.number <= last

    def pass_over(self, entry: Entry, reason: str = "replayed") -> None:
        """Keep a repeated or erased entry without effect; what its first showing did to the outbox stands."""
        self._done += 1
        self._position = entry.position
        self._refused.append((entry, reason))

    def leave_out(self, entry: Entry, envelope: Envelope, record: RecordId, *, is_ordered: bool) -> None:
        """Keep nothing of a change of a record that was erased, wherever it comes from."""
        one = ErasedEntry(entry.position, envelope.header.device, envelope.header.number)
        self._left_out.append((one, entry.hash, record, 0 if is_ordered else erased.NO_ORDER))
        self._unneeded += envelope.header.refs

    def take(self, entry: Entry, envelope: Envelope, result: Replayed) -> None:
        """Take in one result."""
        self._done += 1
        self._position = entry.position
        if result.uses_number:
            device, number = envelope.header.device, envelope.header.number
            self._numbers[device] = self._written[device] = number
        if result.outcome is Outcome.REFUSED:
            self._refused.append((entry, result.reason))
        elif result.outcome is Outcome.NOTED:
            self._take_note(entry, envelope, result)
        elif result.state is not None and result.state is not self._states.get(result.state.id):
            before = self._states.get(result.state.id)
            self._dropped |= _files_dropped(before, result.state)
            for new, old in _files_replaced(before, result.state).items():
                self._replaced[new] = self._replaced.get(old, frozenset()) | {old}
            if before is not None:
                self._edits.append((result.state.id, self._feed.handle, entry.position))
                if before.created_at <= self._base:
                    snapshot_state.keep_original(self._connection, before)
            self._states[result.state.id] = result.state
            self._dirty[result.state.id] = None
            self.changed += 1
        if envelope.header.device in self._own:
            self._settled.append((envelope, result.reason))
            if result.change is not None:
                self._touched[result.change.record] = None

    def _take_note(self, entry: Entry, envelope: Envelope, result: Replayed) -> None:
        """Take in what changes no record by itself: a notice, an order of erasure, a report about one."""
        if result.notice is not None:
            self._noted.append((entry, envelope, result.notice))
        elif result.done is not None:
            self._reports.append((result.done, envelope.header.device, entry.stamp))
        elif result.order is not None and result.erasing is not None:
            place = self._first + self._done
            found = (entry.position, entry.stamp, place, result.order, result.erasing)
            self.orders.append(erasing.Order(self._feed.handle, *found))

    def write(self) -> None:
        """Write what changed, and how far the feed is replayed."""
        dirty = [(self._rows.get(record), self._states[record]) for record in self._dirty]
        if dirty:
            records.save_states(self._connection, dirty, self._position)
            insert_rows(self._connection, schema.edits, self._edits)
            object_table.note_files(self._connection, [state for _, state in dirty])
            object_table.pass_on(self._connection, self._replaced)
            object_table.forget_unnamed(self._connection, sorted(self._dropped))
        # What people see of an own record may change even where replay changed nothing: it is no longer waiting.
        index_state.mark_stale(self._connection, self._feed.handle, list(self._dirty | self._touched))
        settling.settle(self._connection, self._settled)
        for entry, envelope, notice in self._noted:
            snapshot_notices.note(self._connection, entry, envelope, notice)
        for announced, device, stamp in self._reports:
            row = {"announced": announced, "device": device, "stamp": stamp}
            self._connection.execute(insert(schema.erasures_done).values(row).on_conflict_do_nothing())
        _keep_numbers(self._connection, self._feed, self._written)
        entries, feeds = schema.entries, schema.feeds
        for entry, reason in self._refused:
            here = sa.and_(entries.c.feed == self._feed.handle, entries.c.position == entry.position)
            self._connection.execute(sa.update(entries).where(here).values(refused=reason))
        for one, hashed, record, order_n in self._left_out:
            erased.make_stub(self._connection, self._feed.handle, one, hashed, order_n=order_n, record=record)
            erasing.scrub_outbox(self._connection, self._feed.handle, [record])
        if self._left_out:
            erasing.forget_files(self._connection, self._unneeded)
        self._connection.execute(
            sa.update(feeds).where(feeds.c.feed == self._feed.handle).values(applied_n=feeds.c.applied_n + self._done)
        )


def _files_dropped(before: RecordState | None, after: RecordState) -> set[ObjectId]:
    """Return the files that a change took from a record, or put away with it."""
    if before is None or (before.versions(FILES) == after.versions(FILES) and before.life is after.life):
        return set()
    kept = set() if after.is_retired else {file.object for file in files(after)}
    return {file.object for file in files(before)} - kept


def _files_replaced(before: RecordState | None, after: RecordState) -> dict[ObjectId, ObjectId]:
    """Return new file → the file whose place it takes in a record: of one language, best of one name or type too."""
    dropped = _files_dropped(before, after)
    if before is None or not dropped or after.is_retired:
        return {}
    old = [file for file in files(before) if file.object in dropped]
    known = {file.object for file in files(before)}
    new = [file for file in files(after) if file.object not in known]
    found: dict[ObjectId, ObjectId] = {}
    for gone in old:
        near = [file for file in new if file.object not in found and file.language == gone.language]
        near.sort(key=lambda file: (file.name != gone.name, file.media_type != gone.media_type))
        if near:
            found[near[0].object] = gone.object
    return found


def _base_position(connection: sa.Connection, feed: Feed) -> int:
    """Return up to which position a feed is here by a snapshot alone."""
    table = schema.snapshot_bases
    return int(connection.execute(sa.select(table.c.position).where(table.c.feed == feed.handle)).scalar() or 0)


def _last_numbers(connection: sa.Connection, feed: Feed) -> dict[DeviceId, int]:
    """Return the number of each device's last replayed change in a feed."""
    table = schema.authors
    rows = connection.execute(sa.select(table.c.device, table.c.number).where(table.c.feed == feed.handle))
    return {DeviceId(row.device): row.number for row in rows}


def _keep_numbers(connection: sa.Connection, feed: Feed, numbers: dict[DeviceId, int]) -> None:
    rows = [{"feed": feed.handle, "device": device, "number": number} for device, number in numbers.items()]
    if rows:
        statement = insert(schema.authors)
        statement = statement.on_conflict_do_update(
            index_elements=["feed", "device"], set_={"number": statement.excluded.number}
        )
        connection.execute(statement, rows)
