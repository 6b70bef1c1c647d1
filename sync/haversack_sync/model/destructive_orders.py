"""The brake: how many destructive orders of one coordinator stand by themselves, and what confirming one does.

Source: `docs/protocol.md`, "The brake". Counted on the log, by no clock. Must not judge who may order or confirm;
`authority_draft` does.
"""

from collections.abc import Mapping, MutableMapping
from dataclasses import replace
from typing import Final

from haversack_sync.model.authority import AnnouncedErasure, Authority, Device, Revocation, origin
from haversack_sync.model.ids import DeviceId, Position

MAX_STANDING_ORDERS: Final = 5
"""So many of one coordinator's device, copies of its vault counted in; further ones wait to be confirmed."""

Order = AnnouncedErasure | Revocation


def count_order(
    orders: MutableMapping[DeviceId, int], devices: Mapping[DeviceId, Device], signer: DeviceId, position: Position
) -> Position | None:
    """Count an order; return since when it stands: its own position, or None for one too many."""
    giver = origin(devices, signer)
    orders[giver] = orders.get(giver, 0) + 1
    return position if orders[giver] <= MAX_STANDING_ORDERS else None


def find_order(
    devices: Mapping[DeviceId, Device], erasures: Mapping[bytes, AnnouncedErasure], name: bytes
) -> Order | None:
    """Return the order of a name: the handle of a revoked device, or an erasure's id."""
    device = devices.get(DeviceId(name))
    return erasures.get(name) or (device.revoked if device is not None else None)


def confirm_order(
    devices: MutableMapping[DeviceId, Device],
    erasures: MutableMapping[bytes, AnnouncedErasure],
    order: Order,
    confirmed: tuple[DeviceId, Position],
) -> None:
    """Let an order that waits stand since somebody confirmed it; a revocation for all the devices that it took out."""
    signer, position = confirmed
    if isinstance(order, AnnouncedErasure):
        erasures[order.id] = replace(order, stands_since=position, confirmed_by=signer)
        return
    taken_out = [one for one in devices.values() if one.revoked == order]
    for device in taken_out:
        devices[device.handle] = replace(device, revoked=replace(order, stands_since=position))


def is_own_erasure(authority: Authority, said: AnnouncedErasure, device: DeviceId) -> bool:
    """Tell whether a device, or another copy of its vault, announced an erasure or confirmed it."""
    answerable = {authority.origin(said.coordinator)}
    if said.confirmed_by is not None:
        answerable.add(authority.origin(said.confirmed_by))
    return authority.origin(device) in answerable


def last_confirmed(authority: Authority, device: DeviceId) -> int:
    """Return the position at which an order of a device, or of a copy of its vault, was confirmed last; 0 for none."""
    giver = authority.origin(device)
    revocations = (one.revoked for one in authority.devices.values() if one.revoked is not None)
    since = (
        order.stands_since
        for order in (*authority.erasures.values(), *revocations)
        if order.stands_since not in (None, order.position) and authority.origin(order.coordinator) == giver
    )
    return max((one for one in since if one is not None), default=0)
