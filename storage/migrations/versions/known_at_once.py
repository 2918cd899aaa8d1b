"""What customers book whom a coach knows may be confirmed at once, and all else wait for them.

A replica of the version before reads "by hand" then, and asks the coach each time.
"""

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

ADD = "ALTER TABLE {} ADD COLUMN IF NOT EXISTS known_at_once boolean NOT NULL DEFAULT false"


def upgrade() -> None:
    # One after the other: whoever books holds one of these tables and goes on to the next.
    with op.get_context().autocommit_block():
        for table in ("coaches", "services"):
            op.execute(ADD.format(table))


def downgrade() -> None:
    for table in ("coaches", "services"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN known_at_once")
