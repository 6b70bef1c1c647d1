"""How much waits to be sent, in bytes: what a sync tells before it runs.

Every function works on a connection inside a transaction. Must not change anything.
"""

from typing import Final

import sqlalchemy as sa

from haversack.store import schema
from haversack.store.outbox import UNANSWERED

_SEALING_BYTES: Final = 260
"""About what header, seal and signature add to a change that was not sealed yet."""


def sizes(connection: sa.Connection) -> dict[int, int]:
    """Return about how many bytes each change without a receipt takes on its way, by its sequence."""
    table = schema.outbox
    sealed = sa.func.length(table.c.envelope)
    unsealed = sa.func.length(table.c.body) + sa.func.length(table.c.refs) + _SEALING_BYTES
    rows = connection.execute(
        sa.select(table.c.sequence, sa.func.coalesce(sealed, unsealed).label("size")).where(
            table.c.state.in_([state.value for state in UNANSWERED])
        )
    )
    return {row.sequence: int(row.size) for row in rows}
