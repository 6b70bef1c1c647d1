"""Who wrote something, as far as this network tells: a role and a computer, never a person.

Two computers of one person have no link, so the author that is shown is the organisation's. Reads only.
"""

from dataclasses import dataclass

from haversack.operations.workspace import Workspace
from haversack_sync.model.authority import Device
from haversack_sync.model.ids import DeviceId, Position
from haversack_sync.model.record import WAITING
from haversack_sync.model.roles import Role


@dataclass(frozen=True, slots=True)
class AuthorShown:
    """Who wrote something.

    Attributes:
        is_own: Whether it was written on this computer.
        is_ours: Whether its computer belongs to the same organisation as this one.
        role: reader, editor, focal_point or coordinator when it was written; empty if nobody knows.
        computer: Which one of its organisation's computers, or of the coordinators', counted as they joined; 0 if
            nobody knows.
    """

    is_own: bool
    is_ours: bool
    role: str
    computer: int


def author_of(workspace: Workspace, device: DeviceId, position: Position) -> AuthorShown:
    """Return who wrote something.

    Args:
        workspace: The open vault.
        device: The author's.
        position: Where it was accepted, or `WAITING`.
    """
    devices = workspace.replica.network().authority.devices
    known = devices.get(device)
    if known is None:
        return AuthorShown(device == workspace.own, is_ours=False, role="", computer=0)
    span = (known.before(position) if position != WAITING else None) or known.now
    own = workspace.span
    beside = [one.handle for one in devices.values() if _side(one) == _side(known)]
    return AuthorShown(
        is_own=device == workspace.own,
        is_ours=own is not None and bool(own.organisation) and own.organisation == span.organisation,
        role=span.role.name.lower(),
        computer=beside.index(device) + 1,
    )


def _side(device: Device) -> tuple[bool, bytes]:
    """Return what a computer is counted in: its organisation's, or the coordinators'."""
    return device.now.role is Role.COORDINATOR, bytes(device.now.organisation)
