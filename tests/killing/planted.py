"""Faults that kills must find, planted into the program of this run alone: do the checks see anything at all?

Each stands for a mistake that is easily made. `python -m tests.killing --plant NAME` must end with a broken promise.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import sqlalchemy as sa

from haversack.store import outbox, schema
from haversack.store.outbox import HandOver, ItemState
from haversack.store.parcel_files import ParcelFiles
from haversack_sync.hub.ports import LedgerRow
from haversack_sync.hub.sqlite_ledger import SqliteWriter
from haversack_sync.model.ids import ObjectId
from haversack_sync.protocol.envelope import parse_envelope


def _received_when_sent() -> None:
    """Say *received* as soon as a change has left."""
    table = schema.outbox

    def mark_sent(connection: sa.Connection, envelopes: Iterable[bytes]) -> None:
        for header in (parse_envelope(envelope).header for envelope in envelopes):
            mine = sa.and_(table.c.signer == header.device, table.c.number == header.number)
            connection.execute(sa.update(table).where(mine).values(state=ItemState.RECEIVED.value))

    _put(outbox, "mark_sent", mark_sent)


def _sealed_again() -> None:
    """Seal again what has no receipt, as if nothing had left."""
    table, hand_over = schema.outbox, outbox.hand_over

    def again(connection: sa.Connection, how: HandOver, *, limit_bytes: int) -> tuple[bytes, ...]:
        unanswered = table.c.state.in_((ItemState.HANDED.value, ItemState.SENT.value))
        waiting = {"state": ItemState.WAITING.value, "envelope": None, "number": None}
        connection.execute(sa.update(table).where(unanswered, table.c.record.is_not(None)).values(waiting))
        return hand_over(connection, how, limit_bytes=limit_bytes)

    _put(outbox, "hand_over", again)


def _entry_before_receipt() -> None:
    """Let the hub store an entry in one transaction and its receipt in the next."""
    record = SqliteWriter.record

    def later(writer: SqliteWriter, rows: Sequence[LedgerRow]) -> None:
        if rows:
            connection = writer._connection
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        record(writer, rows)

    _put(SqliteWriter, "record", later)


def _saved_in_memory() -> None:
    """Tell people that a change is saved while its transaction is still open: half of them never get there."""
    queue_change = outbox.queue_change
    seen: list[int] = []

    def sometimes(connection: sa.Connection, *rest: object, **named: object) -> None:
        seen.append(1)
        if len(seen) % 2:
            queue_change(connection, *rest, **named)  # type: ignore[arg-type]  # passed on as it came

    _put(outbox, "queue_change", sometimes)


def _file_before_its_end() -> None:
    """Show a file when its first piece is here."""
    append = ParcelFiles.append

    def early(files: ParcelFiles, object_id: ObjectId, *rest: object, **named: object) -> bool:
        append(files, object_id, *rest, **named)  # type: ignore[arg-type]  # passed on as it came
        return True

    _put(ParcelFiles, "append", early)


def _put(owner: object, name: str, value: object) -> None:
    setattr(owner, name, value)


FAULTS: Final[Mapping[str, Callable[[], None]]] = {
    "received-when-sent": _received_when_sent,
    "sealed-again": _sealed_again,
    "entry-before-receipt": _entry_before_receipt,
    "saved-in-memory": _saved_in_memory,
    "file-before-its-end": _file_before_its_end,
}
