"""Who bears that an appointment was cancelled: its customer or the house; NULL where none said."""

from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without a default, and without a look at the rows: nobody waits for more than a moment.
    op.execute("ALTER TABLE appointments ADD COLUMN IF NOT EXISTS borne_by text")


def downgrade() -> None:
    op.execute("ALTER TABLE appointments DROP COLUMN borne_by")
