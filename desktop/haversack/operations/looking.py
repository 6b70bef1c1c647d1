"""`look`: somebody reads what a network shows everybody, without an invitation, and without leaving a name.

`network` and `open` only, by exchanges that nobody signs, into a vault with a passphrase like any other. That it is the
network that was meant, only a person can say: who compares its fingerprint. Must not make keys of a device.
"""

from collections.abc import Callable
from dataclasses import dataclass

from haversack.clock import Clock
from haversack.operations.beginning import Begun, FirstContact, NewVault, make_vault
from haversack.operations.preferences import about, write_proxy
from haversack.operations.synchronising import SyncResult, Wishes, synchronise
from haversack_sync.client.conditions import Report
from haversack_sync.client.introduction import look_around
from haversack_sync.client.proxy import DIRECT, Proxy
from haversack_sync.protocol.endpoint import SyncEndpoint
from haversack_sync.protocol.profile import decode_profile, read_fingerprint, show_fingerprint


@dataclass(frozen=True, slots=True)
class Sight:
    """What a network says of itself before anything of it is believed.

    Attributes:
        name: Its public name, which anybody could take.
        fingerprint: As people compare it.
    """

    name: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Visit:
    """The parameters of looking around.

    Attributes:
        vault: Folder, passphrase, cost.
        hub: The hub's address, kept for later syncs; empty if the network profile's should be used.
        fingerprint: That a person compared, as shown; empty to take what is found.
        proxy: By which the hub is reached, kept for later syncs.
    """

    vault: NewVault
    hub: str
    fingerprint: str
    proxy: Proxy = DIRECT


def sight(endpoint: SyncEndpoint) -> Sight:
    """Ask who is there, so that a person can compare the fingerprint. Nothing is kept.

    Raises:
        LinkError: The link failed.
        ProtocolError: Something else answered.
    """
    profile = decode_profile(endpoint.fetch_profile())
    return Sight(profile.name, show_fingerprint(profile.root))


@dataclass(frozen=True, slots=True)
class Looked:
    """Which network it is, and what the first sync brought."""

    sight: Sight
    result: SyncResult


def look(visit: Visit, endpoint: SyncEndpoint, *, clock: Clock, wishes: Wishes) -> Looked:
    """Look around in a network.

    Args:
        visit: Vault, fingerprint.
        endpoint: The hub, or a folder.
        clock: Time and randomness.
        wishes: How to sync afterwards.

    Returns:
        Which network it is, and what the first sync brought.

    Raises:
        BadFingerprintError: What was given as a fingerprint cannot be one.
        LinkError: The link failed. Before the vault was made nothing is left; afterwards `sync` goes on.
        OtherNetworkError: The network there has another fingerprint; nothing was made.
        ProtocolError: Something else answered.
        StoppedError: It was cancelled before the vault was made; nothing is left behind.
        VaultError: The vault cannot be made; nothing is left behind.
    """
    begun = begin(visit, endpoint, clock=clock, is_cancelled=wishes.is_cancelled)
    try:
        write_proxy(begun.workspace, visit.proxy)
        result = synchronise(begun.workspace, endpoint, wishes, so_far=begun.so_far)
        known = about(begun.workspace)
        return Looked(Sight(known.network, known.fingerprint), result)
    finally:
        begun.workspace.vault.close()


def begin(
    visit: Visit, endpoint: SyncEndpoint, *, clock: Clock, is_cancelled: Callable[[], bool] = lambda: False
) -> Begun:
    """Meet the network and make the vault; its content comes with the first sync.

    Raises:
        As `look`; nothing is left behind then.
    """
    wanted = read_fingerprint(visit.fingerprint) if visit.fingerprint.strip() else b""
    met = look_around(endpoint, fingerprint=wanted, random=clock.random)
    contact = FirstContact(met.profile, visit.hub, met.steps, Report(met.sent_bytes, met.received_bytes))
    return make_vault(visit.vault, contact, clock=clock, is_cancelled=is_cancelled)
