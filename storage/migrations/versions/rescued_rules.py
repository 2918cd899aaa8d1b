"""Leave that repeats may touch sessions, too, and each of them gets an answer.

Replicas of the version before read such a rescue as one of leave that was given back since.
"""

from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE rescues ADD COLUMN rule_id bigint")


def downgrade() -> None:
    op.execute("ALTER TABLE rescues DROP COLUMN rule_id")
