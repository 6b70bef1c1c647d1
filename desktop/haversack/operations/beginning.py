"""A new vault that knows a network: made, filled with what first contact brought, open. Must not talk to anybody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from haversack.clock import Clock
from haversack.operations.side_link import StoppedError
from haversack.operations.workspace import Workspace, on_vault
from haversack.store import outbox, trust, values
from haversack.store.cost import Argon2Cost
from haversack.store.vault import Vault, erase_vault, require_empty
from haversack_sync.client.answers import NetworkStep
from haversack_sync.client.conditions import Report
from haversack_sync.client.identity import DeviceKeys
from haversack_sync.model.authority_entries import NetworkBody, encode_body
from haversack_sync.model.ids import AudienceId, InvitationId
from haversack_sync.protocol.profile import Profile, encode_profile

_BEGUN: Final = ".begun"


@dataclass(frozen=True, slots=True)
class NewVault:
    """A vault to be made.

    Attributes:
        folder: Where it goes; must not exist or be empty.
        passphrase: Of the vault.
        cost: Cost of the passphrase slot.
    """

    folder: Path
    passphrase: str
    cost: Argon2Cost


@dataclass(frozen=True, slots=True)
class Membership:
    """What makes a computer take part in a network. Holds secrets.

    Attributes:
        invitation: The invitation that it redeems.
        device: Its own keys.
        redeem: The entry that redeems; the first thing in its outbox.
        keys: Audience keys that the welcome held: (audience, epoch, key).
    """

    invitation: InvitationId
    device: DeviceKeys
    redeem: NetworkBody
    keys: tuple[tuple[AudienceId, int, bytes], ...]


@dataclass(frozen=True, slots=True)
class FirstContact:
    """What first contact brought, verified.

    Attributes:
        profile: Of the network; checked against the chain.
        hub: The hub's address as typed; empty for the one that the profile names, if it names any.
        steps: The `network` feed, in order.
        so_far: What it cost.
        membership: What an invitation gave; None for somebody who only looks around.
    """

    profile: Profile
    hub: str
    steps: Sequence[NetworkStep]
    so_far: Report
    membership: Membership | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """A vault that knows its network and nothing of its content yet; whoever gets it closes it.

    Attributes:
        workspace: Open.
        so_far: What first contact cost.
    """

    workspace: Workspace
    so_far: Report


def make_vault(
    new: NewVault, met: FirstContact, *, clock: Clock, is_cancelled: Callable[[], bool] = lambda: False
) -> Begun:
    """Make a vault and write into it what first contact brought.

    All of that happens beside its place: whenever the power goes, either a vault that knows its network lies there, or
    nothing does.

    Args:
        new: Folder, passphrase, cost.
        met: What is written.
        clock: Time and randomness.
        is_cancelled: Asked before the vault is made, and before it is given out.

    Raises:
        StoppedError: It was cancelled; nothing is left behind.
        VaultError: The vault cannot be made; nothing is left behind.
    """
    if is_cancelled():
        raise StoppedError
    require_empty(new.folder)
    begun = new.folder.with_name(new.folder.name + _BEGUN)
    if begun.exists():
        # What a first start left that was killed.
        erase_vault(begun)
    vault = Vault.create(begun, new.passphrase, cost=new.cost, random=clock.random)
    try:
        with vault.database.transaction() as connection:
            values.write_value(connection, values.ROOT, met.profile.root)
        take_up(on_vault(vault, clock=clock), met)
        if is_cancelled():
            raise StoppedError
        vault = vault.moved_to(new.folder)
        workspace = on_vault(vault, clock=clock)
        if is_cancelled():
            raise StoppedError
    except BaseException:
        vault.discard()
        raise
    return Begun(workspace, met.so_far)


def take_up(workspace: Workspace, met: FirstContact) -> None:
    """Write the chain of trust and, with an invitation, everything by which this computer takes part from now on.

    One transaction: all of it or nothing. What is in the vault already stays.
    """
    known = workspace.hub_address()
    address = met.hub or known or (met.profile.hubs[0] if met.profile.hubs else "")
    membership = met.membership
    with workspace.replica.transaction() as connection:
        values.write_value(connection, values.PROFILE, encode_profile(met.profile))
        if address:
            values.write_value(connection, values.HUB_ADDRESS, address.encode())
        for step in met.steps:
            workspace.replica.commit_network(step)
        authority = workspace.replica.network().authority
        trust.save_key(connection, authority.open_audience, 0, met.profile.open_key)
        if membership is not None:
            device = membership.device
            values.write_value(connection, values.INVITATION, membership.invitation)
            values.write_secret(connection, values.DEVICE_SIGN, device.sign_seed)
            values.write_secret(connection, values.DEVICE_BOX, device.box_seed)
            for audience, number, key in membership.keys:
                trust.save_key(connection, audience, number, key)
            raw = encode_body(membership.redeem)
            outbox.queue_network(connection, raw, signer=device.handle, created_ms=workspace.clock.wall_ms())
    workspace.replica.know_identity()
