"""How long what is kept, as the business has chosen."""

from alembic import op

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE IF NOT EXISTS retention (
        kept text NOT NULL,
        days integer NOT NULL,
        CONSTRAINT pk_retention PRIMARY KEY (kept),
        CONSTRAINT ck_retention_days CHECK (days >= 0),
        CONSTRAINT ck_retention_kept CHECK (
            kept IN ('bookings', 'letters', 'notes', 'messages', 'news', 'files', 'people')
        )
    )
    """,
)


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for statement in STATEMENTS:
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE retention")
