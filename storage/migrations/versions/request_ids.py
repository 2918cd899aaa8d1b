"""Of what request something was done, sent, or could not be handled."""

from alembic import op

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None

TABLES = ("audit", "outbox", "dead_letters")
INDEX = "ix_audit_request_id"


def upgrade() -> None:
    # One table at a time: nobody waits for two of them. And a build that was cut off leaves an
    # index that is of no use.
    with op.get_context().autocommit_block():
        for table in TABLES:
            op.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS request_id text")
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}")
        op.execute(
            f"CREATE INDEX CONCURRENTLY {INDEX} ON audit (request_id, id) "
            "WHERE request_id IS NOT NULL"
        )


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN request_id")
