"""Brings a vault's database to the schema of this version, in one transaction.

Apart from `schema_version` because alembic takes a sixth of a second to import, and most openings do not need it. Must
not be imported at the start of the program.
"""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

_MIGRATIONS: Final = Path(__file__).parent / "migrations"


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing. Safe to repeat.

    Args:
        connection: Inside a transaction; all migrations happen or none.
    """
    config = migration_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def migration_config() -> Config:
    """Return alembic's settings: where the migrations lie, and nothing from a file."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
