"""Run by Alembic, with the connection that `storage.migrations.upgrade` opened and locked."""

from alembic import context

from storage.tables.schema import SCHEMA

context.configure(connection=context.config.attributes["connection"], target_metadata=SCHEMA)
with context.begin_transaction():
    context.run_migrations()
