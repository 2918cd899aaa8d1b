"""A coach takes an hour off the market without taking leave.

For a replica of the version before it is leave like any other, with its reason: it blocks the same.
"""

from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

BLOCK = "ALTER TABLE leaves ADD COLUMN IF NOT EXISTS block boolean NOT NULL DEFAULT false"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute(BLOCK)


def downgrade() -> None:
    op.execute("ALTER TABLE leaves DROP COLUMN block")
