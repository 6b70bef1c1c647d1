"""An open vault with its network, clock and search index: what every verb works on.

Must not hold any global: whoever opens a workspace passes it on and closes it.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from haversack.clock import Clock
from haversack.store import trust, values
from haversack.store.replica import VaultReplica
from haversack.store.revocation import leave_if_revoked
from haversack.store.search_index import SearchIndex
from haversack.store.vault import Vault
from haversack_sync.model.authority import Feed, Span
from haversack_sync.model.ids import DeviceId
from haversack_sync.model.roles import AudienceType, Role


class NotAllowedError(Exception):
    """This device's role does not allow the verb.

    Attributes:
        reason: only_coordinators, founder_only or looking_around.
    """

    kind = "not_allowed"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MissingFeedError(Exception):
    """There is no shelf for this audience here (yet).

    Attributes:
        audience: Name of the audience type.
        shelf: Name of the shelf.
    """

    kind = "missing_feed"

    def __init__(self, audience: str, shelf: str) -> None:
        super().__init__("no such shelf")
        self.audience = audience
        self.shelf = shelf


@dataclass(slots=True)
class Workspace:
    """An open vault.

    Attributes:
        vault: Files and keys.
        replica: The network in it.
        index: The search index in it.
        clock: Time and randomness.
        system_costs: Whether the computer's system says now that the connection costs money; asked from any thread.
    """

    vault: Vault
    replica: VaultReplica
    index: SearchIndex
    clock: Clock
    system_costs: Callable[[], bool] = lambda: False

    @property
    def own(self) -> DeviceId:
        """This device's handle; one that no key has, where the computer only looks around."""
        return self.replica.identity().handle

    @property
    def is_looking(self) -> bool:
        """Whether this computer only looks around: it reads what is open to everybody, and nothing can be changed."""
        return self.replica.identity().keys is None

    @property
    def root(self) -> bytes:
        """The network's fingerprint."""
        return self.replica.network().root

    @property
    def span(self) -> Span | None:
        """What this device is now."""
        return self.replica.identity().span(self.replica.network().authority)

    @property
    def leads(self) -> bool:
        """Whether this device is a coordinator's."""
        span = self.span
        return span is not None and span.role is Role.COORDINATOR

    @property
    def is_unconfirmed(self) -> bool:
        """Whether this computer took up a coordinator's invitation and waits to be confirmed."""
        device = self.replica.network().authority.devices.get(self.own)
        return device is not None and device.awaits is not None and device.revoked is None

    def require_coordinator(self) -> None:
        """Check that this device is a coordinator's.

        Raises:
            NotAllowedError: It is not.
        """
        if not self.leads:
            raise NotAllowedError("only_coordinators")

    def require_part(self) -> None:
        """Check that this computer takes part in the network.

        Raises:
            NotAllowedError: It only looks around.
        """
        if self.is_looking:
            raise NotAllowedError("looking_around")

    def feed(self, audience: AudienceType, shelf: str) -> Feed:
        """Return the feed of a shelf of an audience.

        Raises:
            MissingFeedError: There is none, or its key is not here.
        """
        view = self.replica.network()
        with self.replica.reading() as connection:
            names = trust.shelf_names(connection, view)
        for feed in view.authority.feeds_in_order():
            if view.authority.audiences[feed.audience].type is audience and names[feed.handle] == shelf:
                return feed
        raise MissingFeedError(audience.name.lower(), shelf)

    def shelf_names(self) -> dict[bytes, tuple[str, str]]:
        """Return audience type and shelf of each feed, by its handle; the shelf is empty while its key is missing."""
        view = self.replica.network()
        with self.replica.reading() as connection:
            names = trust.shelf_names(connection, view)
        types = view.authority.audiences
        return {
            feed.handle: (types[feed.audience].type.name.lower(), names[feed.handle])
            for feed in view.authority.feeds_in_order()
        }

    def hub_address(self) -> str | None:
        """Return the hub's address as kept here, or None."""
        with self.replica.reading() as connection:
            raw = values.read_value(connection, values.HUB_ADDRESS)
        return raw.decode() if raw else None


@contextlib.contextmanager
def opened(folder: Path, passphrase: str, *, clock: Clock) -> Iterator[Workspace]:
    """Open a vault for the length of a block.

    Args:
        folder: The vault's folder.
        passphrase: Of its slot.
        clock: Time and randomness.

    Yields:
        The workspace; it is closed afterwards, whatever happened.

    Raises:
        VaultError: It cannot be opened; each kind says why.
        NoIdentityError: No network was founded or joined in it.
    """
    workspace = on_folder(folder, passphrase, clock=clock)
    try:
        yield workspace
    finally:
        workspace.vault.close()


def on_folder(folder: Path, passphrase: str, *, clock: Clock) -> Workspace:
    """Open a vault for longer than a block; the caller closes `workspace.vault`.

    Raises:
        VaultError: It cannot be opened; each kind says why.
        NoIdentityError: No network was founded or joined in it; it is closed again.
        RevokedError: This computer is out of the network, and the vault is gone.
    """
    vault = Vault.open(folder, passphrase)
    try:
        workspace = on_vault(vault, clock=clock)
        # Something may have cut it when it was told.
        leave_if_revoked(vault, workspace.replica)
        return workspace
    except BaseException:
        vault.close()
        raise


def on_vault(vault: Vault, *, clock: Clock) -> Workspace:
    """Make a workspace of an open vault that holds a network.

    Raises:
        NoIdentityError: It does not.
    """
    replica = VaultReplica(vault.database, vault.parcels, random=clock.random)
    replica.resume_waiting()
    return Workspace(vault, replica, SearchIndex(), clock)
