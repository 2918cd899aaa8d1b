"""How often one may book, how far ahead in other words than days, and who keeps a time for a while.

All of it is as before until somebody sets it. Replicas of the version before know of no limit: they
book without asking, and go on counting the days that were set for a service.
"""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

SERVICES = """
ALTER TABLE services
    ADD COLUMN IF NOT EXISTS horizon_by text NOT NULL DEFAULT 'days'
        CONSTRAINT ck_services_horizon_by CHECK (
        horizon_by IN ('days', 'working_days', 'months', 'date')),
    ADD COLUMN IF NOT EXISTS horizon_count integer NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS horizon_until date
        CONSTRAINT ck_services_horizon_until CHECK (
        horizon_by <> 'date' OR horizon_until IS NOT NULL),
    ADD COLUMN IF NOT EXISTS cap_day integer NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS cap_week integer NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS customer_day integer NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS customer_week integer NOT NULL DEFAULT 0
"""
COACHES = """
ALTER TABLE coaches
    ADD COLUMN IF NOT EXISTS cap_day integer NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS cap_week integer NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS gap integer
"""
BUSINESS = """
ALTER TABLE business
    ADD COLUMN IF NOT EXISTS open_limit integer NOT NULL DEFAULT 20,
    ADD COLUMN IF NOT EXISTS customer_day integer NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS customer_week integer NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS gap integer NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS hold_minutes integer NOT NULL DEFAULT 0
"""
HOLDS = """
CREATE TABLE IF NOT EXISTS holds (
    person_id bigint NOT NULL CONSTRAINT fk_holds_person_id REFERENCES people (id),
    coach_id bigint NOT NULL,
    holder_id bigint NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT pk_holds PRIMARY KEY (person_id)
)
"""
COLUMNS = {
    "services": (
        *("horizon_by", "horizon_count", "horizon_until"),
        *("cap_day", "cap_week", "customer_day", "customer_week"),
    ),
    "coaches": ("cap_day", "cap_week", "gap"),
    "business": ("open_limit", "customer_day", "customer_week", "gap", "hold_minutes"),
}


def upgrade() -> None:
    # One after the other: whoever books holds one of these tables and goes on to the next.
    with op.get_context().autocommit_block():
        for statement in (SERVICES, COACHES, BUSINESS, HOLDS):
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE holds")
    for table, columns in COLUMNS.items():
        dropped = ", ".join(f"DROP COLUMN {column}" for column in columns)
        op.execute(f"ALTER TABLE {table} {dropped}")
