"""The outbox notes which way a message went: Telegram, or mail where Telegram is no way."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A constant default is kept beside the table, so no row is rewritten (PostgreSQL 11), and a
    # replica that does not know the column yet goes on inserting.
    op.execute(
        "ALTER TABLE outbox ADD COLUMN channel text NOT NULL DEFAULT 'telegram'"
        " CONSTRAINT ck_outbox_channel CHECK (channel IN ('telegram', 'mail'))"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE outbox DROP COLUMN channel")
