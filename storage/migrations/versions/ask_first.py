"""Whether customers are asked when a coach books for them, and not told.

A replica of the version before tells them, whatever is said; what waits for a customer it ends in
time, without a word.
"""

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

BUSINESS = "ADD COLUMN IF NOT EXISTS ask_first boolean NOT NULL DEFAULT false"
COACHES = "ADD COLUMN IF NOT EXISTS ask_first boolean"


def upgrade() -> None:
    # One after the other: whoever books holds one of these tables and goes on to the next.
    with op.get_context().autocommit_block():
        op.execute(f"ALTER TABLE coaches {COACHES}")
        op.execute(f"ALTER TABLE business {BUSINESS}")


def downgrade() -> None:
    for table in ("coaches", "business"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN ask_first")
