"""Rows of a real vault are flipped behind the program's back; then nobody uses the window for a while (K4).

What replay wrote must stand again as it stood, with whatever else the history has done to the vault, and nothing else
may have changed. The story says nothing of it, so that a vault in memory tells the same one.
"""

from itertools import count
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from haversack.clock import Clock
from haversack.operations import idle_check
from haversack.operations.workspace import Workspace
from haversack.store import schema
from haversack.store.search_index import SearchIndex
from haversack.store.vault import Vault
from tests.simulation.laptop import Laptop
from tests.simulation.log import ViolatedError
from tests.simulation.vault_program import VaultProgram

if TYPE_CHECKING:
    from tests.simulation.play import History

FLIPS: Final = (
    "UPDATE versions SET value = zeroblob(3)",
    "UPDATE records SET life = 1 - life",
    "DELETE FROM elements",
    "UPDATE authors SET number = number + 1",
    "DELETE FROM records",
    "UPDATE entries SET refused = 'not_permitted' WHERE refused = '' AND feed != zeroblob(8)",
    "DELETE FROM edits",
    "UPDATE versions SET position = position - 1, number = number + 1",
    "UPDATE feeds SET applied_n = applied_n - 1 WHERE applied_n > 1",
    "UPDATE records SET edited_after_retired = 1 - edited_after_retired, created_device = zeroblob(8)",
    "DELETE FROM authors",
    "UPDATE entries SET refused = '' WHERE feed != zeroblob(8)",
)
LOOKED_AT: Final = (
    schema.records,
    schema.versions,
    schema.elements,
    schema.edits,
    schema.authors,
    schema.feeds,
    schema.entries,
    schema.outbox,
    schema.audience_keys,
    schema.snapshot_notices,
    schema.snapshot_bases,
    schema.base_states,
)
BY_THE_WAY: Final = ("rowid", "record_rowid", "changed_position")
"""Which row number a record has, and in which batch of changes it came."""


class Flipping:
    """What becomes of vaults whose rows are flipped: one after the other, in turn, so that no choice is drawn."""

    def __init__(self, history: "History") -> None:
        self._history = history
        self._flips = count()

    def rests(self, laptop: Laptop) -> None:
        """A row of a real vault is flipped, and nobody uses the window for a while.

        Raises:
            ViolatedError: The program did not put right what it could.
        """
        vault, replica = laptop.vault, laptop.replica
        if vault is None or laptop.is_destroyed or not isinstance(replica, VaultProgram):
            return
        before, began = _dump(vault), _begun(vault)
        statement = FLIPS[next(self._flips) % len(FLIPS)]
        if began:
            # What a snapshot had no entry makes again: there only what came after it can be put right.
            statement = FLIPS[3]
        with vault.database.transaction() as connection:
            connection.exec_driver_sql(statement)
        self._history.story.fault("row flipped")
        clock = Clock(lambda: 0, lambda: self._history.story.now, replica.random)
        found = idle_check.check(Workspace(vault, replica, SearchIndex(), clock))
        laptop.disk.durable = replica.read_kept()
        # Where something was erased since a snapshot, nothing proves what that had: all else must be right.
        is_judged = found.is_whole or (bool(began) and found.unproven > 0)
        if _dump(vault) != before or found.again or not is_judged:
            raise ViolatedError("G3", f"{laptop.name}: rows are wrong after “{statement}”, {found}")


def _begun(vault: Vault) -> bool:
    with vault.database.reading() as connection:
        return connection.execute(sa.select(schema.snapshot_bases.c.feed)).first() is not None


def _dump(vault: Vault) -> list[list[str]]:
    with vault.database.reading() as connection:
        return [
            sorted(
                repr(tuple(row))
                for row in connection.execute(
                    sa.select(*(column for column in table.columns if column.name not in BY_THE_WAY))
                )
            )
            for table in LOOKED_AT
        ]
