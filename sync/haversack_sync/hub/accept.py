"""Whether a change becomes an entry: the one function that decides, over what a transaction knows.

Classes of refusal (`docs/protocol.md`, "Receipts"): not authentic leaves no trace, what is only early is held if its
device signed it, forbidden uses the number up, quota is for later. Nothing about a device changes by bytes that it did
not sign. Must not read a clock or touch a store itself.
"""

from collections.abc import Sequence
from typing import NoReturn

from haversack_sync.hub.eras import begin_era
from haversack_sync.hub.ports import LedgerRow, StoredEntry
from haversack_sync.hub.quotas import has_sent_all
from haversack_sync.hub.work import Work
from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.authority import Device, Feed
from haversack_sync.model.authority_draft import RefusedEntryError
from haversack_sync.model.destructive_orders import is_own_erasure, last_confirmed
from haversack_sync.model.ids import NETWORK_FEED, DeviceId, key_handle
from haversack_sync.protocol.envelope import DONE, ERASE, NOTICE, SEALED, Envelope, parse_envelope, verify_envelope
from haversack_sync.protocol.erasing import EraseOrder, read_order, read_report
from haversack_sync.protocol.errors import LimitError, SignatureError, UnknownSignerError, UnknownSuiteError, WireError
from haversack_sync.protocol.head import NO_DEVICE, Receipt, ReceiptCode
from haversack_sync.protocol.limits import MAX_ANNOUNCED_ENTRIES, HubLimits
from haversack_sync.protocol.network import era_body, verify_network_envelope
from haversack_sync.protocol.snapshots import DisputeNotice, Notice, is_dispute, read_notice


class _NotTakenError(Exception):
    """A change that is not decided for good: its code and reason, and whether it may wait here for what it needs."""

    def __init__(self, code: ReceiptCode, reason: str, *, may_wait: bool = False) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.may_wait = may_wait


def accept(work: Work, untrusted_raw: bytes, *, index: int, limits: HubLimits, may_skip: bool = False) -> Receipt:
    """Judge one change and, if it may be, make it an entry.

    Repeating it changes nothing: the same bytes get the same receipt again.

    Args:
        work: The transaction's; changed.
        untrusted_raw: The envelope as it came.
        index: Its place in the request.
        limits: The hub's quotas.
        may_skip: Whether the numbers before it need not be here: they were waited for long enough.
    """
    try:
        envelope = parse_envelope(untrusted_raw)
    except UnknownSuiteError:
        return Receipt(NO_DEVICE, index, 1, ReceiptCode.EARLY, 0, "unknown_suite")
    except LimitError:
        return Receipt(NO_DEVICE, index, 1, ReceiptCode.NOT_AUTHENTIC, 0, "too_large")
    except WireError:
        return Receipt(NO_DEVICE, index, 1, ReceiptCode.NOT_AUTHENTIC, 0, "malformed")
    header = envelope.header
    held = work.row(header.device, header.number)
    if held is not None and held.sha256 == envelope.hash:
        return _receipt(held)
    elsewhere = _without_judging(work, envelope, index=index, limits=limits)
    if elsewhere is not None:
        return elsewhere
    judge = _accept_network if header.feed == NETWORK_FEED else _accept_content
    try:
        try:
            return _receipt(judge(work, envelope, limits=limits, may_skip=may_skip))
        except _NotTakenError as refusal:
            if not refusal.may_wait:
                raise
            return _hold(work, envelope, reason=refusal.reason, limits=limits)
    except _NotTakenError as refusal:
        return Receipt(header.device, header.number, 1, refusal.code, 0, refusal.reason)


def _without_judging(work: Work, envelope: Envelope, *, index: int, limits: HubLimits) -> Receipt | None:
    """Return what becomes of an entry that begins an era, and of everything while a restored hub waits for one."""
    body = _era_of(envelope)
    if body is not None:
        return begin_era(work, envelope, body, index=index, limits=limits)
    if work.is_restored:
        return Receipt(envelope.header.device, envelope.header.number, 1, ReceiptCode.EARLY, 0, "restored")
    return None


def _era_of(envelope: Envelope) -> bodies.Era | None:
    try:
        return era_body(envelope)
    except WireError:
        return None


def _receipt(row: LedgerRow) -> Receipt:
    return Receipt(row.device, row.number, 1, row.code, row.position, row.reason)


def _hold(work: Work, envelope: Envelope, *, reason: str, limits: HubLimits) -> Receipt:
    """Keep an authentic change until it can be judged, within limits."""
    device, number, size = envelope.header.device, envelope.header.number, len(envelope.raw)
    held = work.held(device)
    known = held.get(number)
    if known is None:
        _check_quota(work, envelope, limits=limits)
        too_many = len(held) >= limits.held_changes_per_device
        too_long = sum(one.size for one in held.values()) + size > limits.held_bytes_per_device
        if too_many or too_long or work.held_bytes() + size > limits.held_bytes:
            raise _NotTakenError(ReceiptCode.EARLY, "too_much_held")
        work.hold(envelope, reason=reason)
    elif known.sha256 != envelope.hash:
        # One of two branches of a copied profile; which one goes on is decided when the numbers before are here.
        raise _NotTakenError(ReceiptCode.EARLY, reason)
    return Receipt(device, number, 1, ReceiptCode.HELD, 0, reason)


def _accept_content(work: Work, envelope: Envelope, *, limits: HubLimits, may_skip: bool) -> LedgerRow:
    """Judge a sealed change."""
    header, authority = envelope.header, work.network.authority
    if header.form not in (SEALED, NOTICE, ERASE, DONE):
        raise _NotTakenError(ReceiptCode.NOT_AUTHENTIC, "malformed")
    feed, device = authority.feeds.get(header.feed), authority.devices.get(header.device)
    if device is None:
        raise _NotTakenError(ReceiptCode.EARLY, "unknown_device")
    try:
        verify_envelope(envelope, root=work.network.root, public=device.sign_key)
    except SignatureError as error:
        raise _NotTakenError(ReceiptCode.NOT_AUTHENTIC, "bad_signature") from error
    if device.revoked is not None:
        _set_aside(work, envelope, limits=limits)
    late = _check_place(work, envelope, may_skip=may_skip)
    if late is not None:
        return late
    if feed is None:
        raise _NotTakenError(ReceiptCode.EARLY, "unknown_feed", may_wait=True)
    _check_quota(work, envelope, limits=limits)
    is_for_readers = header.form == DONE or is_dispute(envelope)
    may_send = authority.has_say if is_for_readers else authority.may_write
    if not may_send(device.rights, feed.audience):
        return work.use_number(envelope, ReceiptCode.FORBIDDEN, reason="not_a_writer")
    is_open = feed.audience == authority.open_audience and header.epoch == 0
    if not is_open and (feed.audience, header.epoch) not in authority.epochs:
        raise _NotTakenError(ReceiptCode.EARLY, "unknown_epoch", may_wait=True)
    if header.form == SEALED:
        return work.append(envelope, work.next_entry(envelope))
    accept_clear = _accept_notice if header.form == NOTICE else _accept_erasure
    return accept_clear(work, envelope, device, feed)


def _set_aside(work: Work, envelope: Envelope, *, limits: HubLimits) -> NoReturn:
    """Refuse a change of a device that was revoked; keep what it says, within limits, for a coordinator to read."""
    if envelope.header.form == SEALED and envelope.header.feed in work.network.authority.feeds:
        work.set_aside(envelope, most_bytes=limits.quarantined_bytes_per_device)
    raise _NotTakenError(ReceiptCode.FORBIDDEN, "revoked")


def _accept_notice(work: Work, envelope: Envelope, device: Device, feed: Feed) -> LedgerRow:
    """Judge what somebody says about snapshots."""
    try:
        notice = read_notice(envelope)
    except WireError:
        return work.use_number(envelope, ReceiptCode.FORBIDDEN, reason="bad_notice")
    reason = _refuses_notice(work, notice, device, feed)
    if reason:
        return work.use_number(envelope, ReceiptCode.FORBIDDEN, reason=reason)
    row = work.append(envelope, work.next_entry(envelope))
    if isinstance(notice, DisputeNotice):
        work.dispute(notice.position, device.handle)
    else:
        work.announce(row, envelope, n=notice.n, digest=notice.digest)
    return row


def _accept_erasure(work: Work, envelope: Envelope, device: Device, feed: Feed) -> LedgerRow:
    """Judge an order of erasure, or what a device says about one."""
    try:
        if envelope.header.form == DONE:
            announced = read_report(envelope).announced
            reason = _refuses_report(work, announced, device, feed)
            if reason:
                return work.use_number(envelope, ReceiptCode.FORBIDDEN, reason=reason)
            work.report(announced, device.handle)
            return work.append(envelope, work.next_entry(envelope))
        order = read_order(envelope)
    except WireError:
        return work.use_number(envelope, ReceiptCode.FORBIDDEN, reason="bad_order")
    entries = work.entries_to_erase(feed.handle, order)
    may_give = work.network.authority.makes_snapshots(device.rights, feed.audience)
    if entries is None or not may_give:
        return work.use_number(envelope, ReceiptCode.FORBIDDEN, reason="bad_order")
    reason = _refuses_order(work, order, entries, device)
    if reason:
        return work.use_number(envelope, ReceiptCode.FORBIDDEN, reason=reason)
    row = work.append(envelope, work.next_entry(envelope))
    work.erase(row, feed.handle, entries, order)
    return row


def _refuses_report(work: Work, announced: bytes, device: Device, feed: Feed) -> str:
    """Return why a report about an erasure is not accepted; empty if it is. Each device says it once."""
    if not any(one.announced == announced for one in work.erasures_of(feed.handle)):
        return "bad_order"
    return "reported_before" if work.has_reported(announced, device.handle) else ""


def _refuses_order(work: Work, order: EraseOrder, entries: Sequence[StoredEntry], device: Device) -> str:
    """Return why an order of erasure, whose entries are here, is not accepted; empty if it is.

    It carries out an announcement that stands, and never more of it than an announcement may erase; one behind the
    first takes something. Under announcements of others a coordinator takes in all no more than under one of its own.
    """
    feed, authority = entries[0].feed, work.network.authority
    said = authority.erasures.get(order.announced)
    if said is None or said.feed != feed:
        return "bad_order"
    if said.stands_since is None:
        return "suspended_order"
    before = [one for one in work.erasures_of(feed) if one.announced == order.announced]
    more = sum(not one.entry.is_erased for one in entries)
    if before and not more:
        return "erased_before"
    taken = sum(one.stubs for one in before)
    if not is_own_erasure(authority, said, device.handle):
        taken = max(taken, _taken_for_others(work, device.handle))
    return "order_too_large" if taken + more > MAX_ANNOUNCED_ENTRIES else ""


def _taken_for_others(work: Work, device: DeviceId) -> int:
    """Count what a coordinator erased under announcements of others since an order of its own was confirmed last."""
    authority = work.network.authority
    first, since = authority.origin(device), last_confirmed(authority, device)
    given = (one for copy in (first, *authority.successors(first)) for one in work.erasures_by(copy))
    return sum(
        one.stubs
        for one in given
        if one.position > since and not is_own_erasure(authority, authority.erasures[one.announced], device)
    )


def _refuses_notice(work: Work, notice: Notice, device: Device, feed: Feed) -> str:
    """Return why a notice that can be read is not accepted; empty if it is.

    A snapshot is announced by whoever makes them, of what is here. A dispute is about a snapshot of this feed, and each
    device says it once: several witnesses are worth more than one, but nobody is two.
    """
    if isinstance(notice, DisputeNotice):
        if not work.announces(feed.handle, notice.position):
            return "no_snapshot"
        return "disputed_before" if work.has_disputed(notice.position, device.handle) else ""
    is_keeper = work.network.authority.makes_snapshots(device.rights, feed.audience)
    if any(one.first_n <= notice.n < one.n for one in work.erasures_of(feed.handle)):
        # It holds what was erased since.
        return "bad_notice"
    return "" if is_keeper and notice.n <= work.feed_end(feed.handle).n else "bad_notice"


def _accept_network(work: Work, envelope: Envelope, *, limits: HubLimits, may_skip: bool) -> LedgerRow:
    """Judge an entry of the history of trust."""
    try:
        body = verify_network_envelope(work.network.draft(), envelope, root=work.network.root)
    except UnknownSignerError as error:
        # Not wrong: the entry that makes its signer known may be on its way by another carrier.
        raise _NotTakenError(ReceiptCode.EARLY, error.reason) from error
    except SignatureError as error:
        raise _NotTakenError(ReceiptCode.NOT_AUTHENTIC, "bad_signature") from error
    except WireError as error:
        raise _NotTakenError(ReceiptCode.NOT_AUTHENTIC, "malformed") from error
    if body is None:
        # Letting it in would freeze every client that does not know it either; a newer hub will judge it.
        raise _NotTakenError(ReceiptCode.EARLY, "unknown_entry")
    if work.network.authority.revocation(envelope.header.device) is not None:
        raise _NotTakenError(ReceiptCode.FORBIDDEN, "revoked")
    late = _check_place(work, envelope, may_skip=may_skip)
    if late is not None:
        return late
    _check_quota(work, envelope, limits=limits)
    if isinstance(body, bodies.Invite) and _open_invitations(work, envelope) >= limits.open_invitations_per_coordinator:
        return work.use_number(envelope, ReceiptCode.FORBIDDEN, reason="too_many_invitations")
    entry = work.next_entry(envelope)
    try:
        work.network.apply(envelope, body, entry)
    except RefusedEntryError as error:
        if isinstance(body, bodies.Redeem | bodies.Succeed):
            # The key belongs to no device, so there is no chain whose number could be used up.
            raise _NotTakenError(ReceiptCode.FORBIDDEN, error.reason) from error
        return work.use_number(envelope, ReceiptCode.FORBIDDEN, reason=error.reason)
    return work.append(envelope, entry)


def _check_place(work: Work, envelope: Envelope, *, may_skip: bool) -> LedgerRow | None:
    """Check that a change is the next link of its author's chain, and of this history of trust.

    Returns:
        None if it is; else what stands in the ledger for a number that came after the wait for it had ended.
    """
    header = envelope.header
    # Only whose key is known has a chain that others can deliver in any order.
    may_wait = _is_signer(work, header.device)
    number, prev = work.next_number(header.device), work.next_prev(header.device)
    if work.row(header.device, header.number) is not None or work.is_branch(header.prev):
        _refuse_branch(work, envelope)
    if header.number < number:
        return work.use_number(envelope, ReceiptCode.FORBIDDEN, reason="late")
    if header.number == number and header.prev != prev:
        _refuse_branch(work, envelope)
    # What the hub lost may be seen all the same: a coordinator said so.
    is_lost = any(span.had(header.seen, header.seen_digest) for span in work.network.authority.eras)
    if header.seen > work.network.standing.n and not is_lost:
        raise _NotTakenError(ReceiptCode.EARLY, "seen_ahead", may_wait=may_wait)
    if not is_lost and work.network.digests[header.seen] != header.seen_digest:
        raise _NotTakenError(ReceiptCode.NOT_AUTHENTIC, "other_history")
    if header.number > number and not may_skip:
        raise _NotTakenError(ReceiptCode.EARLY, "gap", may_wait=may_wait)
    return None


def _refuse_branch(work: Work, envelope: Envelope) -> NoReturn:
    """Refuse a change that continues another branch of its key's chain, and note it for those that continue it."""
    work.note_branch(envelope)
    raise _NotTakenError(ReceiptCode.CLONED, "cloned")


def _is_signer(work: Work, handle: DeviceId) -> bool:
    authority = work.network.authority
    is_root = authority.root_key != b"" and handle == key_handle(authority.root_key)
    return is_root or handle in authority.devices


def _check_quota(work: Work, envelope: Envelope, *, limits: HubLimits) -> None:
    """Refuse for today what is more than a device may send in a day."""
    if has_sent_all(work, envelope.header.device, limits=limits):
        raise _NotTakenError(ReceiptCode.QUOTA, "changes_a_day")


def _open_invitations(work: Work, envelope: Envelope) -> int:
    """Count a coordinator's invitations that can still be redeemed."""
    return sum(
        invitation.coordinator == envelope.header.device
        and invitation.redeemed_by is None
        and invitation.expires >= work.stamp
        for invitation in work.network.authority.invitations.values()
    )
