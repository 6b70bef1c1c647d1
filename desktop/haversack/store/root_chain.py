"""The root's chain after the founder's vault was copied or put back: it goes on behind what the other copy signed.

A device that was copied goes on under new keys (`succession`). The root has no other key to go on with, and its entries
are in `network`, where every copy reads them: so its next number is the one behind the newest of them. Works on a
connection inside a transaction. Must not decide which copy came first: the hub's receipts and entries do.
"""

from typing import Final

import sqlalchemy as sa

from haversack.store import schema, succession, trust
from haversack.store.outbox import CLONED_REASON, UNANSWERED, ItemState
from haversack_sync.model.ids import NETWORK_FEED, DeviceId
from haversack_sync.protocol.envelope import Envelope, envelope_hash, parse_envelope
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.network import NetworkView, era_body

ROOT_CLONED_REASON: Final = "cloned_root"
"""Reason of an order of the root whose number another copy of this vault used."""


def note_branch(connection: sa.Connection, device: DeviceId) -> None:
    """Free the numbers of the root's orders that another copy of this vault came before with, if this key is its.

    The hub never takes them under those: entries of the other copy have them, or hang before others that have.
    """
    if device != trust.root_handle(connection):
        return
    table = schema.outbox
    lost = sa.and_(
        table.c.signer == device,
        table.c.state == ItemState.REFUSED.value,
        table.c.reason == CLONED_REASON,
    )
    connection.execute(sa.update(table).where(lost).values(reason=ROOT_CLONED_REASON, number=None))


def go_on(connection: sa.Connection, view: NetworkView) -> dict[DeviceId, tuple[int, bytes]]:
    """Let the root's orders wait again that another copy came before with, once it is known what that one signed.

    Args:
        connection: Inside a transaction.
        view: The network as known now.

    Returns:
        The next number of the root's chain and the `prev` that it has, where `network` has the end of it; nothing where
        this vault signed last, or the root signs nothing now.
    """
    root = trust.root_handle(connection)
    newest = view.numbers.get(root) if root is not None else None
    if root is None or newest is None:
        return {}
    _say_again(connection, root, newest)
    table = schema.outbox
    mine = table.c.signer == root
    waits = sa.and_(mine, table.c.state == ItemState.WAITING.value)
    if connection.execute(sa.select(table.c.sequence).where(waits).limit(1)).first() is None:
        return {}
    own = connection.execute(sa.select(sa.func.max(table.c.number)).where(mine)).scalar()
    if own is not None and own > newest:
        return {}
    return {root: (newest + 1, envelope_hash(_newest_of(connection, root))[:16])}


def _say_again(connection: sa.Connection, root: DeviceId, newest: int) -> None:
    """Write orders once more whose numbers the other copy's entries have by now; what those say already is not said.

    As with a device's chain, not before everything that was sealed has its answer: else it might be there twice.
    """
    table = schema.outbox
    mine = table.c.signer == root
    open_ones = sa.and_(mine, table.c.state.in_([one.value for one in UNANSWERED]), table.c.envelope.is_not(None))
    if connection.execute(sa.select(table.c.sequence).where(open_ones).limit(1)).first() is not None:
        return
    lost = sa.and_(mine, table.c.state == ItemState.REFUSED.value, table.c.reason == ROOT_CLONED_REASON)
    rows = connection.execute(sa.select(table).where(lost).order_by(table.c.sequence)).all()
    if not rows or min(_number(bytes(row.envelope)) for row in rows) > newest:
        return
    said = {one.content for one in _entries_of(connection, root)}
    succession.say_again(connection, [row for row in rows if bytes(row.body) not in said], signer=root)
    is_said = table.c.sequence.in_([row.sequence for row in rows])
    connection.execute(sa.update(table).where(is_said).values(state=ItemState.SAID_AGAIN.value))


def _number(envelope: bytes) -> int:
    """Return the number that an envelope was sealed with; 0 where a disk spoilt it: it cannot be told any more."""
    try:
        return parse_envelope(envelope).header.number
    except WireError:
        return 0


def _newest_of(connection: sa.Connection, root: DeviceId) -> bytes:
    return max(_entries_of(connection, root), key=lambda one: one.header.number).raw


def _entries_of(connection: sa.Connection, root: DeviceId) -> list[Envelope]:
    """Return the entries of `network` that the root signed; what begins an era stands in no chain."""
    table = schema.entries
    kept = connection.execute(sa.select(table.c.envelope).where(table.c.feed == NETWORK_FEED)).scalars()
    found = (parse_envelope(bytes(one)) for one in kept)
    return [one for one in found if one.header.device == root and era_body(one) is None]
