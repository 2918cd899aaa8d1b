"""A message of the outbox says what is to be done with it: until now, sent."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

OPERATIONS = "'send', 'edit', 'file', 'invoice', 'calendar'"
# A constant default is kept beside the table, so no row is rewritten, and a replica of the version
# before goes on inserting. One that was interrupted begins again.
STATEMENTS = (
    "ALTER TABLE outbox ADD COLUMN IF NOT EXISTS operation text NOT NULL DEFAULT 'send'",
    "ALTER TABLE outbox DROP CONSTRAINT IF EXISTS ck_outbox_operation",
    f"""
    ALTER TABLE outbox ADD CONSTRAINT ck_outbox_operation
        CHECK (operation IN ({OPERATIONS})) NOT VALID
    """,
    # Looked through while replicas go on sending.
    "ALTER TABLE outbox VALIDATE CONSTRAINT ck_outbox_operation",
)


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for statement in STATEMENTS:
            op.execute(statement)


def downgrade() -> None:
    op.execute("ALTER TABLE outbox DROP COLUMN operation")
