"""The ledger in SQLite, through SQLAlchemy Core. Must not decide anything: it stores and finds."""

import contextlib
from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.dialects.sqlite import insert

from haversack_sync.hub.database import Database
from haversack_sync.hub.ports import (
    KEPT_CARRIED_SECONDS,
    KEPT_USAGE_DAYS,
    ChainEnd,
    Counts,
    FeedEnd,
    HeldChange,
    LedgerRow,
    Registration,
    StoredEntry,
    StoredStanza,
    Upload,
    Usage,
)
from haversack_sync.hub.schema import (
    CARRIED,
    COUNTERS,
    ENTRIES,
    HELD,
    LEDGER,
    NETWORK,
    OBJECTS,
    REFS,
    STANZAS,
    UPLOADS,
    USAGE,
)
from haversack_sync.hub.sqlite_erasures import ErasureReader, ErasureWriter
from haversack_sync.hub.sqlite_late import LateReader, LateWriter
from haversack_sync.hub.sqlite_snapshots import SnapshotReader, SnapshotWriter
from haversack_sync.model.ids import AudienceId, DeviceId, FeedId, ObjectId, Position
from haversack_sync.protocol.entries import Entry


def _excluded(*names: str) -> dict[str, ColumnElement[object]]:
    """Return the new values of an upsert."""
    return {name: sa.literal_column(f"excluded.{name}") for name in names}


def _add(totals: dict[FeedId, int], stored: StoredEntry) -> int:
    """Count an envelope's length into its feed's, and return that."""
    totals[stored.feed] += len(stored.entry.envelope)
    return totals[stored.feed]


class SqliteReader(SnapshotReader, LateReader, ErasureReader):
    """One moment of a ledger in SQLite; see `ports.LedgerReader`."""

    def registration(self) -> Registration | None:
        """Return the network, or None before one registered."""
        row = self._connection.execute(sa.select(NETWORK)).first()
        return Registration(row.root_key, row.era, row.is_restored) if row else None

    def last(self) -> tuple[Position, int]:
        """Return position and stamp of the last entry; (0, 0) if there is none."""
        newest = sa.select(ENTRIES.c.position, ENTRIES.c.stamp).order_by(ENTRIES.c.position.desc()).limit(1)
        row = self._connection.execute(newest).first()
        return (Position(row.position), row.stamp) if row else (Position(0), 0)

    def feed_end(self, feed: FeedId) -> FeedEnd | None:
        """Return where a feed ends, or None while it is empty."""
        query = (
            sa.select(ENTRIES.c.n, ENTRIES.c.position, ENTRIES.c.digest)
            .where(ENTRIES.c.feed == feed)
            .order_by(ENTRIES.c.n.desc())
            .limit(1)
        )
        row = self._connection.execute(query).first()
        return FeedEnd(row.n, Position(row.position), row.digest) if row else None

    def entries(self, feed: FeedId, *, after: int, up_to: int, at_most: int) -> Sequence[StoredEntry]:
        """Return the entries of a feed with numbers in (after, up_to], in order, at most so many."""
        query = (
            sa.select(ENTRIES)
            .where(ENTRIES.c.feed == feed, ENTRIES.c.n > after, ENTRIES.c.n <= up_to)
            .order_by(ENTRIES.c.n)
            .limit(at_most)
        )
        return [
            StoredEntry(feed, row.n, Entry(Position(row.position), row.stamp, row.flags, row.envelope), row.digest)
            for row in self._connection.execute(query)
        ]

    def entry_bytes(self, feed: FeedId, *, after: int, up_to: int) -> int:
        """Return the length of a feed's envelopes with numbers in (after, up_to], in bytes."""
        return max(0, self._total(feed, up_to) - self._total(feed, after))

    def _total(self, feed: FeedId, n: int) -> int:
        """Return the length of a feed's first n envelopes, of all where there are fewer."""
        query = sa.select(ENTRIES.c.total).where(ENTRIES.c.feed == feed, ENTRIES.c.n <= n)
        return self._connection.scalar(query.order_by(ENTRIES.c.n.desc()).limit(1)) or 0

    def chain_end(self, device: DeviceId) -> ChainEnd | None:
        """Return where a key's chain ends, or None before its first number."""
        query = (
            sa.select(LEDGER.c.number, LEDGER.c.sha256)
            .where(LEDGER.c.device == device)
            .order_by(LEDGER.c.number.desc())
            .limit(1)
        )
        row = self._connection.execute(query).first()
        return ChainEnd(row.number, row.sha256) if row else None

    def ledger_row(self, device: DeviceId, number: int) -> LedgerRow | None:
        """Return what became of a number, or None if it was not used."""
        query = sa.select(LEDGER).where(LEDGER.c.device == device, LEDGER.c.number == number)
        row = self._connection.execute(query).first()
        if row is None:
            return None
        return LedgerRow(device, number, row.sha256, row.code, Position(row.position), row.reason)

    def held(self, device: DeviceId) -> Sequence[HeldChange]:
        """Return what is held of a key's chain, by number."""
        columns = (HELD.c.number, HELD.c.sha256, HELD.c.reason, HELD.c.stamp, HELD.c.size)
        query = sa.select(*columns).where(HELD.c.device == device).order_by(HELD.c.number)
        return [
            HeldChange(device, row.number, row.sha256, row.reason, row.stamp, row.size)
            for row in self._connection.execute(query)
        ]

    def held_envelope(self, device: DeviceId, number: int) -> bytes | None:
        """Return the bytes of a held change, or None."""
        query = sa.select(HELD.c.envelope).where(HELD.c.device == device, HELD.c.number == number)
        return self._connection.scalar(query)

    def held_bytes(self) -> int:
        """Return the length of everything that is held, in bytes."""
        return self._connection.scalar(sa.select(sa.func.coalesce(sa.func.sum(HELD.c.size), 0))) or 0

    def held_devices(self, *, before: int | None = None) -> Sequence[DeviceId]:
        """Return the keys of which something is held, in order; only what came before a stamp, if one is given."""
        query = sa.select(HELD.c.device).distinct().order_by(HELD.c.device)
        if before is not None:
            query = query.where(HELD.c.stamp < before)
        return [DeviceId(device) for device in self._connection.scalars(query)]

    def counter(self, device: DeviceId, lane: int) -> int:
        """Return the highest request counter of a lane, 0 before the first."""
        query = sa.select(COUNTERS.c.counter).where(COUNTERS.c.device == device, COUNTERS.c.lane == lane)
        return self._connection.scalar(query) or 0

    def usage(self, device: DeviceId, day: int) -> Usage:
        """Return what a device used on a day, counted in days since 1970."""
        query = sa.select(USAGE.c.changes, USAGE.c.upload_bytes).where(USAGE.c.device == device, USAGE.c.day == day)
        row = self._connection.execute(query).first()
        return Usage(row.changes, row.upload_bytes) if row else Usage()

    def stanzas(self, recipient: DeviceId, *, after: int, at_most: int) -> Sequence[StoredStanza]:
        """Return a recipient's stanzas with serials above `after`, in order, at most so many."""
        query = (
            sa.select(STANZAS)
            .where(STANZAS.c.recipient == recipient, STANZAS.c.serial > after)
            .order_by(STANZAS.c.serial)
            .limit(at_most)
        )
        return [
            StoredStanza(row.serial, AudienceId(row.audience), row.number, recipient, DeviceId(row.sender), row.sealed)
            for row in self._connection.execute(query)
        ]

    def profile(self) -> bytes | None:
        """Return the network profile, or None before there is one."""
        return self._connection.scalar(sa.select(NETWORK.c.profile))

    def object_size(self, object_id: ObjectId) -> int | None:
        """Return the length of a whole object in bytes, or None."""
        return self._connection.scalar(sa.select(OBJECTS.c.size).where(OBJECTS.c.object == object_id))

    def whole(self, objects: Sequence[ObjectId]) -> tuple[int, int]:
        """Return how many of some different objects are whole, and their length together in bytes."""
        size = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(OBJECTS.c.size), 0))
        found, length = self._connection.execute(size.where(OBJECTS.c.object.in_(objects))).one()
        return found, length

    def object_stamp(self, object_id: ObjectId) -> int | None:
        """Return when a whole object was last sent or found here by who wanted to send it; None if it is not here."""
        return self._connection.scalar(sa.select(OBJECTS.c.stamp).where(OBJECTS.c.object == object_id))

    def upload(self, object_id: ObjectId, device: DeviceId) -> Upload | None:
        """Return how far a device's upload of an object is, or None."""
        query = sa.select(UPLOADS.c.total, UPLOADS.c.received).where(
            UPLOADS.c.object == object_id, UPLOADS.c.device == device
        )
        row = self._connection.execute(query).first()
        return Upload(row.total, row.received) if row else None

    def carried(self, device: DeviceId) -> Sequence[bytes]:
        """Return what a device handed over by sticks, the latest last."""
        query = sa.select(CARRIED.c.item).where(CARRIED.c.device == device).order_by(CARRIED.c.stamp, CARRIED.c.item)
        return self._connection.scalars(query).all()

    def carried_devices(self) -> Sequence[DeviceId]:
        """Return the devices that handed something over by sticks, in order."""
        query = sa.select(CARRIED.c.device).distinct().order_by(CARRIED.c.device)
        return [DeviceId(device) for device in self._connection.scalars(query)]

    def needing(self, object_id: ObjectId) -> Sequence[Position]:
        """Return the positions of the entries that need an object, in order."""
        query = sa.select(REFS.c.position).where(REFS.c.object == object_id).order_by(REFS.c.position)
        return [Position(position) for position in self._connection.scalars(query)]

    def counts(self) -> Counts:
        """Return what the ledger holds."""
        objects, size = self._connection.execute(
            sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(OBJECTS.c.size), 0)).select_from(OBJECTS)
        ).one()
        # Positions have no gaps, so the last one is their count; counting a million rows would take a while.
        entries, _ = self.last()
        uploads = self._connection.scalar(sa.select(sa.func.count()).select_from(UPLOADS)) or 0
        return Counts(entries, objects, size, uploads)


class SqliteWriter(SqliteReader, SnapshotWriter, LateWriter, ErasureWriter):
    """A transaction of a ledger in SQLite; see `ports.LedgerWriter`."""

    def register(self, registration: Registration, *, stamp: int) -> None:
        """Store the network, in place of one that has no entries."""
        values = {"root_key": registration.root_key, "era": registration.era, "registered": stamp}
        values["is_restored"] = registration.is_restored
        statement = insert(NETWORK).values(id=1, **values)
        self._connection.execute(statement.on_conflict_do_update(index_elements=[NETWORK.c.id], set_=values))

    def append(self, entries: Sequence[StoredEntry], refs: Sequence[tuple[ObjectId, Position]]) -> None:
        """Store entries with growing positions, and which objects they need."""
        totals: dict[FeedId, int] = {}
        for stored in entries:
            if stored.feed not in totals:
                totals[stored.feed] = self._total(stored.feed, stored.n)
        rows = [
            {
                "position": stored.entry.position,
                "feed": stored.feed,
                "n": stored.n,
                "stamp": stored.entry.stamp,
                "flags": stored.entry.flags,
                "digest": stored.digest,
                "total": _add(totals, stored),
                "envelope": stored.entry.envelope,
            }
            for stored in entries
        ]
        if rows:
            self._connection.execute(sa.insert(ENTRIES), rows)
        if refs:
            self._connection.execute(sa.insert(REFS), [{"object": each, "position": at} for each, at in refs])

    def record(self, rows: Sequence[LedgerRow]) -> None:
        """Store what became of numbers that were not used before."""
        values = [
            {
                "device": row.device,
                "number": row.number,
                "sha256": row.sha256,
                "code": row.code,
                "position": row.position,
                "reason": row.reason,
            }
            for row in rows
        ]
        if values:
            self._connection.execute(sa.insert(LEDGER), values)

    def hold(self, change: HeldChange, envelope: bytes) -> None:
        """Store a change that waits; one number is held once."""
        values = {
            "device": change.device,
            "number": change.number,
            "sha256": change.sha256,
            "reason": change.reason,
            "stamp": change.stamp,
            "size": change.size,
            "envelope": envelope,
        }
        self._connection.execute(sa.insert(HELD), values)

    def let_go(self, device: DeviceId, number: int) -> None:
        """Forget a held change. Safe to repeat."""
        self._connection.execute(sa.delete(HELD).where(HELD.c.device == device, HELD.c.number == number))

    def set_counter(self, device: DeviceId, lane: int, counter: int) -> None:
        """Store a lane's highest request counter."""
        statement = insert(COUNTERS).on_conflict_do_update(index_elements=["device", "lane"], set_=_excluded("counter"))
        self._connection.execute(statement, {"device": device, "lane": lane, "counter": counter})

    def set_usage(self, device: DeviceId, day: int, usage: Usage) -> None:
        """Store what a device used on a day, and forget days long past."""
        excluded = _excluded("changes", "upload_bytes")
        statement = insert(USAGE).on_conflict_do_update(index_elements=["device", "day"], set_=excluded)
        values = {"device": device, "day": day, "changes": usage.changes, "upload_bytes": usage.upload_bytes}
        self._connection.execute(statement, values)
        self._connection.execute(sa.delete(USAGE).where(USAGE.c.day < day - KEPT_USAGE_DAYS))

    def put_stanzas(self, stanzas: Sequence[StoredStanza]) -> None:
        """Store stanzas under new serials; the same bytes again change nothing."""
        lists: dict[tuple[AudienceId, int, DeviceId], dict[DeviceId, bytes]] = {}
        for stanza in stanzas:
            lists.setdefault((stanza.audience, stanza.number, stanza.sender), {})[stanza.recipient] = stanza.sealed
        for (audience, number, sender), wanted in lists.items():
            by_sender = sa.and_(STANZAS.c.audience == audience, STANZAS.c.number == number, STANZAS.c.sender == sender)
            rows = self._connection.execute(sa.select(STANZAS.c.recipient, STANZAS.c.sealed).where(by_sender))
            held = {DeviceId(row.recipient): row.sealed for row in rows}
            new = {recipient: sealed for recipient, sealed in wanted.items() if held.get(recipient) != sealed}
            stale = [{"old": recipient} for recipient in new if recipient in held]
            if stale:
                replaced = sa.delete(STANZAS).where(by_sender, STANZAS.c.recipient == sa.bindparam("old"))
                self._connection.execute(replaced, stale)
            name = {"audience": audience, "number": number, "sender": sender}
            values = [{"recipient": recipient, "sealed": sealed, **name} for recipient, sealed in new.items()]
            if values:
                self._connection.execute(sa.insert(STANZAS), values)

    def put_profile(self, profile: bytes) -> None:
        """Store the network profile."""
        self._connection.execute(sa.update(NETWORK), {"profile": profile})

    def put_upload(self, object_id: ObjectId, device: DeviceId, upload: Upload, *, stamp: int) -> None:
        """Store how far an upload is."""
        excluded = _excluded("total", "received", "stamp")
        statement = insert(UPLOADS).on_conflict_do_update(index_elements=["object", "device"], set_=excluded)
        values = {
            "object": object_id,
            "device": device,
            "total": upload.total,
            "received": upload.received,
            "stamp": stamp,
        }
        self._connection.execute(statement, values)

    def drop_upload(self, object_id: ObjectId, device: DeviceId) -> None:
        """Forget an upload."""
        self._connection.execute(sa.delete(UPLOADS).where(UPLOADS.c.object == object_id, UPLOADS.c.device == device))

    def drop_uploads_before(self, stamp: int) -> Sequence[tuple[ObjectId, DeviceId]]:
        """Forget uploads that were not touched since a stamp; return them."""
        statement = sa.delete(UPLOADS).where(UPLOADS.c.stamp < stamp).returning(UPLOADS.c.object, UPLOADS.c.device)
        return [(ObjectId(row.object), DeviceId(row.device)) for row in self._connection.execute(statement)]

    def put_carried(self, device: DeviceId, items: Sequence[bytes], *, stamp: int) -> None:
        """Store what a device handed over by a stick, and forget what all devices did long ago. Safe to repeat."""
        statement = insert(CARRIED).on_conflict_do_update(index_elements=["device", "item"], set_=_excluded("stamp"))
        rows = [{"device": device, "item": item, "stamp": stamp} for item in items]
        if rows:
            self._connection.execute(statement, rows)
        self._connection.execute(sa.delete(CARRIED).where(CARRIED.c.stamp < stamp - KEPT_CARRIED_SECONDS))

    def put_object(self, object_id: ObjectId, size: int, *, stamp: int) -> None:
        """Store that an object is whole; again changes nothing but the stamp, and that forwards only."""
        newest = {"stamp": sa.func.max(OBJECTS.c.stamp, insert(OBJECTS).excluded.stamp)}
        statement = insert(OBJECTS).on_conflict_do_update(index_elements=["object"], set_=newest)
        self._connection.execute(statement, {"object": object_id, "size": size, "stamp": stamp})

    def drop_object(self, object_id: ObjectId) -> None:
        """Forget that an object is whole. Safe to repeat."""
        self._connection.execute(sa.delete(OBJECTS).where(OBJECTS.c.object == object_id))


class SqliteLedger:
    """The ledger in SQLite; see `ports.Ledger`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextlib.contextmanager
    def reading(self) -> Iterator[SqliteReader]:
        """Open one moment for reading."""
        with self._database.reading() as connection:
            yield SqliteReader(connection)

    @contextlib.contextmanager
    def writing(self) -> Iterator[SqliteWriter]:
        """Open a transaction; it is stored when the block ends, and not at all if it raises."""
        with self._database.writing() as connection:
            yield SqliteWriter(connection)

    def settle(self) -> bool:
        """Take what was erased out of the log; return whether that is done."""
        return self._database.settle()
