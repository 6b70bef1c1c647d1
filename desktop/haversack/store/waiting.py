"""How much waits to be sent, in bytes, and how much of the network is here: what a sync tells before and while it runs.

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


def entries_here(connection: sa.Connection) -> int:
    """Return how many entries of the network are on this computer."""
    total = sa.select(sa.func.coalesce(sa.func.sum(schema.feeds.c.n), 0))
    return int(connection.execute(total).scalar_one())
