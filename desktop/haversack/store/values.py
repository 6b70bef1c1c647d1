"""Single values of the vault: what it is called by, its secrets, and counters that only grow.

Every function works on a connection inside a transaction. Must not decide what a value means.
"""

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from haversack.store import schema

ROOT: Final = "root"
"""The network's fingerprint, 32 bytes."""
PROFILE: Final = "profile"
"""The network profile as last known."""
PROFILE_TO_SEND: Final = "profile_to_send"
HUB_ADDRESS: Final = "hub_address"
LAST_CONTACT: Final = "last_contact"
"""The hub's stamp of the newest verified head, seconds as text."""
HEAD_POSITION: Final = "head_position"
SHOWN_HEAD: Final = "shown_head"
"""The newest head, as it is shown to a hub that has lost what it says there."""
"""Position of the newest verified head: up to where the hub had something at the last contact."""
SEEN_POSITION: Final = "seen_position"
"""Where the network stood before the newest sync that brought something: what came after it is new to people."""
STANZA_SERIAL: Final = "stanza_serial"
HUB_LOST: Final = "hub_lost"
"""Set while the hub knows less than this computer ("behind"), or takes nothing before a new era ("restored")."""
ERA_TO_COME: Final = "era_to_come"
"""Place in `network` of the newest era that this computer knows to have begun, whether or not the entry is here yet."""
INVITATION: Final = "invitation"

COPIED: Final = "copied"
"""Set while somebody else signs with this vault's key, and it has no new one yet."""
COPY_HINT: Final = "copy_hint"
"""Set once the hub has seen requests in this vault's name that were not made here."""

LET_GO_FILES: Final = "let_go_files"
"""How many files ever left this computer by themselves to make room."""
LET_GO_BYTES: Final = "let_go_bytes"
"""Their size."""
FORMER_KEYS: Final = "former_keys"
"""The device keys before this vault was found copied: signing seed and box seed of each, the oldest first."""
DEVICE_SIGN: Final = "device_sign"
DEVICE_BOX: Final = "device_box"
ROOT_SIGN: Final = "root_sign"


def read_value(connection: sa.Connection, name: str) -> bytes | None:
    """Return a value, or None."""
    row = connection.execute(sa.select(schema.meta.c.value).where(schema.meta.c.name == name)).scalar()
    return bytes(row) if row is not None else None


def read_number(connection: sa.Connection, name: str) -> int:
    """Return a value that is a number, 0 if there is none."""
    raw = read_value(connection, name)
    return int(raw) if raw else 0


def write_value(connection: sa.Connection, name: str, value: bytes) -> None:
    """Set a value."""
    statement = insert(schema.meta).values(name=name, value=value)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def write_number(connection: sa.Connection, name: str, number: int) -> None:
    """Set a value that is a number."""
    write_value(connection, name, str(number).encode("ascii"))


def delete_value(connection: sa.Connection, name: str) -> None:
    """Forget a value. Safe to repeat."""
    connection.execute(sa.delete(schema.meta).where(schema.meta.c.name == name))


def read_secret(connection: sa.Connection, name: str) -> bytes | None:
    """Return a secret key, or None."""
    row = connection.execute(sa.select(schema.secrets.c.value).where(schema.secrets.c.name == name)).scalar()
    return bytes(row) if row is not None else None


def write_secret(connection: sa.Connection, name: str, value: bytes) -> None:
    """Set a secret key."""
    statement = insert(schema.secrets).values(name=name, value=value)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def read_counter(connection: sa.Connection, lane: int) -> int:
    """Return the highest request counter of a lane, 0 before the first."""
    table = schema.counters
    return int(connection.execute(sa.select(table.c.value).where(table.c.lane == lane)).scalar() or 0)


def take_counter(connection: sa.Connection, lane: int) -> int:
    """Raise a request counter by one and return it."""
    taken = read_counter(connection, lane) + 1
    raise_counter(connection, lane, taken)
    return taken


def raise_counter(connection: sa.Connection, lane: int, highest: int) -> None:
    """Set a request counter to at least `highest`."""
    table = schema.counters
    statement = insert(table).values(lane=lane, value=highest)
    larger = sa.func.max(table.c.value, highest)
    connection.execute(statement.on_conflict_do_update(index_elements=["lane"], set_={"value": larger}))
