"""From where on a webhook that was stopped has missed what happens, and whether it is told."""

from alembic import op

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE webhook_endpoints ADD COLUMN IF NOT EXISTS missed_settles bigint",
    "ALTER TABLE webhook_endpoints ADD COLUMN IF NOT EXISTS missed_id bigint",
    "ALTER TABLE webhook_endpoints ADD COLUMN IF NOT EXISTS missed_at timestamptz",
    "ALTER TABLE webhook_endpoints ADD COLUMN IF NOT EXISTS catching_up"
    " boolean NOT NULL DEFAULT false",
)
COLUMNS = ("missed_settles", "missed_id", "missed_at", "catching_up")


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for column in COLUMNS:
        op.execute(f"ALTER TABLE webhook_endpoints DROP COLUMN {column}")
