"""The brake: how many destructive orders of one coordinator stand by themselves, and what confirming one does.

Source: `docs/protocol.md`, "The brake". Counted on the log, by no clock. Must not judge who may order or confirm;
`authority_draft` does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, Protocol

from haversack_sync.model.authority import AnnouncedErasure, Authority, Device, EraSpan, Revocation, origin
from haversack_sync.model.ids import DeviceId, Position
from haversack_sync.model.network_entry import NetworkEntry

MAX_STANDING_ORDERS: Final = 5
"""So many of one coordinator's device, copies of its vault counted in; further ones wait to be confirmed."""

Order = AnnouncedErasure | Revocation


class Counted(Protocol):
    """What counts destructive orders: an authority, or one in the making."""

    @property
    def devices(self) -> Mapping[DeviceId, Device]:
        """All devices that were ever enrolled."""

    @property
    def eras(self) -> Sequence[EraSpan]:
        """The eras that began, oldest first."""

    @property
    def orders(self) -> Mapping[DeviceId, int]:
        """Orders since one was confirmed or an era began, by the first device of a vault."""


class Counting(Protocol):
    """An authority in the making."""

    devices: dict[DeviceId, Device]
    erasures: dict[bytes, AnnouncedErasure]
    eras: tuple[EraSpan, ...]
    orders: dict[DeviceId, int]
    let_on: dict[DeviceId, Position]


def orders_given(counted: Counted, device: DeviceId) -> int:
    """Return how many orders count against a device, copies of its vault counted in.

    Once the hub was restored, all that stand by themselves count as given, also those of a coordinator who comes later:
    orders that were lost were followed, and nobody is to have them twice.
    """
    return counted.orders.get(origin(counted.devices, device), MAX_STANDING_ORDERS if counted.eras else 0)


def count_order(counting: Counting, signer: DeviceId, position: Position) -> Position | None:
    """Count an order; return since when it stands: its own position, or None for one too many."""
    given = orders_given(counting, signer) + 1
    counting.orders[origin(counting.devices, signer)] = given
    return position if given <= MAX_STANDING_ORDERS else None


def find_order(
    devices: Mapping[DeviceId, Device], erasures: Mapping[bytes, AnnouncedErasure], name: bytes
) -> Order | None:
    """Return the order of a name: the handle of a revoked device, or an erasure's id."""
    device = devices.get(DeviceId(name))
    return erasures.get(name) or (device.revoked if device is not None else None)


def confirm_order(counting: Counting, order: Order, entry: NetworkEntry) -> None:
    """Let an order that waits stand since somebody confirmed it; a revocation for all the devices that it took out."""
    if entry.knows_era:
        # Else it was lost, let its giver go on then, and comes back.
        giver = origin(counting.devices, order.coordinator)
        counting.orders[giver], counting.let_on[giver] = 0, entry.position
    if isinstance(order, AnnouncedErasure):
        counting.erasures[order.id] = replace(order, stands_since=entry.position, confirmed_by=entry.signer)
        return
    taken_out = [one for one in counting.devices.values() if one.revoked == order]
    for device in taken_out:
        counting.devices[device.handle] = replace(device, revoked=replace(order, stands_since=entry.position))


def is_own_erasure(authority: Authority, said: AnnouncedErasure, device: DeviceId) -> bool:
    """Tell whether a device, or another copy of its vault, announced an erasure or confirmed it."""
    answerable = {authority.origin(said.coordinator)}
    if said.confirmed_by is not None:
        answerable.add(authority.origin(said.confirmed_by))
    return authority.origin(device) in answerable


def last_confirmed(authority: Authority, device: DeviceId) -> int:
    """Return the position at which an order of a device, or of a copy of its vault, was confirmed last; 0 for none.

    A confirmation that a restored hub lost lets nobody go on: it did so then, and comes back.
    """
    return authority.let_on.get(authority.origin(device), 0)
