"""Services for groups: places, several of them in one booking, and sessions that open and close.

Replicas of the version before write no sessions and give back one place for each seat. Every step
may be done again, as one that was interrupted has to be.
"""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# Constant defaults are kept beside the tables: no row is rewritten. What is there is looked through
# by VALIDATE, which holds up nobody.
STATEMENTS = (
    """
    ALTER TABLE services ADD COLUMN IF NOT EXISTS capacity integer NOT NULL DEFAULT 1,
        ADD COLUMN IF NOT EXISTS most_places integer NOT NULL DEFAULT 1
    """,
    "ALTER TABLE services DROP CONSTRAINT IF EXISTS ck_services_places",
    """
    ALTER TABLE services ADD CONSTRAINT ck_services_places
        CHECK (capacity > 0 AND most_places BETWEEN 1 AND capacity)
    """,
    "ALTER TABLE appointments ADD COLUMN IF NOT EXISTS places integer NOT NULL DEFAULT 1",
    "ALTER TABLE appointments DROP CONSTRAINT IF EXISTS ck_appointments_places",
    """
    ALTER TABLE appointments ADD CONSTRAINT ck_appointments_places CHECK (places > 0) NOT VALID
    """,
    "ALTER TABLE appointments VALIDATE CONSTRAINT ck_appointments_places",
    """
    ALTER TABLE sessions ADD COLUMN IF NOT EXISTS state text NOT NULL DEFAULT 'open',
        ADD COLUMN IF NOT EXISTS by_hand boolean NOT NULL DEFAULT false,
        ADD COLUMN IF NOT EXISTS reason text,
        ADD COLUMN IF NOT EXISTS version integer NOT NULL DEFAULT 1
    """,
    "ALTER TABLE sessions DROP CONSTRAINT IF EXISTS ck_sessions_state",
    """
    ALTER TABLE sessions ADD CONSTRAINT ck_sessions_state
        CHECK (state IN ('open', 'closed', 'cancelled', 'empty', 'over'))
    """,
    """
    CREATE INDEX IF NOT EXISTS ix_sessions_standing ON sessions (coach_id, starts_at)
        WHERE state IN ('open', 'closed')
    """,
    """
    CREATE INDEX IF NOT EXISTS ix_sessions_ends_at ON sessions (ends_at)
        WHERE state IN ('open', 'closed')
    """,
)


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for statement in STATEMENTS:
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP INDEX ix_sessions_standing, ix_sessions_ends_at")
    op.execute(
        "ALTER TABLE sessions DROP COLUMN state, DROP COLUMN by_hand, DROP COLUMN reason,"
        " DROP COLUMN version"
    )
    op.execute("ALTER TABLE appointments DROP COLUMN places")
    op.execute("ALTER TABLE services DROP COLUMN capacity, DROP COLUMN most_places")
