"""Own changes that saw a history which the hub lost are sealed anew: the hub can make no entry of them as they are.

Works on a connection inside a transaction. Must not decide which history counts, nor seal.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import sqlalchemy as sa

from haversack.store import erased, outbox, schema, succession
from haversack.store.outbox import ItemState
from haversack_sync.client.identity import Identity
from haversack_sync.model.authority import EraSpan
from haversack_sync.model.ids import DeviceId
from haversack_sync.protocol.envelope import Header, parse_envelope
from haversack_sync.protocol.errors import WireError
from haversack_sync.protocol.network import NetworkView

_Row: TypeAlias = sa.Row[tuple[Any, ...]]


def seal_anew(
    connection: sa.Connection, there: NetworkView, own: Identity, *, eras: Sequence[EraSpan], is_whole: bool = True
) -> bool:
    """Let own changes that saw a history that nobody tells the hub of, and what is sealed behind them, be sealed anew.

    What brought in a key that is not in use any more stays as it is, since no other key can say it.

    Args:
        connection: Inside a transaction.
        there: The hub's history, as far as it was verified.
        own: Who this computer is.
        eras: Those that tell the hub of a history that was lost.
        is_whole: Whether `there` is all that the hub has: then what saw more of it saw another one.

    Returns:
        Whether there was anything.
    """
    found = False
    for device in sorted(own.handles):
        behind = _behind_strange(connection, device, there, eras, is_whole=is_whole)
        if device != own.handle:
            behind = [row for row in behind if not succession.is_about_keys(row)]
        _unseal(connection, behind)
        found = found or bool(behind)
    return found


def header_of(envelope: bytes) -> Header | None:
    """Return what an own change says of itself; None for one that the disk spoilt."""
    try:
        return parse_envelope(envelope).header
    except WireError:
        return None


def _behind_strange(
    connection: sa.Connection, device: DeviceId, there: NetworkView, eras: Sequence[EraSpan], *, is_whole: bool
) -> list[_Row]:
    """Return the first change of a key that saw another history and has no answer, and all such behind it."""
    table = schema.outbox
    # What never left hangs on what did, so it goes the same way.
    unanswered = table.c.state.in_([state.value for state in outbox.UNANSWERED])
    mine = sa.and_(table.c.signer == device, unanswered, table.c.number.is_not(None))
    rows = connection.execute(sa.select(table).where(mine).order_by(table.c.number)).all()
    first = next((at for at, row in enumerate(rows) if _is_strange(row.envelope, there, eras, is_whole=is_whole)), None)
    return list(rows[first:]) if first is not None else []


def _is_strange(envelope: bytes, there: NetworkView, eras: Sequence[EraSpan], *, is_whole: bool) -> bool:
    header = header_of(envelope)
    if header is None:
        return False
    is_ahead = header.seen > there.standing.n
    is_there = not is_whole if is_ahead else there.digests[header.seen] == header.seen_digest
    return not is_there and not any(one.had(header.seen, header.seen_digest) for one in eras)


def _unseal(connection: sa.Connection, rows: Sequence[_Row]) -> None:
    """Let changes wait again; of what was erased nothing is left to be sealed."""
    table = schema.outbox
    waits = {"state": ItemState.WAITING.value, "reason": ""}
    is_gone = {"state": ItemState.REFUSED.value, "reason": erased.REASON}
    for row in rows:
        new = (waits if row.body else is_gone) | {"number": None, "envelope": None}
        connection.execute(sa.delete(schema.handing_back).where(schema.handing_back.c.envelope == row.envelope))
        connection.execute(sa.update(table).where(table.c.sequence == row.sequence).values(new))
    if rows and rows[0].number == 0:
        # The hub knows nothing of the key, which begins anew: what was answered before takes no number from it.
        rest = sa.and_(table.c.signer == rows[0].signer, table.c.number.is_not(None))
        connection.execute(sa.update(table).where(rest).values(number=None))
