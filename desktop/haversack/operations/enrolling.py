"""`enrol`: a new computer joins with an invitation's code.

First the code confirms the network, in memory; only then a vault is made. From that moment the device reads as
*provisional*, and its redemption is the first thing in its outbox. Must not decide who wins: the hub's order does.
"""

from dataclasses import dataclass
from pathlib import Path

from haversack.clock import Clock
from haversack.operations.synchronising import SyncResult, Wishes, synchronise
from haversack.operations.workspace import on_vault
from haversack.store import outbox, trust, values
from haversack.store.cost import Argon2Cost
from haversack.store.vault import Vault
from haversack_sync.client.conditions import Report
from haversack_sync.client.identity import DeviceKeys
from haversack_sync.client.introduction import Introduction, introduce
from haversack_sync.model import authority_entries as bodies
from haversack_sync.model.roles import AudienceType
from haversack_sync.protocol.endpoint import SyncEndpoint
from haversack_sync.protocol.enrolment import InvitationKeys, derive, read_code, redeem_entry
from haversack_sync.protocol.epochs import seal_device_label
from haversack_sync.protocol.profile import encode_profile


@dataclass(frozen=True, slots=True)
class NewDevice:
    """The parameters of an enrolment.

    Attributes:
        folder: Where the vault goes; must not exist or be empty.
        passphrase: Of the vault.
        code: As typed.
        hub: The hub's address, kept for later syncs; empty if the network profile's should be used.
        label: What the owner calls this computer; only coordinators can read it.
        cost: Cost of the passphrase slot.
    """

    folder: Path
    passphrase: str
    code: str
    hub: str
    label: str
    cost: Argon2Cost


def enrol(new: NewDevice, endpoint: SyncEndpoint, *, clock: Clock, wishes: Wishes) -> SyncResult:
    """Join a network.

    Args:
        new: Code, vault, label.
        endpoint: The hub, or a folder.
        clock: Time and randomness.
        wishes: How to sync afterwards.

    Returns:
        What the first sync brought.

    Raises:
        BadCodeError: The code cannot be one: a typing mistake.
        InvitationError: The code is unknown there, used, or expired; nothing was made.
        LinkError: The link failed. Before the vault was made nothing is left; afterwards `sync` goes on.
        ProtocolError: Something else answered, or the code belongs to another network.
        VaultError: The vault cannot be made; nothing is left behind.
    """
    code = derive(read_code(new.code))
    met = introduce(endpoint, code, random=clock.random)
    device = DeviceKeys(clock.random(32), clock.random(32))
    vault = Vault.create(new.folder, new.passphrase, cost=new.cost, random=clock.random)
    try:
        _keep(vault, new, met, code=code, device=device, clock=clock)
        workspace = on_vault(vault, clock=clock)
        with workspace.replica.transaction():
            for step in met.steps:
                workspace.replica.commit_network(step)
        return synchronise(workspace, endpoint, wishes, so_far=Report(met.sent_bytes, met.received_bytes))
    finally:
        vault.close()


def _keep(
    vault: Vault, new: NewDevice, met: Introduction, *, code: InvitationKeys, device: DeviceKeys, clock: Clock
) -> None:
    """Write everything that the device needs to go on by itself, in one transaction."""
    root = met.profile.root
    authority = met.steps[-1].view.authority
    label = b""
    coordinators = authority.audience_of(AudienceType.COORDINATORS)
    if coordinators is not None:
        epoch = authority.epochs.get((coordinators.handle, authority.newest_epoch.get(coordinators.handle, 0)))
        if epoch is not None:
            label = seal_device_label(epoch.body.box_key, root=root, device=device.handle, label=new.label)
    redeem = redeem_entry(code, root=root, sign_key=device.sign_key, box_key=device.box_key, label=label)
    address = new.hub or (met.profile.hubs[0] if met.profile.hubs else "")
    with vault.database.transaction() as connection:
        values.write_value(connection, values.ROOT, root)
        values.write_value(connection, values.HUB_ADDRESS, address.encode())
        values.write_value(connection, values.PROFILE, encode_profile(met.profile))
        values.write_value(connection, values.INVITATION, code.invitation)
        values.write_secret(connection, values.DEVICE_SIGN, device.sign_seed)
        values.write_secret(connection, values.DEVICE_BOX, device.box_seed)
        trust.save_key(connection, authority.open_audience, 0, met.profile.open_key)
        for audience, number, key in met.keys:
            trust.save_key(connection, audience, number, key)
        outbox.queue_network(connection, bodies.encode_body(redeem), signer=device.handle, created_ms=clock.wall_ms())
