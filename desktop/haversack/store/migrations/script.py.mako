"""${message}."""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Bring a vault of the version before here."""
    ## A new version that does nothing yet must fail, and not pass for one that is done.
    ${upgrades if upgrades else "raise NotImplementedError"}
    op.execute("PRAGMA user_version = ${up_revision.lstrip('0')}")
