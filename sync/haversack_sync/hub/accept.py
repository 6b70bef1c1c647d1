"""Whether a change becomes an entry: the one function that decides, over what a transaction knows.

Four classes of refusal (`docs/protocol.md`, "Receipts"): not authentic and early leave no trace, forbidden uses the
number up, quota is for later. Nothing about a device changes by bytes that it did not sign. Must not read a clock or
touch a store itself.
"""

from typing import Final

from haversack_sync.hub.ports import LedgerRow
from haversack_sync.hub.work import Work
from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.authority_draft import RefusedEntryError
from haversack_sync.model.ids import NETWORK_FEED, DeviceId, key_handle
from haversack_sync.model.roles import Role
from haversack_sync.protocol.envelope import NO_PREV, PREV_BYTES, SEALED, Envelope, parse_envelope, verify_envelope
from haversack_sync.protocol.errors import LimitError, SignatureError, UnknownSignerError, UnknownSuiteError, WireError
from haversack_sync.protocol.head import Receipt, ReceiptCode
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.network import verify_network_envelope

NO_DEVICE: Final = DeviceId(bytes(8))
"""Whom a receipt names for bytes that no device can be read from; `first` is then the index in the request."""


class _NotTakenError(Exception):
    """A change that leaves no trace: its code and reason."""

    def __init__(self, code: ReceiptCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def accept(work: Work, untrusted_raw: bytes, *, index: int, limits: HubLimits) -> Receipt:
    """Judge one change and, if it may be, make it an entry.

    Repeating it changes nothing: the same bytes get the same receipt again.

    Args:
        work: The transaction's; changed.
        untrusted_raw: The envelope as it came.
        index: Its place in the request.
        limits: The hub's quotas.
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
    try:
        if header.feed == NETWORK_FEED:
            return _receipt(_accept_network(work, envelope, held=held, limits=limits))
        return _receipt(_accept_content(work, envelope, held=held, limits=limits))
    except _NotTakenError as refusal:
        return Receipt(header.device, header.number, 1, refusal.code, 0, refusal.reason)


def _receipt(row: LedgerRow) -> Receipt:
    return Receipt(row.device, row.number, 1, row.code, row.position, row.reason)


def _accept_content(work: Work, envelope: Envelope, *, held: LedgerRow | None, limits: HubLimits) -> LedgerRow:
    """Judge a sealed change."""
    header, authority = envelope.header, work.network.authority
    if header.form != SEALED:
        raise _NotTakenError(ReceiptCode.NOT_AUTHENTIC, "malformed")
    feed, device = authority.feeds.get(header.feed), authority.devices.get(header.device)
    if feed is None:
        raise _NotTakenError(ReceiptCode.EARLY, "unknown_feed")
    if device is None:
        raise _NotTakenError(ReceiptCode.EARLY, "unknown_device")
    try:
        verify_envelope(envelope, root=work.network.root, public=device.sign_key)
    except SignatureError as error:
        raise _NotTakenError(ReceiptCode.NOT_AUTHENTIC, "bad_signature") from error
    _check_seen(work, envelope)
    _check_number(work, envelope, held=held)
    _check_quota(work, envelope, limits=limits)
    if not authority.may_write(device.now, feed.audience):
        return work.use_number(envelope, ReceiptCode.FORBIDDEN, reason="not_a_writer")
    is_open = feed.audience == authority.open_audience and header.epoch == 0
    if not is_open and (feed.audience, header.epoch) not in authority.epochs:
        raise _NotTakenError(ReceiptCode.EARLY, "unknown_epoch")
    return work.append(envelope, work.next_entry(envelope))


def _accept_network(work: Work, envelope: Envelope, *, held: LedgerRow | None, limits: HubLimits) -> LedgerRow:
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
    _check_seen(work, envelope)
    _check_number(work, envelope, held=held)
    _check_quota(work, envelope, limits=limits)
    if isinstance(body, bodies.Invite) and _open_invitations(work, envelope) >= limits.open_invitations_per_coordinator:
        return work.use_number(envelope, ReceiptCode.FORBIDDEN, reason="too_many_invitations")
    entry = work.next_entry(envelope)
    try:
        work.network.apply(envelope, body, entry)
    except RefusedEntryError as error:
        if isinstance(body, bodies.Redeem):
            # The key belongs to no device, so there is no chain whose number could be used up.
            raise _NotTakenError(ReceiptCode.FORBIDDEN, error.reason) from error
        return work.use_number(envelope, ReceiptCode.FORBIDDEN, reason=error.reason)
    return work.append(envelope, entry)


def _check_seen(work: Work, envelope: Envelope) -> None:
    """Refuse an author who saw more of the network feed than there is, or another one."""
    seen = envelope.header.seen
    if seen > work.network.standing.n:
        raise _NotTakenError(ReceiptCode.EARLY, "seen_ahead")
    if work.network.digests[seen] != envelope.header.seen_digest:
        raise _NotTakenError(ReceiptCode.NOT_AUTHENTIC, "other_history")


def _check_number(work: Work, envelope: Envelope, *, held: LedgerRow | None) -> None:
    """Refuse what is not the next link of its author's chain."""
    if held is not None:
        raise _NotTakenError(ReceiptCode.CLONED, "cloned")
    end = work.chain_end(envelope.header.device)
    number, prev = (0, NO_PREV) if end is None else (end.number + 1, end.sha256[:PREV_BYTES])
    if envelope.header.number != number:
        raise _NotTakenError(ReceiptCode.EARLY, "gap")
    if envelope.header.prev != prev:
        raise _NotTakenError(ReceiptCode.NOT_AUTHENTIC, "bad_prev")


def _check_quota(work: Work, envelope: Envelope, *, limits: HubLimits) -> None:
    """Refuse for today what is more than a device may send in a day; refused changes count as well."""
    authority, signer = work.network.authority, envelope.header.device
    span = authority.span_of(signer)
    is_root = authority.root_key != b"" and signer == key_handle(authority.root_key)
    leads = is_root or (span is not None and span.role is Role.COORDINATOR)
    most = limits.changes_per_coordinator_and_day if leads else limits.changes_per_device_and_day
    if work.usage(signer).changes >= most:
        raise _NotTakenError(ReceiptCode.QUOTA, "changes_a_day")


def _open_invitations(work: Work, envelope: Envelope) -> int:
    """Count a coordinator's invitations that can still be redeemed."""
    return sum(
        invitation.coordinator == envelope.header.device
        and invitation.redeemed_by is None
        and invitation.expires >= work.stamp
        for invitation in work.network.authority.invitations.values()
    )
