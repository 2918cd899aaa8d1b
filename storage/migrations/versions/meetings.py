"""Services say how and where they are held, under what customers find them, and who confirms.

What is booked already is held on site, as everything was; a replica of the version before goes on
booking so.
"""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

MEETING = """
ALTER TABLE {table} ADD COLUMN IF NOT EXISTS meeting text NOT NULL DEFAULT 'site'
"""
# What stands is looked through while others go on writing.
CHECKED = (
    "ALTER TABLE {table} DROP CONSTRAINT IF EXISTS ck_{table}_meeting",
    """
    ALTER TABLE {table} ADD CONSTRAINT ck_{table}_meeting
        CHECK (meeting IN ('site', 'online', 'phone')) NOT VALID
    """,
    "ALTER TABLE {table} VALIDATE CONSTRAINT ck_{table}_meeting",
)
SERVICES = """
ALTER TABLE services
    ADD COLUMN IF NOT EXISTS category text,
    ADD COLUMN IF NOT EXISTS description text,
    ADD COLUMN IF NOT EXISTS addresses jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN IF NOT EXISTS approval text
        CONSTRAINT ck_services_approval CHECK (approval IN ('manual', 'auto'))
"""


def upgrade() -> None:
    # Each by itself: who holds both tables, and waits for the other, may meet a booking that does.
    with op.get_context().autocommit_block():
        op.execute(SERVICES)
        for table in ("services", "appointments"):
            for statement in (MEETING, *CHECKED):
                op.execute(statement.format(table=table))


def downgrade() -> None:
    for name in ("category", "description", "addresses", "approval", "meeting"):
        op.execute(f"ALTER TABLE services DROP COLUMN {name}")
    op.execute("ALTER TABLE appointments DROP COLUMN meeting")
