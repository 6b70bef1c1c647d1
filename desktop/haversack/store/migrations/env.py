"""How alembic runs the vault's migrations: on the open, encrypted connection, inside its transaction.

Must not import anything of the app: an old migration has to work for ever, whatever the app becomes.
"""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
