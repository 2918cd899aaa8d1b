"""A block may end by itself.

A replica of the version before knows of no end: to it somebody is blocked until one that does has
lifted the block.
"""

from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE people ADD COLUMN IF NOT EXISTS blocked_until timestamptz",
    # One that was interrupted has left an index of no use behind.
    "DROP INDEX CONCURRENTLY IF EXISTS ix_people_blocked_at",
    "CREATE INDEX CONCURRENTLY ix_people_blocked_at ON people (blocked_at)"
    " WHERE blocked_at IS NOT NULL",
    "DROP INDEX CONCURRENTLY IF EXISTS ix_people_blocked_until",
    """
    CREATE INDEX CONCURRENTLY ix_people_blocked_until ON people (blocked_until)
        WHERE blocked_until IS NOT NULL
    """,
)


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for statement in STATEMENTS:
            op.execute(statement)


def downgrade() -> None:
    op.execute("ALTER TABLE people DROP COLUMN blocked_until")
    op.execute("DROP INDEX ix_people_blocked_at")
