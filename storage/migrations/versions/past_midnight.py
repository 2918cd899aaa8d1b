"""The last hours of a day may go on past midnight.

What lies behind midnight stands beside the window, which ends at 24:00 as it always could. So a
replica of the version before reads such a day as one that ends at midnight, and offers a little
less; the bounds of before hold for it still. Where it saves the hours of such a day, it saves what
its coach sees there: without what lies behind midnight.
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

WORKING_HOURS = """
ALTER TABLE working_hours ADD COLUMN past_midnight smallint NOT NULL DEFAULT 0
    CONSTRAINT ck_working_hours_window_past_midnight CHECK (
        past_midnight BETWEEN 0 AND least(starts, 720) AND (past_midnight = 0 OR ends = 1440))
"""
OVERRIDES = """
ALTER TABLE hours_overrides ADD COLUMN past_midnight smallint NOT NULL DEFAULT 0
    CONSTRAINT ck_hours_overrides_past_midnight CHECK (past_midnight BETWEEN 0 AND 720)
"""


def upgrade() -> None:
    op.execute(WORKING_HOURS)
    op.execute(OVERRIDES)


def downgrade() -> None:
    for table in ("working_hours", "hours_overrides"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN past_midnight")
