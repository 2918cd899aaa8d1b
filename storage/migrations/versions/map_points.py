"""Where the business is on the map, and where services are that are held at a place of their own.

A replica of the version before shows none of it, and leaves it as it is.
"""

from alembic import op

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None

TABLES = ("business", "services")
COLUMNS = ("latitude", "longitude")


def upgrade() -> None:
    # Each by itself: what reads the one and writes the other is not to be met halfway.
    with op.get_context().autocommit_block():
        for table in TABLES:
            for column in COLUMNS:
                op.execute(
                    f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column} double precision"
                )


def downgrade() -> None:
    for table in TABLES:
        for column in COLUMNS:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
