"""Who this computer is, as its vault keeps it. Must not make keys or change them."""

import sqlalchemy as sa

from haversack.store import succession, values
from haversack.store.errors import DamagedVaultError
from haversack_sync.client.identity import DeviceKeys, Identity
from haversack_sync.model.ids import InvitationId


def read_identity(connection: sa.Connection) -> Identity:
    """Read who this computer is: without keys of its own it only looks around.

    Raises:
        DamagedVaultError: One of its two keys is gone.
    """
    sign, box = values.read_secret(connection, values.DEVICE_SIGN), values.read_secret(connection, values.DEVICE_BOX)
    if sign is None and box is None:
        return Identity(None)
    if sign is None or box is None:
        raise DamagedVaultError("database")
    invitation = values.read_value(connection, values.INVITATION)
    redeems = InvitationId(invitation) if invitation is not None else None
    return Identity(DeviceKeys(sign, box), redeems, succession.former_keys(connection))
