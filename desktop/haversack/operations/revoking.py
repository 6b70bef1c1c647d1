"""`revoke`: a coordinator takes a computer out of the network, and its copies; it gets nothing new from then on.

A coordinator's computer is taken out by the root alone, whose key lies in the vault that founded the network.

One transaction: the entry, then new keys of every audience that this coordinator keeps, sealed to everybody else. Other
keepers read the entry and do the same at their next sync. Must not send anything.
"""

from dataclasses import dataclass

from haversack.operations import brake, keeping
from haversack.operations.workspace import Workspace
from haversack.store import outbox, trust
from haversack_sync.model.authority_entries import Revoke, encode_body
from haversack_sync.model.ids import DeviceId
from haversack_sync.model.roles import Role


class RevokingError(Exception):
    """A computer cannot be revoked from here.

    Attributes:
        reason: unknown_device, already_revoked, own_device, last_coordinator or only_root.
    """

    kind = "cannot_revoke"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Revoked:
    """What was queued.

    Attributes:
        devices: How many computers go, copies counted in.
        new_keys: How many audiences get a new key.
        waits: Whether it waits until somebody else confirms it: then their vaults stay whole so long.
    """

    devices: int
    new_keys: int
    waits: bool


def check(workspace: Workspace, device: DeviceId) -> tuple[DeviceId, ...]:
    """Check that a computer can be revoked from here; return the handles of it and of all its copies.

    Raises:
        NotAllowedError: This is not a coordinator's vault.
        RevokingError: It cannot be.
    """
    workspace.require_coordinator()
    authority, identity = workspace.replica.network().authority, workspace.replica.identity()
    known = authority.devices.get(device)
    if known is None:
        raise RevokingError("unknown_device")
    if known.revoked is not None or device in waiting(workspace):
        raise RevokingError("already_revoked")
    family = (device, *authority.successors(device))
    others = [one for one in authority.devices.values() if one.rights is not None and one.handle not in family]
    if known.now.role is Role.COORDINATOR and not any(one.now.role is Role.COORDINATOR for one in others):
        raise RevokingError("last_coordinator")
    if identity.handle in family:
        # Its keys could not be signed any more by whom they would have to be signed.
        raise RevokingError("own_device")
    with workspace.replica.reading() as connection:
        needs_root = brake.is_roots(authority, outbox.network_bodies(connection, outbox.PENDING), device)
        if needs_root and trust.root_handle(connection) is None:
            raise RevokingError("only_root")
    return family


def waiting(workspace: Workspace) -> frozenset[DeviceId]:
    """Return the devices whose revocation was written here and is not an entry yet."""
    with workspace.replica.reading() as connection:
        bodies = outbox.network_bodies(connection, outbox.PENDING)
    return frozenset(DeviceId(body.device) for body in bodies if isinstance(body, Revoke))


def revoke(workspace: Workspace, device: DeviceId) -> Revoked:
    """Take a computer out of the network. It stands when this vault has synced.

    Args:
        workspace: A coordinator's vault.
        device: Handle of the computer's key.

    Raises:
        NotAllowedError: This is not a coordinator's vault.
        RevokingError: It cannot be revoked from here.
    """
    family = check(workspace, device)
    authority, now = workspace.replica.network().authority, workspace.clock.wall_ms()
    new_keys = 0
    with workspace.replica.transaction() as connection:
        needs_root = brake.is_roots(authority, outbox.network_bodies(connection, outbox.PENDING), device)
        root = trust.root_handle(connection) if needs_root else None
        waits = root is None and brake.left(workspace, connection) == 0
        trust.forget_unsent(connection, family)
        outbox.queue_network(connection, encode_body(Revoke(device)), signer=root or workspace.own, created_ms=now)
        for audience in authority.audiences.values():
            if authority.is_keeper(workspace.span, audience.handle):
                new_keys += keeping.begin_epoch(workspace, audience, without=frozenset(family))
    return Revoked(len(family), new_keys, waits)
