"""The hub's migrations end where its schema says, and are run whole or not at all."""

from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from haversack_sync.hub.database import open_database
from haversack_sync.hub.schema import METADATA


def test_the_migrations_end_where_the_schema_says(tmp_path: Path) -> None:
    database = open_database(tmp_path / "hub.db", migrate=True)

    with database.reading() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), METADATA)
        made = created(connection)
    database.close()

    assert differences == []
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        METADATA.create_all(connection)
        assert made == created(connection)
    engine.dispose()


def created(connection: sa.Connection) -> dict[str, str]:
    """Return how each table and index was made, with constraints and options, which alembic does not compare."""
    rows = connection.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    own = {row.name: " ".join(row.sql.split()) for row in rows}
    return {name: text for name, text in own.items() if not name.startswith(("alembic", "sqlite"))}
