"""A simulated laptop's side of erasing: what `store.erasing` and `operations.erasing` do, on plain values.

Works inside the owner's transaction. Written beside the vault's, from the same page of the protocol; in some histories
Ben's laptop has the real one.
"""

from dataclasses import replace
from typing import Final

from haversack.store.erased import REASON, hash_of
from haversack.store.outbox import PENDING, UNANSWERED, ItemState
from haversack_sync.client.replay import Opened, Replayed, open_entry
from haversack_sync.model.authority import AnnouncedErasure
from haversack_sync.model.authority_entries import AnnounceErasure, decode_body
from haversack_sync.model.destructive_orders import MAX_STANDING_ORDERS, orders_given
from haversack_sync.model.ids import NETWORK_FEED, DeviceId, FeedId, Position, RecordId
from haversack_sync.protocol.entries import Entry
from haversack_sync.protocol.envelope import Envelope, parse_envelope
from haversack_sync.protocol.erasing import (
    DoneReport,
    ErasedEntry,
    EraseOrder,
    Erasing,
    encode,
    open_announcement,
    order_in,
)
from haversack_sync.protocol.errors import SealError
from tests.simulation.kept import Kept, OutboxRow

HASH_BYTES: Final = 32
"""What is left of a sealed change of an erased record."""


def is_gone(kept: Kept, feed: FeedId, record: RecordId) -> bool:
    """Tell whether a record was erased here: no change of it has any effect."""
    return (feed, record) in kept.erased


def leave_out(kept: Kept, feed: FeedId, one: tuple[Entry, Envelope], record: RecordId) -> None:
    """Keep nothing of a change of an erased record; a coordinator has it erased at the hub, too."""
    entry, envelope = one
    place = ErasedEntry(entry.position, envelope.header.device, envelope.header.number)
    if (feed, entry.position) not in kept.named:
        kept.unordered[feed, entry.position] = (place, record)
    _stub(kept, feed, entry.position)
    _scrub(kept, feed, record)


def follow(kept: Kept, feed: FeedId, entry: Entry, result: Replayed) -> None:
    """Follow an order, if each of the entries that are here is of its records; else note that it is wrong."""
    order, erasing = result.order, result.erasing
    if order is None or erasing is None:
        raise AssertionError("not an order")
    records = [RecordId(one) for one in erasing.records]
    if not all(_is_of(kept, feed, one, records) for one in order.entries):
        kept.wrong_orders += (entry.position,)
        return
    for one in order.entries:
        _stub(kept, feed, one.position)
        kept.named[feed, one.position] = one
        kept.unordered.pop((feed, one.position), None)
        name = (feed, DeviceId(one.device))
        kept.numbers[name] = max(kept.numbers.get(name, -1), one.number)
    for record in records:
        for held, envelope in _entries_of(kept, feed, record):
            if held.position < entry.position:
                leave_out(kept, feed, (held, envelope), record)
    _settle_stubs(kept, feed, order)
    for record in records:
        kept.states.pop((feed, record), None)
        kept.erased.setdefault((feed, record), entry.position)
        _scrub(kept, feed, record)


def _opened(kept: Kept, feed: FeedId, entry: Entry, envelope: Envelope) -> Opened | None:
    known = kept.view.authority.feeds[feed]
    one = open_entry(kept.view, known, entry, envelope, key_of=lambda *name: kept.audience_keys.get(name))
    return one if isinstance(one, Opened) else None


def _is_of(kept: Kept, feed: FeedId, one: ErasedEntry, records: list[RecordId]) -> bool:
    held = next((each for each in kept.entries.get(feed, ()) if each.position == one.position), None)
    if held is None or held.is_erased:
        return held is not None
    envelope = parse_envelope(held.envelope)
    opened = _opened(kept, feed, held, envelope)
    is_said = (envelope.header.device, envelope.header.number) == (one.device, one.number)
    return is_said and opened is not None and opened.change.record in records


def _entries_of(kept: Kept, feed: FeedId, record: RecordId) -> list[tuple[Entry, Envelope]]:
    """Return the entries of a record that are here whole, and replayed."""
    found = []
    for entry in kept.entries.get(feed, ())[: kept.applied.get(feed, 0) - kept.first_n(feed)]:
        if entry.is_erased:
            continue
        envelope = parse_envelope(entry.envelope)
        opened = _opened(kept, feed, entry, envelope)
        if opened is not None and opened.change.record == record:
            found.append((entry, envelope))
    return found


def _stub(kept: Kept, feed: FeedId, position: int) -> None:
    """Keep the hash of an envelope in its place."""
    entries = kept.entries.get(feed, ())
    kept.entries[feed] = tuple(replace(one, envelope=one.hash) if one.position == position else one for one in entries)


def _settle_stubs(kept: Kept, feed: FeedId, order: EraseOrder) -> None:
    """Tell own changes that were erased before their entries came back: only stubs came of them."""
    named = {(one.device, one.number): one.position for one in order.entries}
    stubs = {one.position: one.envelope for one in kept.entries.get(feed, ()) if one.is_erased}
    for row in list(kept.outbox.values()):
        place = named.get((row.signer, row.number if row.number is not None else -1))
        stub = stubs.get(Position(place)) if place is not None else None
        if row.state in PENDING and row.envelope is not None and stub == hash_of(row.envelope):
            gone = replace(row, state=ItemState.REFUSED, reason=REASON, body=b"", record=None)
            kept.outbox[row.sequence] = replace(gone, envelope=hash_of(row.envelope))


def _scrub(kept: Kept, feed: FeedId, record: RecordId) -> None:
    """Drop what changes made here say of a record; what was sealed stays until the hub has answered."""
    for row in list(kept.outbox.values()):
        if (row.feed, row.record) != (feed, record):
            continue
        new = replace(row, body=b"", record=None)
        if row.envelope is None:
            new = replace(new, state=ItemState.REFUSED, reason=REASON)
        elif row.state not in UNANSWERED:
            new = replace(new, envelope=hash_of(row.envelope))
        kept.outbox[row.sequence] = new


def scrub_answered(kept: Kept) -> None:
    """Keep only the hash of sealed changes of erased records that needed their hub's answer, and have it now."""
    for row in list(kept.outbox.values()):
        if row.record is None and not row.body and row.state not in UNANSWERED and row.envelope is not None:
            kept.outbox[row.sequence] = replace(row, envelope=hash_of(row.envelope))


def opened(kept: Kept, said: AnnouncedErasure) -> Erasing | None:
    """Open an announcement; None where its key is not here."""
    key = kept.audience_keys.get((kept.view.authority.feeds[said.feed].audience, said.epoch))
    try:
        return open_announcement(said, root=kept.view.root, epoch_key=key) if key is not None else None
    except SealError:
        return None


def order_of(kept: Kept, feed: FeedId, record: RecordId, announced: bytes) -> EraseOrder | None:
    """Return the order that names every entry of a record that is here; None where there is none."""
    named = [
        ErasedEntry(entry.position, envelope.header.device, envelope.header.number)
        for entry, envelope in _entries_of(kept, feed, record)
    ]
    return EraseOrder(tuple(named), (), announced) if named else None


def queue(kept: Kept, content: bytes, feed: FeedId, signer: DeviceId) -> None:
    """Write an order, or a report, into the outbox."""
    kept.written += 1
    kept.outbox[kept.written] = OutboxRow(kept.written, 0, signer, feed, None, content)


def orders_left(kept: Kept, own: DeviceId) -> int:
    """Return how many more destructive orders of a device stand by themselves, those that wait here counted."""
    authority = kept.view.authority
    rows = (row for row in kept.outbox.values() if row.feed == NETWORK_FEED and row.state in PENDING)
    waiting = (decode_body(row.body) for row in rows)
    mine = sum(isinstance(one, AnnounceErasure) and one.id not in authority.erasures for one in waiting)
    return MAX_STANDING_ORDERS - orders_given(authority, own) - mine


def do_duties(kept: Kept, own: DeviceId, *, leads: bool) -> bool:
    """Report what was followed here; as a coordinator, carry out what stands, and erase what came late."""
    scrub_answered(kept)
    queued = _report(kept, own)
    if leads:
        queued |= _carry_out(kept, own) | _erase_late(kept, own)
    return queued


def _standing(kept: Kept) -> list[tuple[AnnouncedErasure, Erasing]]:
    known = [(said, opened(kept, said)) for said in kept.view.authority.erasures.values() if said.stands_since]
    return [(said, erasing) for said, erasing in known if erasing is not None]


def _is_carried_out(kept: Kept, said: AnnouncedErasure, erasing: Erasing) -> bool:
    return all((said.feed, RecordId(one)) in kept.erased for one in erasing.records)


def _report(kept: Kept, own: DeviceId) -> bool:
    device, queued = kept.view.authority.devices.get(own), False
    for said, erasing in _standing(kept):
        if said.id in kept.reported or not _is_carried_out(kept, said, erasing):
            continue
        if device is not None and device.spans[0].since < (said.stands_since or 0):
            queue(kept, encode(DoneReport(said.id)), said.feed, own)
            queued = True
        kept.reported |= {said.id}
    return queued


def _under_way(kept: Kept) -> list[EraseOrder]:
    rows = [row for row in kept.outbox.values() if row.act == 0 and row.record is None and row.state in PENDING]
    found = (order_in(row.body) for row in rows if row.feed != NETWORK_FEED)
    return [order for order in found if order is not None]


def _carry_out(kept: Kept, own: DeviceId) -> bool:
    queued, given = False, {order.announced for order in _under_way(kept)}
    for said, erasing in _standing(kept):
        standing = kept.standings.get(said.feed)
        is_here = standing is not None and standing.position >= (said.stands_since or 0)
        if said.id in given or not is_here or _is_carried_out(kept, said, erasing):
            continue
        for record in map(RecordId, erasing.records):
            order = order_of(kept, said.feed, record, said.id)
            if order is not None:
                queue(kept, encode(order), said.feed, own)
                queued = True
    return queued


def _erase_late(kept: Kept, own: DeviceId) -> bool:
    """Name the changes that no order names, under the announcement that erased their record."""
    queued = False
    named = {one.position for order in _under_way(kept) for one in order.entries}
    for said, erasing in _standing(kept):
        late = [
            place
            for (feed, position), (place, record) in kept.unordered.items()
            if feed == said.feed and bytes(record) in erasing.records and position not in named
        ]
        if late and _is_carried_out(kept, said, erasing):
            queue(kept, encode(EraseOrder(tuple(late), (), said.id)), said.feed, own)
            named |= {one.position for one in late}
            queued = True
    return queued


def unexplained(kept: Kept) -> int:
    """Count stubs that no order explains, in feeds that are replayed as far as they are known."""
    return sum(
        one.is_erased and (feed, one.position) not in kept.named and (feed, one.position) not in kept.unordered
        for feed, entries in kept.entries.items()
        if kept.applied.get(feed, 0) == kept.first_n(feed) + len(entries)
        for one in entries
    )
