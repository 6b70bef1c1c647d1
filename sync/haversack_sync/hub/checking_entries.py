"""The part of `haversack-hub check` that walks through entries: what each is, and what it says of other tables.

Each is held against its feed's chain of digests, its author's key, chain and rights, and its receipt. Reads only. Must
not look into what is sealed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa

from haversack_sync.hub.findings import Findings
from haversack_sync.hub.ports import LedgerReader, SnapshotRow, StoredEntry
from haversack_sync.hub.schema import LEDGER, REFS
from haversack_sync.model.ids import NETWORK_FEED, DeviceId, FeedId, ObjectId, Position
from haversack_sync.protocol.entries import GAP, first_digest, next_digest
from haversack_sync.protocol.envelope import (
    DONE,
    ERASE,
    NO_PREV,
    NOTICE,
    PREV_BYTES,
    Envelope,
    parse_envelope,
    verify_envelope,
)
from haversack_sync.protocol.erasing import EraseOrder, read_order, read_report
from haversack_sync.protocol.errors import ProtocolError
from haversack_sync.protocol.head import ReceiptCode
from haversack_sync.protocol.network import NetworkView, era_body, follow
from haversack_sync.protocol.snapshots import DisputeNotice, is_dispute, read_notice

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Order:
    """An order of erasure as its entry says it: where it lies, whose it is, and what it names."""

    feed: FeedId
    n: int
    stamp: int
    giver: DeviceId
    said: EraseOrder


@dataclass(slots=True)
class Said:
    """What entries say that other tables hold again.

    Attributes:
        snapshots: By position of the notice; right if its digest is.
        disputes: Position of the notice that announces it, and who disputes it.
        orders: Orders of erasure by position.
        reports: Which announced erasures which devices have followed.
        stubs: Positions of erased entries.
    """

    snapshots: dict[Position, SnapshotRow] = field(default_factory=dict)
    disputes: set[tuple[int, DeviceId]] = field(default_factory=set)
    orders: dict[int, Order] = field(default_factory=dict)
    reports: set[tuple[bytes, DeviceId]] = field(default_factory=set)
    stubs: set[int] = field(default_factory=set)


def follow_network(reader: LedgerReader, view: NetworkView, found: Findings) -> NetworkView:
    """Follow the network feed as a client does, every signature and every rule; return the view as far as that goes."""
    for batch in _batches(reader, NETWORK_FEED):
        try:
            view, followed = follow(view, [stored.entry for stored in batch])
        except ProtocolError:
            found.note("network")
            break
        found.note("network", sum(bool(one.refused) for one in followed))
    return view


class EntryCheck:
    """Looks at the entries of one network."""

    def __init__(self, connection: sa.Connection, reader: LedgerReader, view: NetworkView, found: Findings) -> None:
        self._connection, self._reader, self._view, self._found = connection, reader, view, found
        self._authority = view.authority
        self.said = Said()

    def look(self) -> int:
        """Look at every feed; return how many there are."""
        feeds = [NETWORK_FEED, *(feed.handle for feed in self._authority.feeds_in_order())]
        for feed in feeds:
            self._look_at(feed)
        return len(feeds)

    def _look_at(self, feed: FeedId) -> None:
        digest, position, stamp, number = first_digest(self._view.root, feed), 0, 0, 0
        for batch in _batches(self._reader, feed):
            needed: set[tuple[int, bytes]] = set()
            for stored in batch:
                entry = stored.entry
                number += 1
                era = self._authority.era_of(entry.position)
                digest = next_digest(digest, entry, root=self._view.root, era=era, feed=feed)
                if digest != stored.digest:
                    self._found.note("digest")
                    digest = stored.digest
                if stored.n != number or entry.position <= position or entry.stamp < stamp:
                    self._found.note("order")
                    number = stored.n
                position, stamp = entry.position, entry.stamp
                needed.update((position, each) for each in self._look_into(stored))
                self._found.entries += 1
            self._found.note("refs", len(needed ^ self._refs([stored.entry.position for stored in batch])))
            self._found.go_on()

    def _refs(self, positions: list[int]) -> set[tuple[int, bytes]]:
        rows = self._connection.execute(sa.select(REFS).where(REFS.c.position.in_(positions)))
        return {(row.position, row.object) for row in rows}

    def _look_into(self, stored: StoredEntry) -> tuple[ObjectId, ...]:
        """Look at what an entry is; return which objects it needs."""
        entry = stored.entry
        if entry.is_erased:
            # Its signature went with it; that it was there, the digest says, and the order of its erasure whose it was.
            self.said.stubs.add(entry.position)
            return ()
        try:
            envelope = parse_envelope(entry.envelope)
            if era_body(envelope) is not None:
                return envelope.header.refs
            if stored.feed != NETWORK_FEED:
                self._verify(envelope, stored)
        except ProtocolError:
            self._found.note("signature")
            return ()
        self._look_at_chain(envelope, stored)
        self._look_at_history(envelope, stored)
        try:
            self._listen(envelope, stored)
        except ProtocolError:
            self._found.note("signature")
        return envelope.header.refs

    def _verify(self, envelope: Envelope, stored: StoredEntry) -> None:
        """Check who made a change, and whether they could there."""
        header, position, authority = envelope.header, stored.entry.position, self._authority
        device = authority.devices.get(header.device)
        if device is None or header.feed != stored.feed:
            raise ProtocolError("not a device of this network")
        verify_envelope(envelope, root=self._view.root, public=device.sign_key)
        audience = authority.feeds[stored.feed].audience
        may_send = authority.has_say if header.form == DONE or is_dispute(envelope) else authority.may_write
        is_open = audience == authority.open_audience and header.epoch == 0
        epoch = authority.epochs.get((audience, header.epoch))
        has_key = is_open or (epoch is not None and epoch.position < position)
        self._found.note_unless(has_key and may_send(device.before(position), audience), "right")

    def _look_at_chain(self, envelope: Envelope, stored: StoredEntry) -> None:
        """Check an entry's receipt, and that it is the next link of its key's chain."""
        header = envelope.header
        known = sa.and_(LEDGER.c.device == header.device, LEDGER.c.number.in_((header.number - 1, header.number)))
        rows = {row.number: row for row in self._connection.execute(sa.select(LEDGER).where(known))}
        row, before = rows.get(header.number), rows.get(header.number - 1)
        accepted = (envelope.hash, int(ReceiptCode.ACCEPTED), stored.entry.position)
        if row is None or (row.sha256, row.code, row.position) != accepted:
            self._found.note("receipt")
        if stored.entry.flags & GAP:
            return
        prev = before.sha256[:PREV_BYTES] if before is not None else NO_PREV
        self._found.note_unless(prev == header.prev and (before is not None or header.number == 0), "chain")

    def _look_at_history(self, envelope: Envelope, stored: StoredEntry) -> None:
        """Check that its author had seen this network's history, or one that a new era says was lost."""
        header, view = envelope.header, self._view
        is_lost = any(span.had(header.seen, header.seen_digest) for span in self._authority.eras)
        is_here = header.seen <= view.count_before(stored.entry.position)
        is_same = is_here and view.digests[header.seen] == header.seen_digest
        self._found.note_unless(is_lost or is_same, "history")

    def _listen(self, envelope: Envelope, stored: StoredEntry) -> None:
        """Note what an entry in the clear says of snapshots and erasures."""
        header, position, said = envelope.header, stored.entry.position, self.said
        if header.form == NOTICE:
            notice = read_notice(envelope)
            if isinstance(notice, DisputeNotice):
                said.disputes.add((notice.position, header.device))
                return
            at_n = self._reader.entries(stored.feed, after=notice.n - 1, up_to=notice.n, at_most=1)
            is_right = any(one.digest == notice.digest for one in at_n)
            said.snapshots[position] = SnapshotRow(
                stored.feed, position, stored.n, notice.n, header.refs[0], is_right=is_right
            )
        elif header.form == ERASE:
            order = read_order(envelope)
            said.orders[position] = Order(stored.feed, stored.n, stored.entry.stamp, header.device, order)
        elif header.form == DONE:
            said.reports.add((read_report(envelope).announced, header.device))


def _batches(reader: LedgerReader, feed: FeedId) -> Iterator[list[StoredEntry]]:
    """Yield a feed's entries, a few at a time."""
    after, end = 0, reader.feed_end(feed)
    while end is not None and after < end.n:
        batch = list(reader.entries(feed, after=after, up_to=end.n, at_most=_BATCH))
        if not batch:
            return
        yield batch
        after = batch[-1].n
