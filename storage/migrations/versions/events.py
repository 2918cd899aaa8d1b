"""The audit log can be followed: each line says when it settles (see `storage.programs.events`).

The database fills that in, also for a replica of the version before. Lines of before do not say it,
and nobody follows them.
"""

from alembic import op

revision = "0080"
down_revision = "0079"
branch_labels = None
depends_on = None

SETTLES = """
greatest(pg_current_xact_id()::text::bigint,
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1)
"""
INDEX = "ix_audit_settles"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("ALTER TABLE audit ADD COLUMN IF NOT EXISTS settles bigint")
        # One that was interrupted has left an index of no use behind.
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}")
        op.execute(
            f"CREATE INDEX CONCURRENTLY {INDEX} ON audit (settles, id) WHERE settles IS NOT NULL"
        )
        # Last: what settles is found from the first line on.
        op.execute(f"ALTER TABLE audit ALTER COLUMN settles SET DEFAULT {SETTLES}")


def downgrade() -> None:
    op.execute("ALTER TABLE audit DROP COLUMN settles")
