"""Run by Alembic, with the connection that `storage.migrations.upgrade` opened and locked."""

from alembic import context

from storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
