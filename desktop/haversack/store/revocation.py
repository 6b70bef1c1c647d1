"""A vault whose device was revoked is destroyed: on the word of the chain that it verified, and on nobody else's.

Must not ask anybody, and must not be talked into it: what the hub says is no reason.
"""

from datetime import UTC, datetime

from haversack.store import values
from haversack.store.errors import VaultError
from haversack.store.replica import VaultReplica
from haversack.store.vault import Vault
from haversack_sync.model.authority import Revocation
from haversack_sync.protocol.profile import decode_profile


class _OutError(VaultError):
    """A coordinator took this computer out of the network.

    Attributes:
        name: The network's public name.
        day: The day of that by the hub's stamp, as 2026-02-02.
    """

    def __init__(self, name: str, day: str) -> None:
        super().__init__(self.kind)
        self.name = name
        self.day = day


class RevokedError(_OutError):
    """A coordinator took this computer out of the network, and its vault is gone."""

    kind = "revoked"


class SuspendedError(_OutError):
    """A coordinator took this computer out of the network, and nobody has confirmed that yet: nothing is destroyed."""

    kind = "suspended"


def standing_revocation(replica: VaultReplica) -> Revocation | None:
    """Return the revocation of this computer's device that its vault must follow; None where there is none.

    One that waits to be confirmed destroys nothing. Under rules that this program does not know it may wait too: then
    a newer program decides.
    """
    authority = replica.network().authority
    found = replica.identity().revocation(authority)
    if found is None or found.stands_since is None:
        return None
    # What confirmed it must be judged by known rules as well.
    is_known = authority.rules_before(found.position) != 0 and authority.rules_before(found.stands_since) != 0
    return found if is_known else None


def raise_if_suspended(replica: VaultReplica) -> None:
    """Tell why the hub refuses this computer, where its revocation waits to be confirmed.

    Raises:
        SuspendedError: It does.
    """
    found = replica.identity().revocation(replica.network().authority)
    if found is not None and not found.stands:
        raise SuspendedError(_name(replica), _day(found))


def leave_if_revoked(vault: Vault, replica: VaultReplica) -> None:
    """Destroy an open vault if its device was revoked: slots first, then data. Cut anywhere, the next start goes on.

    Args:
        vault: Open; afterwards it is not there any more.
        replica: The network in it.

    Raises:
        RevokedError: It was revoked; the vault is gone.
        VaultError: It was revoked, and the system refused to remove something of the vault.
    """
    found = standing_revocation(replica)
    if found is None:
        return
    name = _name(replica)
    vault.discard()
    raise RevokedError(name, _day(found))


def _name(replica: VaultReplica) -> str:
    with replica.reading() as connection:
        profile = values.read_value(connection, values.PROFILE)
    return decode_profile(profile).name if profile else ""


def _day(found: Revocation) -> str:
    return datetime.fromtimestamp(found.stamp, UTC).date().isoformat()
