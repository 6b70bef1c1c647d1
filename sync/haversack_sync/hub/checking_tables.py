"""The part of `haversack-hub check` that holds the ledger's tables against its entries, and against each other.

Whatever one table says twice, or of another one, must be the same in both. Reads only.
"""

from collections.abc import Iterator
from dataclasses import replace

import sqlalchemy as sa

from haversack_sync.hub.checking_entries import Order, Said
from haversack_sync.hub.erasure_ports import Erasure
from haversack_sync.hub.findings import Findings
from haversack_sync.hub.ports import SnapshotRow
from haversack_sync.hub.schema import (
    CARRIED,
    COUNTERS,
    DISPUTES,
    ENTRIES,
    ERASURE_REPORTS,
    HELD,
    LATE,
    LEDGER,
    OBJECTS,
    REFS,
    REFUSED,
    SNAPSHOTS,
    STANZAS,
    USAGE,
)
from haversack_sync.hub.sqlite_ledger import SqliteReader
from haversack_sync.hub.stick_letters import is_item
from haversack_sync.model.ids import NETWORK_FEED, AudienceId, DeviceId, FeedId, ObjectId, Position, key_handle
from haversack_sync.protocol.entries import STUB_BYTES
from haversack_sync.protocol.envelope import parse_envelope, verify_envelope
from haversack_sync.protocol.errors import ProtocolError
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.network import NetworkView

_LENGTHS = """
    SELECT count(*) FROM (
        SELECT length(envelope) AS size, total - lag(total, 1, 0) OVER (PARTITION BY feed ORDER BY n) AS added
        FROM entries
    ) WHERE CASE size WHEN :stub THEN added <= :stub ELSE added <> size END
"""
"""A stub counts for as much as what it stands for did."""


class TableCheck:
    """Looks at the tables of one network."""

    def __init__(self, connection: sa.Connection, view: NetworkView, said: Said, found: Findings) -> None:
        self._connection, self._view, self._said, self._found = connection, view, said, found
        self._reader = SqliteReader(connection)
        self._authority = view.authority
        self._root_handle = key_handle(view.authority.root_key) if view.authority.root_key else b""

    def look(self) -> None:
        """Look at every table."""
        self._look_at_entries()
        self._look_at_ledger()
        self._look_at_snapshots()
        self._look_at_orders()
        self._look_at_waiting()
        self._look_at_devices()

    def _count(self, statement: sa.Select[int] | sa.TextClause) -> int:
        return self._connection.scalar(statement) or 0

    def _look_at_entries(self) -> None:
        """Positions are 1, 2, 3 and so on, in feeds that there are; refs are of entries that there are."""
        count, last = self._connection.execute(
            sa.select(sa.func.count(), sa.func.coalesce(sa.func.max(ENTRIES.c.position), 0))
        ).one()
        first = self._count(sa.select(sa.func.min(ENTRIES.c.position)))
        self._found.note_unless(count == last and (count == 0 or first == 1), "hole")
        known = {NETWORK_FEED, *self._authority.feeds}
        feeds = self._connection.scalars(sa.select(ENTRIES.c.feed).distinct())
        self._found.note("feed", sum(FeedId(feed) not in known for feed in feeds))
        self._found.note("length", self._count(sa.text(_LENGTHS).bindparams(stub=STUB_BYTES)))
        orphans = sa.select(sa.func.count()).where(REFS.c.position.not_in(sa.select(ENTRIES.c.position)))
        self._found.note("refs", self._count(orphans))

    def _look_at_ledger(self) -> None:
        """Each receipt that says "accepted" has an entry of its own; each other one has none."""
        is_accepted = LEDGER.c.code == int(ReceiptCode.ACCEPTED)
        accepted = sa.select(sa.func.count()).where(is_accepted)
        lost = self._count(accepted.where(LEDGER.c.position.not_in(sa.select(ENTRIES.c.position))))
        places = self._count(sa.select(sa.func.count(LEDGER.c.position.distinct())).where(is_accepted))
        self._found.note("lost_entry", lost + self._count(accepted) - places)
        is_refused = sa.and_(LEDGER.c.code == int(ReceiptCode.FORBIDDEN), LEDGER.c.position == 0)
        is_odd = sa.or_(sa.func.length(LEDGER.c.sha256) != STUB_BYTES, ~sa.or_(is_accepted, is_refused))
        self._found.note("receipt", self._count(sa.select(sa.func.count()).select_from(LEDGER).where(is_odd)))

    def _look_at_snapshots(self) -> None:
        """What is known of snapshots is what notices and orders of erasure say."""
        said = self._said
        held_by = [(one.feed, self._first_n(one), one.n) for one in said.orders.values()]
        expected = dict[Position, SnapshotRow]()
        for position, one in said.snapshots.items():
            holds_erased = any(one.feed == feed and first <= one.n < n for feed, first, n in held_by)
            is_disputed = any(disputed == position for disputed, _ in said.disputes)
            expected[position] = replace(one, is_right=one.is_right and not holds_erased, is_disputed=is_disputed)
        stored = {row.position: row for row in self._snapshots()}
        places = expected.keys() | stored.keys()
        self._found.note("snapshot", sum(expected.get(at) != stored.get(at) for at in places))
        disputes = {(row.position, DeviceId(row.device)) for row in self._connection.execute(sa.select(DISPUTES))}
        self._found.note("snapshot", len(disputes ^ said.disputes))

    def _snapshots(self) -> Iterator[SnapshotRow]:
        for row in self._connection.execute(sa.select(SNAPSHOTS)):
            feed, position, index = FeedId(row.feed), Position(row.position), ObjectId(row.index_object)
            yield SnapshotRow(feed, position, row.at, row.n, index, row.is_right, row.is_disputed)

    def _first_n(self, order: Order) -> int:
        stored = (self._reader.entry_at(order.feed, one.position) for one in order.said.entries)
        return min((one.n for one in stored if one is not None), default=0)

    def _look_at_orders(self) -> None:
        """What an order names is a stub with its receipt, no stub is without an order, and its objects are gone."""
        said, found = self._said, self._found
        feeds = {NETWORK_FEED, *self._authority.feeds}
        stored = {one.position: one for feed in feeds for one in self._reader.erasures(feed)}
        ordered = set[int]()
        for position, order in said.orders.items():
            row = stored.pop(Position(position), None)
            found.note_unless(row is not None and self._is_as_ordered(row, order), "erasure")
            for one in order.said.entries:
                ordered.add(one.position)
                found.note_unless(self._is_stub(order.feed, one.position, DeviceId(one.device), one.number), "erasure")
            found.note("erasure", sum(self._is_left(ObjectId(one), order.stamp) for one in order.said.objects))
        found.note("erasure", len(stored) + len(said.stubs - ordered))
        rows = self._connection.execute(sa.select(ERASURE_REPORTS))
        found.note("erasure", len({(row.announced, DeviceId(row.device)) for row in rows} ^ said.reports))

    def _is_as_ordered(self, row: Erasure, order: Order) -> bool:
        announced = self._authority.erasures.get(order.said.announced)
        is_same = (row.feed, row.n, row.giver) == (order.feed, order.n, order.giver)
        is_announced = announced is not None and announced.feed == order.feed and row.announced == order.said.announced
        return is_same and is_announced and row.first_n == self._first_n(order) and row.stubs <= len(order.said.entries)

    def _is_stub(self, feed: FeedId, position: int, device: DeviceId, number: int) -> bool:
        stored, row = self._reader.entry_at(feed, position), self._reader.ledger_row(device, number)
        if stored is None or row is None or not stored.entry.is_erased:
            return False
        return (row.sha256, row.position) == (stored.entry.envelope, position)

    def _is_left(self, object_id: ObjectId, ordered: int) -> bool:
        """Tell whether an object that an order named stayed: nothing needs it, and nobody sent it since."""
        stamp = self._reader.object_stamp(object_id)
        return stamp is not None and stamp < ordered and not self._reader.needing(object_id)

    def _look_at_waiting(self) -> None:
        """Held and late changes are authentic, and are what their rows say."""
        for row in self._connection.execute(sa.select(HELD)):
            told = (row.device, row.number, row.sha256, row.size)
            is_decided = self._reader.ledger_row(DeviceId(row.device), row.number) is not None
            self._found.note_unless(told == self._authentic(row.envelope) and not is_decided, "held")
        for row in self._connection.execute(sa.select(LATE)):
            is_out = self._authority.revocation(DeviceId(row.device)) is not None
            device, _, sha256, _ = self._authentic(row.envelope) or (b"", 0, b"", 0)
            self._found.note_unless(is_out and (device, sha256) == (row.device, row.sha256), "late")
        for device in self._connection.scalars(sa.select(REFUSED.c.device)):
            self._found.note_unless(self._authority.revocation(DeviceId(device)) is not None, "late")

    def _authentic(self, raw: bytes) -> tuple[bytes, int, bytes, int] | None:
        """Return device, number, hash and size of an envelope that is authentic; None if it is not."""
        try:
            envelope = parse_envelope(raw)
            device = self._authority.devices.get(envelope.header.device)
            public = device.sign_key if device is not None else self._authority.root_key
            verify_envelope(envelope, root=self._view.root, public=public)
        except ProtocolError:
            return None
        return envelope.header.device, envelope.header.number, envelope.hash, len(raw)

    def _look_at_devices(self) -> None:
        """Keys, counters, quotas and what came by sticks are of devices and epochs that there are."""
        connection, devices = self._connection, self._authority.devices
        for row in connection.execute(sa.select(STANZAS.c.audience, STANZAS.c.number, STANZAS.c.sender)):
            is_epoch = (AudienceId(row.audience), row.number) in self._authority.epochs
            self._found.note_unless(is_epoch and DeviceId(row.sender) in devices, "stanza")
        sealed = sa.select(sa.func.count()).where(sa.func.length(STANZAS.c.sealed) != _SEALED_BYTES)
        self._found.note("stanza", self._count(sealed))
        counters = connection.execute(sa.select(COUNTERS.c.device, COUNTERS.c.counter))
        self._found.note("account", sum(DeviceId(row.device) not in devices or row.counter < 0 for row in counters))
        authors = {self._root_handle, *devices, *connection.scalars(sa.select(LEDGER.c.device).distinct())}
        for used in connection.execute(sa.select(USAGE)):
            is_count = used.changes >= 0 and used.upload_bytes >= 0
            self._found.note_unless(is_count and used.device in authors, "account")
        for device, item in connection.execute(sa.select(CARRIED.c.device, CARRIED.c.item)):
            self._found.note_unless(DeviceId(device) in devices and is_item(item), "carried")

    def missing_objects(self) -> int:
        """Return how many objects entries need that are not here: on their way, or lost."""
        here = sa.select(OBJECTS.c.object)
        return self._count(sa.select(sa.func.count(REFS.c.object.distinct())).where(REFS.c.object.not_in(here)))


_SEALED_BYTES = 80
"""Length of an audience key that is sealed to somebody."""
