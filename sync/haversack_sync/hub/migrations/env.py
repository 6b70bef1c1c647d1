"""Runs the migrations on the connection that the hub hands over; there is no other way to run them."""

import sqlalchemy as sa
from alembic import context

connection = context.config.attributes["connection"]
if not isinstance(connection, sa.Connection):
    raise TypeError("migrations run on the hub's own connection")
context.configure(connection=connection, transactional_ddl=True, transaction_per_migration=False)
# The caller began the transaction and ends it, so that all steps happen or none.
context.run_migrations()
