"""The brake: how many destructive orders of one coordinator stand by themselves, and what confirming one does.

Source: `docs/protocol.md`, "The brake". Counted on the log, by no clock. Must not judge who may order or confirm;
`authority_draft` does.
"""

from collections.abc import Mapping, MutableMapping
from dataclasses import replace
from typing import Final

from haversack_sync.model.authority import AnnouncedErasure, Device, Revocation, origin
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
    position: Position,
) -> None:
    """Let an order that waits stand from a position on; a revocation for all the devices that it took out."""
    if isinstance(order, AnnouncedErasure):
        erasures[order.id] = replace(order, stands_since=position)
        return
    taken_out = [one for one in devices.values() if one.revoked == order]
    for device in taken_out:
        devices[device.handle] = replace(device, revoked=replace(order, stands_since=position))
