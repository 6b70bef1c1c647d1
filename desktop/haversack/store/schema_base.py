"""What all tables of the vault are made with: their register, and parts of keys. Must not hold a table."""

from typing import Final

from sqlalchemy import BLOB, Column, Integer, MetaData, Text

METADATA: Final = MetaData(naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s"})


def key(name: str, kind: type[BLOB | Integer | Text]) -> Column[object]:
    """A part of a primary key."""
    return Column(name, kind, primary_key=True, nullable=False)
