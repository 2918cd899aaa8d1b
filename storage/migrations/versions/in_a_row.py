"""An appointment may have several services in a row, and knows which follow the first.

Replicas of the version before know nothing of it: what they move keeps its length and title, with
the buffers and rooms of its first service.
"""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE appointments ADD COLUMN IF NOT EXISTS also bigint[]")


def downgrade() -> None:
    op.execute("ALTER TABLE appointments DROP COLUMN also")
