"""What is wrong with the bot is remembered, so that it is told once."""

from alembic import op

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE IF NOT EXISTS troubles (
        kind text NOT NULL,
        since timestamptz NOT NULL,
        told_at timestamptz,
        well_since timestamptz,
        CONSTRAINT pk_troubles PRIMARY KEY (kind)
    )
    """,
    # One that was interrupted has left an index of no use behind.
    "DROP INDEX CONCURRENTLY IF EXISTS ix_people_unreachable",
    """
    CREATE INDEX CONCURRENTLY ix_people_unreachable ON people (unreachable_since, id)
        WHERE unreachable_since IS NOT NULL
    """,
)


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for statement in STATEMENTS:
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP INDEX ix_people_unreachable")
    op.execute("DROP TABLE troubles")
