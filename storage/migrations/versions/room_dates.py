"""Rooms and devices have other hours on some dates.

A replica of the version before reads none of them, and goes by the week until it is replaced.
"""

from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE resources ADD COLUMN IF NOT EXISTS special jsonb NOT NULL DEFAULT '{}'")


def downgrade() -> None:
    op.execute("ALTER TABLE resources DROP COLUMN special")
