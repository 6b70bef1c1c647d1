"""Further coordinators: who keeps the network's root key invites one, and confirms the computer that took it up.

Two acts, so that a code alone makes nobody a coordinator: until the second the new computer reads what is open to
everybody. Source: `docs/protocol.md`, "A second coordinator". Must not send anything.
"""

from dataclasses import dataclass

from haversack.operations import devices
from haversack.operations.inviting import Offer, queue_invitation
from haversack.operations.workspace import Workspace
from haversack.store import outbox, trust
from haversack.store.erasing_orders import Connection
from haversack_sync.model.authority_entries import Confirm, encode_body
from haversack_sync.model.ids import BadIdError, DeviceId, OrganisationId, parse_device_id, show_device_id
from haversack_sync.model.invited import Mode
from haversack_sync.model.roles import Role
from haversack_sync.protocol.limits import DEFAULT_INVITATION_DAYS


class NoRootKeyError(Exception):
    """Only the root lets in coordinators, and its key is not in this vault."""

    kind = "no_root_key"


class CannotAdmitError(Exception):
    """A computer cannot be confirmed as a coordinator's.

    Attributes:
        reason: not_waiting or already_confirmed.
    """

    kind = "cannot_admit"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class WaitingComputer:
    """A computer that took up a coordinator's invitation and is nobody yet.

    Attributes:
        id: Its name, 13 characters: what its owner reads out, to be compared sign by sign.
        label: What its owner calls it, or empty.
        stamp: The hub's, when it joined, seconds since 1970.
        is_confirmed: Whether it was confirmed here, and that is not an entry yet.
    """

    id: str
    label: str
    stamp: int
    is_confirmed: bool


def holds_root(workspace: Workspace) -> bool:
    """Tell whether the network's root key lies in this vault."""
    with workspace.replica.reading() as connection:
        return trust.root_handle(connection) is not None


def invite_coordinator(workspace: Workspace, *, days: int = DEFAULT_INVITATION_DAYS) -> str:
    """Make an invitation for a coordinator; it is valid when this vault has synced.

    Args:
        workspace: The vault with the root key.
        days: How long it can be used, 1 to `MAX_INVITATION_DAYS`.

    Returns:
        The code, to be handed over by another way than any stick.

    Raises:
        NoRootKeyError: The root key is not here.
        NotAllowedError: This is not a coordinator's vault.
    """
    workspace.require_coordinator()
    with workspace.replica.transaction() as connection:
        offer = Offer(OrganisationId(b""), Role.COORDINATOR, Mode.STRICT, _root(connection), keys=(), days=days)
        return queue_invitation(workspace, offer)


def waiting(workspace: Workspace) -> tuple[WaitingComputer, ...]:
    """List the computers that wait to be confirmed, as they joined.

    Raises:
        NotAllowedError: This is not a coordinator's vault.
    """
    workspace.require_coordinator()
    authority = workspace.replica.network().authority
    with workspace.replica.reading() as connection:
        bodies = outbox.network_bodies(connection, outbox.PENDING)
    confirmed = {body.device for body in bodies if isinstance(body, Confirm)}
    return tuple(
        WaitingComputer(
            show_device_id(one.handle), devices.label_of(workspace, one), one.stamp, bytes(one.handle) in confirmed
        )
        for one in authority.devices.values()
        if one.awaits is not None and one.revoked is None
    )


def check(workspace: Workspace, name: str) -> WaitingComputer:
    """Return a computer that waits and can be confirmed from here.

    Args:
        workspace: The vault of whoever founded the network.
        name: Of the computer, as its owner read it out, in groups or without.

    Raises:
        CannotAdmitError: No computer of this name waits, or it was confirmed already.
        NoRootKeyError: The root key is not here.
        NotAllowedError: This is not a coordinator's vault.
    """
    workspace.require_coordinator()
    with workspace.replica.reading() as connection:
        _root(connection)
    try:
        wanted = show_device_id(parse_device_id("".join(name.split())))
    except BadIdError as error:
        raise CannotAdmitError("not_waiting") from error
    found = next((one for one in waiting(workspace) if one.id == wanted), None)
    if found is None:
        raise CannotAdmitError("not_waiting")
    if found.is_confirmed:
        raise CannotAdmitError("already_confirmed")
    return found


def admit(workspace: Workspace, name: str) -> WaitingComputer:
    """Confirm that a computer is the new coordinator's. It is one when this vault has synced.

    Raises:
        As `check`.
    """
    found = check(workspace, name)
    with workspace.replica.transaction() as connection:
        body = encode_body(Confirm(parse_device_id(found.id)))
        outbox.queue_network(connection, body, signer=_root(connection), created_ms=workspace.clock.wall_ms())
    return found


def _root(connection: Connection) -> DeviceId:
    """Return the handle of the root key.

    Raises:
        NoRootKeyError: It is not here.
    """
    root = trust.root_handle(connection)
    if root is None:
        raise NoRootKeyError("no root key here")
    return root
