"""What the hub and the network say of own changes: receipts, and replay.

Works on a connection inside a transaction. Must not seal anything; `outbox.py` does.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import sqlalchemy as sa

from haversack.store import index_state, root_chain, schema, succession
from haversack.store.erased import hash_of
from haversack.store.outbox import CLONED_REASON, HELD_REASON, PENDING, UNANSWERED, ItemState
from haversack_sync.model.ids import DeviceId, FeedId, RecordId
from haversack_sync.protocol.envelope import Envelope, envelope_hash
from haversack_sync.protocol.head import Receipt, ReceiptCode

_STATE_BY_CODE: Final[dict[int, str]] = {
    ReceiptCode.ACCEPTED: ItemState.RECEIVED.value,
    ReceiptCode.FORBIDDEN: ItemState.REFUSED.value,
    ReceiptCode.CLONED: ItemState.REFUSED.value,
}
"""What a receipt makes of a change; other codes say "not yet"."""
_SEALED_AGAIN: Final = "sealed_again"
"""Reason of a change whose sealed bytes the hub could not use, and that was or will be sealed once more."""
_LATE: Final = "late"
_NO_DEVICE: Final = bytes(8)


def take_receipts(
    connection: sa.Connection, receipts: Iterable[Receipt], *, stamp: int, envelopes: Sequence[bytes] = ()
) -> None:
    """Note what the hub signed about each change.

    Args:
        connection: Inside a transaction.
        receipts: One for each change.
        stamp: The hub's clock in that answer, seconds.
        envelopes: What was handed over, in its order: receipts for what the hub could not read name the place there.
    """
    table = schema.outbox
    found = list(receipts)
    rows = [
        {
            "b_signer": receipt.device,
            "b_number": receipt.first,
            "b_state": _STATE_BY_CODE.get(receipt.code),
            "b_position": receipt.position if receipt.code == ReceiptCode.ACCEPTED else None,
            "b_received": stamp if receipt.code == ReceiptCode.ACCEPTED else None,
            "b_reason": _reason(receipt),
        }
        for receipt in found
        if receipt.code != ReceiptCode.NOT_AUTHENTIC
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
    for receipt in found:
        if receipt.code == ReceiptCode.CLONED:
            _branch_is_lost(connection, receipt)
        elif receipt.code == ReceiptCode.FORBIDDEN and receipt.reason == _LATE:
            _say_late_again(connection, receipt)
    _seal_again(connection, found, envelopes)


def _reason(receipt: Receipt) -> str:
    if receipt.code == ReceiptCode.HELD:
        return HELD_REASON
    return receipt.reason or (CLONED_REASON if receipt.code == ReceiptCode.CLONED else "")


def _branch_is_lost(connection: sa.Connection, receipt: Receipt) -> None:
    """Note that another copy of this vault used a number: what was sealed behind it hangs on the wrong branch."""
    table = schema.outbox
    behind = sa.and_(
        table.c.signer == receipt.device,
        table.c.number >= receipt.first,
        # What was signed for, too: a hub's word that its own later word contradicts must not cost anybody a text.
        table.c.state.in_([state.value for state in PENDING]),
    )
    lost = {"state": ItemState.REFUSED.value, "reason": CLONED_REASON}
    connection.execute(sa.update(table).where(behind).values(lost))
    succession.note_copied(connection, DeviceId(receipt.device))
    root_chain.note_branch(connection, DeviceId(receipt.device))


def _say_late_again(connection: sa.Connection, receipt: Receipt) -> None:
    """Write a change once more that reached the hub after its wait for it: its number is gone, its text is not."""
    table = schema.outbox
    late = sa.and_(
        table.c.signer == receipt.device,
        table.c.number == receipt.first,
        table.c.state == ItemState.REFUSED.value,
        table.c.reason == _LATE,
    )
    rows = connection.execute(sa.select(table).where(late)).all()
    succession.say_again(connection, rows, signer=DeviceId(receipt.device))


def _seal_again(connection: sa.Connection, receipts: Sequence[Receipt], envelopes: Sequence[bytes]) -> None:
    """Seal anew, once, what the hub could not read or verify, and what was sealed behind it.

    An honest program never makes such bytes; a failing disk may. The hub used no number for them, so the chain goes on
    from there; what is not authentic twice is refused, and its text stays here.
    """
    table = schema.outbox
    for receipt in receipts:
        if receipt.code != ReceiptCode.NOT_AUTHENTIC:
            continue
        is_it = sa.and_(table.c.signer == receipt.device, table.c.number == receipt.first)
        if receipt.device == _NO_DEVICE:
            if receipt.first >= len(envelopes):
                continue
            is_it = table.c.envelope == envelopes[receipt.first]
        unanswered = table.c.state.in_([state.value for state in UNANSWERED])
        row = connection.execute(sa.select(table).where(is_it, unanswered, table.c.number.is_not(None))).first()
        if row is None:
            # It hung behind another one that is sealed anew already.
            continue
        unsealed = {"state": ItemState.WAITING.value, "reason": "", "number": None, "envelope": None}
        behind = sa.and_(table.c.signer == row.signer, table.c.number > row.number, unanswered)
        connection.execute(sa.update(table).where(behind).values(unsealed))
        here = table.c.sequence == row.sequence
        if row.reason == _SEALED_AGAIN:
            refused = {"state": ItemState.REFUSED.value, "reason": receipt.reason, "number": None}
            connection.execute(sa.update(table).where(here).values(refused))
            if row.record is not None:
                index_state.mark_stale(connection, FeedId(row.feed), [RecordId(row.record)])
        else:
            connection.execute(sa.update(table).where(here).values(unsealed | {"reason": _SEALED_AGAIN}))


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
            for byte in the outbox is not ours, whatever it says, and settles nothing. If it is authentic all the same,
            another copy of this vault wrote it.
    """
    table = schema.outbox
    rows = [
        {
            "b_signer": envelope.header.device,
            "b_number": envelope.header.number,
            "b_envelope": envelope.raw,
            "b_hash": envelope_hash(envelope.raw),
            "b_state": (ItemState.REFUSED if refused else ItemState.PUBLISHED).value,
            "b_reason": refused,
        }
        for envelope, refused in results
    ]
    if not rows:
        return
    settled = connection.execute(
        sa.update(table)
        .where(
            table.c.signer == sa.bindparam("b_signer"),
            table.c.number == sa.bindparam("b_number"),
            # Of a change of what was erased only the hash is left.
            sa.or_(table.c.envelope == sa.bindparam("b_envelope"), table.c.envelope == sa.bindparam("b_hash")),
        )
        .values(state=sa.bindparam("b_state"), reason=sa.bindparam("b_reason")),
        rows,
    )
    if settled.rowcount == len(rows):
        return
    for envelope, refused in results:
        if refused != "not_authentic":
            _note_foreign(connection, envelope)


def _note_foreign(connection: sa.Connection, envelope: Envelope) -> None:
    """Notice an entry under an own key that was not written here."""
    table, header = schema.outbox, envelope.header
    wanted = sa.and_(table.c.signer == header.device, table.c.number == header.number)
    sealed_here = connection.execute(sa.select(table.c.envelope).where(wanted)).scalar()
    if sealed_here is None or hash_of(bytes(sealed_here)) != envelope_hash(envelope.raw):
        if sealed_here is not None:
            lost = Receipt(header.device, header.number, 1, ReceiptCode.CLONED, 0)
            _branch_is_lost(connection, lost)
        succession.note_copied(connection, header.device)
