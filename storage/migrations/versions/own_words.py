"""A business has texts of its own in each language, a currency, languages that it speaks, and a
first run whose answered steps are kept."""

from alembic import op

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None

COLUMNS = {
    "currency": "text",
    "languages": "text[] NOT NULL DEFAULT '{}'",
    "texts": "jsonb NOT NULL DEFAULT '{}'",
    "guided": "text[] NOT NULL DEFAULT '{}'",
}


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.execute(f"ALTER TABLE business ADD COLUMN IF NOT EXISTS {name} {kind}")


def downgrade() -> None:
    for name in COLUMNS:
        op.execute(f"ALTER TABLE business DROP COLUMN {name}")
