"""Changes that came too early: held, taken in order when what they need is here, or let go.

Couriers deliver sticks in any order. What is authentic and only early waits here, within limits, so that nobody has to
carry it twice. Must not decide what becomes an entry: `accept.py` does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from haversack_sync.hub.accept import accept
from haversack_sync.hub.work import SECONDS_A_DAY, Work
from haversack_sync.model.ids import NETWORK_FEED, DeviceId
from haversack_sync.protocol.envelope import parse_envelope
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.head import Receipt, ReceiptCode
from haversack_sync.protocol.limits import HubLimits
from haversack_sync.protocol.messages import Ask

_DECIDED: Final = (ReceiptCode.ACCEPTED, ReceiptCode.FORBIDDEN)
_STILL: Final = (ReceiptCode.HELD, ReceiptCode.EARLY, ReceiptCode.QUOTA)


def go_on(work: Work, receipt: Receipt, *, limits: HubLimits) -> None:
    """Take what was held behind a change that was just decided, so that the request's next change finds it there."""
    device = DeviceId(receipt.device)
    if receipt.code in _DECIDED and work.next_number(device) in work.held(device):
        _follow_up(work, [device], limits=limits)


def take_what_can_be(work: Work, *, limits: HubLimits) -> None:
    """Take held changes that have become next in their chains, and end the waits that were too long.

    Args:
        work: The transaction's, after the request's own changes; changed.
        limits: The hub's quotas.
    """
    if work.is_restored:
        return
    devices = work.waiting_for_this()
    for device in devices:
        if work.network.authority.revocation(device) is not None:
            _set_aside(work, device, limits=limits)
    _follow_up(work, devices, limits=limits)
    for device in work.held_too_long(before=work.stamp - limits.held_days * SECONDS_A_DAY):
        _end_wait(work, device, limits=limits)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a device signed to bring itself: which envelopes, and which of its changes it asks about."""

    device: DeviceId
    changes: Sequence[bytes]
    asks: Sequence[Ask]

    @property
    def asked(self) -> frozenset[int]:
        """Numbers of its own that it asks about; none where it brings some: more may come with the next request."""
        if any(_device_of(raw) == self.device for raw in self.changes):
            return frozenset()
        return frozenset(one.number for one in self.asks if one.device == self.device)


def end_own_wait(work: Work, brought: Brought, *, limits: HubLimits) -> None:
    """Take what a device asks about although numbers before it are missing, if the hub ever lost entries.

    Whoever asks about what is held, and has nothing of its own to bring, has nothing that comes before it: that was
    erased, and nobody has it any more.

    Args:
        work: The transaction's, after the request's own changes; changed.
        brought: What the request brought.
        limits: The hub's quotas.
    """
    if work.is_restored or not work.network.authority.eras:
        return
    held, asked = work.held(brought.device), brought.asked
    while held and min(held) in asked and held[min(held)].reason == "gap":
        before = len(held)
        _end_wait(work, brought.device, limits=limits)
        held = work.held(brought.device)
        if len(held) >= before:
            return


def _device_of(raw: bytes) -> DeviceId | None:
    try:
        return parse_envelope(raw).header.device
    except WireError:
        return None


def _set_aside(work: Work, device: DeviceId, *, limits: HubLimits) -> None:
    """Judge all that is held of a revoked device: none of it can become an entry any more."""
    for number in sorted(work.held(device)):
        _take(work, device, number, limits=limits)


def _follow_up(work: Work, devices: Iterable[DeviceId], *, limits: HubLimits) -> None:
    """Take what is next in these chains, and what that makes possible, until nothing more is."""
    queue = list(devices)
    while queue:
        device = queue.pop()
        code, is_network = _take(work, device, work.next_number(device), limits=limits)
        if code in _DECIDED:
            queue.append(device)
        if code is ReceiptCode.ACCEPTED and is_network:
            queue += [other for other in work.held_devices() if other not in queue]


def _take(
    work: Work, device: DeviceId, number: int, *, limits: HubLimits, may_skip: bool = False
) -> tuple[ReceiptCode | None, bool]:
    """Judge a held change anew; return the outcome, None if it is not held, and whether it is of the network feed."""
    work.let_go_below(device, number)
    raw = work.held_envelope(device, number)
    if raw is None:
        return None, False
    receipt = accept(work, raw, index=0, limits=limits, may_skip=may_skip)
    code = ReceiptCode(receipt.code)
    if code not in _STILL:
        # Decided, or of a copied profile's other branch: that branch's owner is told so when it asks.
        work.let_go(device, number)
    return code, parse_envelope(raw).header.feed == NETWORK_FEED


def _end_wait(work: Work, device: DeviceId, *, limits: HubLimits) -> None:
    """Take the first held change of a key although numbers before it are missing; what still cannot be is let go."""
    numbers = sorted(work.held(device))
    if not numbers:
        return
    code, is_network = _take(work, device, numbers[0], limits=limits, may_skip=True)
    if code in _DECIDED:
        _follow_up(work, work.held_devices() if is_network else [device], limits=limits)
    elif code in (ReceiptCode.HELD, ReceiptCode.EARLY):
        # Whatever else it is, nothing of it is held any more.
        work.let_go(device, numbers[0])


def answer(work: Work, asks: Iterable[Ask]) -> list[Receipt]:
    """Say what became of changes whose bytes were not sent again.

    Args:
        work: The transaction's, or a moment's.
        asks: In the request's order.
    """
    return [_answer(work, ask) for ask in asks]


def _answer(work: Work, ask: Ask) -> Receipt:
    device = DeviceId(ask.device)
    row = work.row(device, ask.number)
    if row is not None:
        if row.sha256.startswith(ask.hash):
            return Receipt(device, ask.number, 1, row.code, row.position, row.reason)
        return Receipt(device, ask.number, 1, ReceiptCode.CLONED, 0, "cloned")
    held = work.held(device).get(ask.number)
    if held is not None and held.sha256.startswith(ask.hash):
        return Receipt(device, ask.number, 1, ReceiptCode.HELD, 0, held.reason)
    return Receipt(device, ask.number, 1, ReceiptCode.EARLY, 0, "not_here")
