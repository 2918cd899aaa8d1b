"""Messages that are done with are found by age: a batch to delete is not looked for among all."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Concurrently, as replicas go on sending meanwhile: it takes a second for a million messages. One
# that was interrupted leaves an index that nothing uses and that the name is taken by.
INDEX = (
    "DROP INDEX CONCURRENTLY IF EXISTS ix_outbox_done_with",
    """
    CREATE INDEX CONCURRENTLY ix_outbox_done_with ON outbox (due_at)
        WHERE state IN ('sent', 'dropped', 'failed')
    """,
)


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for statement in INDEX:
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP INDEX ix_outbox_done_with")
