"""A question remembers which update asked it, and which one that update answered."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without defaults: no row is rewritten, and a replica that does not know them goes on.
    op.execute("ALTER TABLE conversations ADD COLUMN asked_by text, ADD COLUMN previous jsonb")


def downgrade() -> None:
    op.execute("ALTER TABLE conversations DROP COLUMN asked_by, DROP COLUMN previous")
