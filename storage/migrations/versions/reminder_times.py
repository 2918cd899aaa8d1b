"""How long before a session its customer is reminded is said by the service, or by the business.

A replica of the version before reminds a day and an hour before, whatever is said.
"""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

SERVICES = """
ALTER TABLE services
    ADD COLUMN IF NOT EXISTS reminders integer[],
    ADD COLUMN IF NOT EXISTS reminders_since timestamptz
"""
BUSINESS = """
ALTER TABLE business
    ADD COLUMN IF NOT EXISTS reminders integer[] NOT NULL DEFAULT '{1440,60}',
    ADD COLUMN IF NOT EXISTS reminders_since timestamptz
"""


def upgrade() -> None:
    # One after the other: whoever books holds one of these tables and goes on to the next.
    with op.get_context().autocommit_block():
        for statement in (SERVICES, BUSINESS):
            op.execute(statement)


def downgrade() -> None:
    for table in ("services", "business"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN reminders, DROP COLUMN reminders_since")
