"""Makes `tests/data/vault-schema-N`, a small vault of the newest schema: once for each released schema, never again.

    python -m tests.migrations.store.make_vault_fixture

Until a schema is released it may be made again; afterwards its vault is what later versions must open.
"""

import shutil
from pathlib import Path

import sqlalchemy as sa

from haversack.store.cost import COST_FLOOR
from haversack.store.schema import METADATA, SCHEMA_VERSION
from haversack.store.search_index import Document, SearchIndex
from haversack.store.vault import LOCK_FILE, Vault
from haversack_sync.model.indexing import SearchText
from tests.unit.haversack.store.fixed_random import FixedRandom

DATA = Path(__file__).parents[2] / "data"
PASSPHRASE = "camel orchard seven lantern ferry moss"
DOCUMENT = Document(
    "organisation",
    (
        SearchText(language="en", title="Amal Centre", names="AC", topics="Legal aid", body="Advice in Amman."),
        SearchText(language="ar", title="مركز أمل", names="", topics="", body="مشورة قانونية للاجئين."),
    ),
)


def sample_value(column: sa.Column[object], row: int) -> object:
    """Return a value for a column, other in each row."""
    if isinstance(column.type, sa.Boolean):
        return row % 2 == 0
    if isinstance(column.type, sa.Integer):
        return row + 1
    text = f"{column.table.name} {column.name} {row}"
    return text.encode() if isinstance(column.type, sa.BLOB) else text


def fill(connection: sa.Connection, rows: int) -> None:
    """Put rows into every table; rows that belong to a record belong to one that is there."""
    for table in METADATA.sorted_tables:
        if table.name not in ("meta", "search_texts"):
            values = [{column.name: sample_value(column, row) for column in table.columns} for row in range(rows)]
            connection.execute(sa.insert(table), values)
    SearchIndex().put(connection, 1, DOCUMENT)


def main() -> None:
    """Make the vault of the newest schema."""
    folder = DATA / f"vault-schema-{SCHEMA_VERSION}"
    shutil.rmtree(folder, ignore_errors=True)
    with (
        Vault.create(folder, PASSPHRASE, cost=COST_FLOOR, random=FixedRandom("fixture")) as vault,
        vault.database.transaction() as connection,
    ):
        fill(connection, rows=3)
    (folder / LOCK_FILE).unlink()
    for empty in ("parcels", "partials"):
        (folder / empty).rmdir()


if __name__ == "__main__":
    main()
