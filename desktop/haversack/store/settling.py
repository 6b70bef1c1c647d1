"""What the hub and the network say of own changes: receipts, and replay.

Works on a connection inside a transaction. Must not seal anything; `outbox.py` does.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import sqlalchemy as sa

from haversack.store import index_state, schema
from haversack.store.outbox import HELD_REASON, UNANSWERED, ItemState
from haversack_sync.model.ids import FeedId, RecordId
from haversack_sync.protocol.envelope import Envelope
from haversack_sync.protocol.head import Receipt, ReceiptCode

_STATE_BY_CODE: Final[dict[int, str]] = {
    ReceiptCode.ACCEPTED: ItemState.RECEIVED.value,
    ReceiptCode.FORBIDDEN: ItemState.REFUSED.value,
    ReceiptCode.CLONED: ItemState.REFUSED.value,
}
"""What a receipt makes of a change; other codes say "not yet"."""


def take_receipts(connection: sa.Connection, receipts: Iterable[Receipt], *, stamp: int) -> None:
    """Note what the hub signed about each change.

    Args:
        connection: Inside a transaction.
        receipts: One for each change.
        stamp: The hub's clock in that answer, seconds.
    """
    table = schema.outbox
    rows = [
        {
            "b_signer": receipt.device,
            "b_number": receipt.first,
            "b_state": _STATE_BY_CODE.get(receipt.code),
            "b_position": receipt.position if receipt.code == ReceiptCode.ACCEPTED else None,
            "b_received": stamp if receipt.code == ReceiptCode.ACCEPTED else None,
            "b_reason": _reason(receipt),
        }
        for receipt in receipts
    ]
    if rows:
        connection.execute(
            sa.update(table)
            .where(
                table.c.signer == sa.bindparam("b_signer"),
                table.c.number == sa.bindparam("b_number"),
                sa.or_(*(table.c.state == state.value for state in UNANSWERED)),
            )
            .values(
                # What is not final only leaves its reason: the change stays as it is and is sent again.
                state=sa.func.coalesce(sa.bindparam("b_state"), table.c.state),
                position=sa.func.coalesce(sa.bindparam("b_position"), table.c.position),
                received=sa.func.coalesce(sa.bindparam("b_received"), table.c.received),
                reason=sa.bindparam("b_reason"),
            ),
            rows,
        )
        refused = (row for row in rows if row["b_state"] == ItemState.REFUSED.value)
        for row in refused:
            _index_again(connection, row["b_signer"], row["b_number"])


def _reason(receipt: Receipt) -> str:
    if receipt.code == ReceiptCode.HELD:
        return HELD_REASON
    return receipt.reason or ("cloned" if receipt.code == ReceiptCode.CLONED else "")


def _index_again(connection: sa.Connection, signer: object, number: object) -> None:
    """Let the search index forget what a refused change said."""
    table = schema.outbox
    wanted = sa.and_(table.c.signer == signer, table.c.number == number, table.c.record.is_not(None))
    for row in connection.execute(sa.select(table.c.feed, table.c.record).where(wanted)).all():
        index_state.mark_stale(connection, FeedId(row.feed), [RecordId(row.record)])


def settle(connection: sa.Connection, results: Sequence[tuple[Envelope, str]]) -> None:
    """Note that own changes were replayed from their feed: they are published, or the rules refused them.

    Args:
        connection: Inside a transaction.
        results: Envelopes in the name of an own key, and why each was refused (empty if it was not). What is not byte
            for byte in the outbox is not ours, whatever it says, and settles nothing.
    """
    table = schema.outbox
    rows = [
        {
            "b_signer": envelope.header.device,
            "b_number": envelope.header.number,
            "b_envelope": envelope.raw,
            "b_state": (ItemState.REFUSED if refused else ItemState.PUBLISHED).value,
            "b_reason": refused,
        }
        for envelope, refused in results
    ]
    if rows:
        connection.execute(
            sa.update(table)
            .where(
                table.c.signer == sa.bindparam("b_signer"),
                table.c.number == sa.bindparam("b_number"),
                table.c.envelope == sa.bindparam("b_envelope"),
            )
            .values(state=sa.bindparam("b_state"), reason=sa.bindparam("b_reason")),
            rows,
        )
