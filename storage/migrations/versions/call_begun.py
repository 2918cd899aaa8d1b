"""Of a claimed message, whether the call that sends it has begun.

NULL: nobody says, because the replica that has claimed it is of the version before. Its rows are
flagged by the rule of that version, whenever its lease runs out.
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE outbox ADD COLUMN call_begun boolean")


def downgrade() -> None:
    op.execute("ALTER TABLE outbox DROP COLUMN call_begun")
