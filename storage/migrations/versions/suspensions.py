"""A coach may be suspended, until an instant or until it is lifted.

A replica of the version before knows of none: it may go on booking until it is replaced.
"""

from alembic import op

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE coaches ADD COLUMN IF NOT EXISTS suspended_at timestamptz",
    "ALTER TABLE coaches ADD COLUMN IF NOT EXISTS suspended_until timestamptz",
    "ALTER TABLE coaches ADD COLUMN IF NOT EXISTS suspended_reason text",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for name in ("suspended_reason", "suspended_until", "suspended_at"):
        op.execute(f"ALTER TABLE coaches DROP COLUMN {name}")
