"""What customers read of a coach before they choose: a category, some words, a photo, and where.

A replica of the version before shows none of it, and leaves it as it is.
"""

from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None

COLUMNS = (
    "category text",
    "about text",
    "latitude double precision",
    "longitude double precision",
    "online boolean NOT NULL DEFAULT false",
    # By which Telegram knows the picture.
    "photo text",
)


def upgrade() -> None:
    for column in COLUMNS:
        op.execute(f"ALTER TABLE coaches ADD COLUMN IF NOT EXISTS {column}")


def downgrade() -> None:
    for column in reversed(COLUMNS):
        op.execute(f"ALTER TABLE coaches DROP COLUMN {column.split()[0]}")
