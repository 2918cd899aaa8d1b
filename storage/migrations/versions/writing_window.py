"""How long after a session its two people may write to each other is said by the business.

A replica of the version before goes by seven days.
"""

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE business"
        " ADD COLUMN IF NOT EXISTS writing_minutes integer NOT NULL DEFAULT 10080"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE business DROP COLUMN writing_minutes")
