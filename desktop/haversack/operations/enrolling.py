"""`enrol`: a computer joins with an invitation's code: in a new vault, or in one in which somebody looked around.

First the code confirms the network, in memory; only then something is kept. From that moment the device reads as
*provisional*, and its redemption is the first thing in its outbox. Must not decide who wins: the hub's order does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from haversack.clock import Clock
from haversack.operations.beginning import Begun, FirstContact, Membership, NewVault, make_vault, take_up
from haversack.operations.dead_clock import introduced
from haversack.operations.preferences import write_proxy
from haversack.operations.synchronising import SyncResult, Wishes, synchronise
from haversack.operations.workspace import Workspace
from haversack.store.cost import Argon2Cost
from haversack.store.errors import VaultExistsError
from haversack_sync.client.conditions import Report
from haversack_sync.client.identity import DeviceKeys
from haversack_sync.client.introduction import Introduction
from haversack_sync.client.proxy import DIRECT, Proxy
from haversack_sync.model.authority import Authority
from haversack_sync.model.roles import AudienceType
from haversack_sync.protocol.endpoint import SyncEndpoint
from haversack_sync.protocol.enrolment import InvitationKeys, derive, read_code, redeem_entry
from haversack_sync.protocol.epochs import seal_device_label
from haversack_sync.protocol.errors import BadCodeError


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
        proxy: By which the hub is reached, kept for later syncs.
    """

    folder: Path
    passphrase: str
    code: str
    hub: str
    label: str
    cost: Argon2Cost
    proxy: Proxy = DIRECT


def is_code(text: str) -> bool:
    """Tell whether a text can be an invitation's code: whole, and without a typing mistake."""
    try:
        read_code(text)
    except BadCodeError:
        return False
    return True


def _not_told(stamp: int) -> None:
    """Tell nobody that the clock is wrong: the Sync centre will say so."""


def enrol(
    new: NewDevice,
    endpoint: SyncEndpoint,
    *,
    clock: Clock,
    wishes: Wishes,
    on_clock: Callable[[int], None] = _not_told,
) -> SyncResult:
    """Join a network.

    Args:
        new: Code, vault, label.
        endpoint: The hub, or a folder.
        clock: Time and randomness.
        wishes: How to sync afterwards.
        on_clock: Given the hub's stamp, where this computer's clock is so wrong that joining goes by the hub's.

    Returns:
        What the first sync brought.

    Raises:
        BadCodeError: The code cannot be one: a typing mistake.
        InvitationError: The code is unknown there, used, or expired; nothing was made.
        LinkError: The link failed. Before the vault was made nothing is left; afterwards `sync` goes on.
        ProtocolError: Something else answered, or the code belongs to another network.
        StoppedError: It was cancelled before the vault was made; nothing is left behind.
        VaultError: The vault cannot be made; nothing is left behind.
    """
    begun = begin(new, endpoint, clock=clock, is_cancelled=wishes.is_cancelled, on_clock=on_clock)
    try:
        write_proxy(begun.workspace, new.proxy)
        return synchronise(begun.workspace, endpoint, wishes, so_far=begun.so_far)
    finally:
        begun.workspace.vault.close()


def begin(
    new: NewDevice,
    endpoint: SyncEndpoint,
    *,
    clock: Clock,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_clock: Callable[[int], None] = _not_told,
) -> Begun:
    """Join a network and make the vault; its content comes with the first sync.

    Raises:
        As `enrol`; nothing is left behind then.
    """
    code = derive(read_code(new.code))
    met = introduced(endpoint, code, clock=clock, on_clock=on_clock)
    contact = _contact(met, code, met.steps[-1].view.authority, hub=new.hub, label=new.label, clock=clock)
    return make_vault(NewVault(new.folder, new.passphrase, new.cost), contact, clock=clock, is_cancelled=is_cancelled)


def take_part(
    workspace: Workspace,
    code: str,
    endpoint: SyncEndpoint,
    *,
    hub: str = "",
    label: str = "",
    on_clock: Callable[[int], None] = _not_told,
) -> Report:
    """Join the network that is looked at, in the vault in which somebody looks around: what is in it stays.

    Args:
        workspace: The open vault.
        code: Of the invitation, as typed.
        endpoint: The hub, or a folder.
        hub: The hub's address, kept for later syncs; empty if the known one should stay.
        label: What the owner calls this computer; only coordinators can read it.
        on_clock: As for `enrol`.

    Returns:
        What it cost so far; what members read comes with the next sync.

    Raises:
        BadCodeError: The code cannot be one: a typing mistake.
        InvitationError: The code is unknown there, used, or expired; nothing was changed.
        LinkError: The link failed; nothing was changed.
        OtherNetworkError: The network there is another one; nothing was changed.
        ProtocolError: Something else answered, or the code belongs to another network; nothing was changed.
        VaultExistsError: This vault takes part in its network already.
    """
    if not workspace.is_looking:
        raise VaultExistsError(workspace.vault.folder)
    keys = derive(read_code(code))
    known = workspace.replica.network()
    met = introduced(endpoint, keys, clock=workspace.clock, on_clock=on_clock, known=known)
    authority = met.steps[-1].view.authority if met.steps else known.authority
    contact = _contact(met, keys, authority, hub=hub, label=label, clock=workspace.clock)
    take_up(workspace, contact)
    return contact.so_far


def _contact(
    met: Introduction, code: InvitationKeys, authority: Authority, *, hub: str, label: str, clock: Clock
) -> FirstContact:
    """Make this computer's own keys, and the entry that redeems the invitation with them."""
    root = met.profile.root
    device = DeviceKeys(clock.random(32), clock.random(32))
    sealed = b""
    coordinators = authority.audience_of(AudienceType.COORDINATORS)
    if coordinators is not None:
        epoch = authority.epochs.get((coordinators.handle, authority.newest_epoch.get(coordinators.handle, 0)))
        if epoch is not None:
            sealed = seal_device_label(epoch.body.box_key, root=root, device=device.handle, label=label)
    redeem = redeem_entry(code, root=root, sign_key=device.sign_key, box_key=device.box_key, label=sealed)
    membership = Membership(code.invitation, device, redeem, met.keys)
    return FirstContact(met.profile, hub, met.steps, Report(met.sent_bytes, met.received_bytes), membership)
