"""The computers of the network, as a coordinator sees them: whose, since when, and what became of those revoked.

Reads only, offline. What it says of a revoked computer is never ahead of what is known. Must not write sentences.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from haversack.operations import revoking
from haversack.operations.authors import author_of
from haversack.operations.workspace import Workspace
from haversack.store import late_changes, listing, projection, trust
from haversack_sync.model import reading
from haversack_sync.model.authority import Device
from haversack_sync.model.canonical import encode
from haversack_sync.model.ids import AudienceId, OrganisationId, Position, show_device_id
from haversack_sync.model.roles import AudienceType
from haversack_sync.protocol.epochs import EpochName, open_device_label
from haversack_sync.protocol.errors import SealError


class Standing(StrEnum):
    """Where a computer stands."""

    IN = "in"
    """It is of the network."""
    UNCONFIRMED = "unconfirmed"
    """It took up a coordinator's invitation, and is nobody until it is confirmed."""
    WRITTEN = "written"
    """Its revocation was written on this computer and is not an entry yet."""
    REVOKED = "revoked"
    """Revoked, not yet received: as far as is known here, it was not told."""
    SUSPENDED = "suspended"
    """Revoked, and that waits to be confirmed: it gets nothing, and its vault stays."""
    TOLD = "told"
    """It came to the hub and was told, so its vault was destroyed if its program is an honest one."""


@dataclass(frozen=True, slots=True)
class ListedDevice:
    """A computer of the network.

    Attributes:
        id: Its name for verbs, 13 characters.
        organisation: Name of its organisation, or empty: a coordinator's, or not here.
        label: What its owner calls it, or empty: nobody knows here.
        role: reader, editor, focal_point or coordinator.
        computer: Which one of its organisation's computers, or of the coordinators', counted as they joined.
        is_own: Whether it is this one.
        enrolled: The hub's stamp of its enrolment, seconds since 1970.
        last_written: The hub's stamp of the last of its entries that is here; 0 if none is.
        copies: How many computers go on with copies of its vault.
        standing: Where it stands.
        revoked: The hub's stamp of its revocation; 0 without one.
        told: The hub's stamp when it was last told; 0 if it was not.
        late: How many changes of it came too late and were not looked at.
    """

    id: str
    organisation: str
    label: str
    role: str
    computer: int
    is_own: bool
    enrolled: int
    last_written: int
    copies: int
    standing: Standing
    revoked: int
    told: int
    late: int


def devices(workspace: Workspace, *, languages: Sequence[str] = ()) -> tuple[ListedDevice, ...]:
    """List the computers of the network in the order in which they joined.

    Args:
        workspace: A coordinator's vault.
        languages: Asked language tags for names of organisations, the best first.

    Raises:
        NotAllowedError: This is not a coordinator's vault.
    """
    workspace.require_coordinator()
    authority, written = workspace.replica.network().authority, revoking.waiting(workspace)
    with workspace.replica.reading() as connection:
        last, told = late_changes.last_written(connection), late_changes.told(connection)
        late = Counter(one.device for one in late_changes.read(connection))
    names: dict[OrganisationId, str] = {}
    found = []
    for device in authority.devices.values():
        span = device.now
        if span.organisation not in names:
            names[span.organisation] = _name(workspace, span.organisation, languages)
        author = author_of(workspace, device.handle, Position(span.since + 1))
        found.append(
            ListedDevice(
                id=show_device_id(device.handle),
                organisation=names[span.organisation],
                label=label_of(workspace, device),
                role=span.role.name.lower(),
                computer=author.computer,
                is_own=device.handle == workspace.own,
                enrolled=device.stamp,
                last_written=last.get(device.handle, 0),
                copies=len(authority.successors(device.handle)),
                standing=_standing(device, written=device.handle in written, is_told=device.handle in told),
                revoked=device.revoked.stamp if device.revoked is not None else 0,
                told=told.get(device.handle, 0),
                late=late[device.handle],
            )
        )
    return tuple(found)


def _standing(device: Device, *, written: bool, is_told: bool) -> Standing:
    if device.revoked is None:
        return Standing.WRITTEN if written else Standing.UNCONFIRMED if device.awaits is not None else Standing.IN
    if not device.revoked.stands:
        return Standing.SUSPENDED
    return Standing.TOLD if is_told else Standing.REVOKED


def label_of(workspace: Workspace, device: Device) -> str:
    """Open what the owner calls a computer: it is sealed to the key that coordinators had when it joined."""
    view = workspace.replica.network()
    coordinators = view.authority.audience_of(AudienceType.COORDINATORS)
    if coordinators is None or not device.label:
        return ""
    audience = AudienceId(coordinators.handle)
    with workspace.replica.reading() as connection:
        for number in range(view.authority.newest_epoch.get(audience, 0), 0, -1):
            key = trust.audience_key(connection, audience, number)
            if key is None:
                continue
            try:
                name = EpochName(view.root, audience, number)
                return open_device_label(key, name, device.label, device=device.handle)
            except SealError:
                continue
    return ""


def _name(workspace: Workspace, organisation: OrganisationId, languages: Sequence[str]) -> str:
    if not organisation:
        return ""
    with workspace.replica.reading() as connection:
        keys = listing.with_value(connection, "organisation", "owner", encode(bytes(organisation)))
        shown = projection.show_many(connection, keys, own=workspace.own)
    return next((reading.title(one.state, languages) for one in shown.values()), "")
