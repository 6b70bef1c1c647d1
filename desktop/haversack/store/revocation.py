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


class RevokedError(VaultError):
    """A coordinator took this computer out of the network, and its vault is gone.

    Attributes:
        name: The network's public name.
        day: The day of that by the hub's stamp, as 2026-02-02.
    """

    kind = "revoked"

    def __init__(self, name: str, day: str) -> None:
        super().__init__("revoked")
        self.name = name
        self.day = day


def standing_revocation(replica: VaultReplica) -> Revocation | None:
    """Return the revocation of this computer's device that its vault must follow; None where there is none.

    Under rules that this program does not know a revocation may wait for somebody to confirm it: then nothing is
    destroyed, and a newer program decides.
    """
    authority = replica.network().authority
    found = replica.identity().revocation(authority)
    return found if found is not None and authority.rules_before(found.position) != 0 else None


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
    with replica.reading() as connection:
        profile = values.read_value(connection, values.PROFILE)
    name = decode_profile(profile).name if profile else ""
    vault.discard()
    raise RevokedError(name, datetime.fromtimestamp(found.stamp, UTC).date().isoformat())
