"""A coach who was added and never open yet sets up themself what there is of them.

Who was added by a version of before is set up by the team.
"""

from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE coaches ADD COLUMN IF NOT EXISTS setting_up boolean NOT NULL DEFAULT false"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE coaches DROP COLUMN setting_up")
