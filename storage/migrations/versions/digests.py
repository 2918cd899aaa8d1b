"""Coaches get a summary in the morning and in the evening, where they or the business say so."""

from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE business ADD COLUMN IF NOT EXISTS morning smallint",
    "ALTER TABLE business ADD COLUMN IF NOT EXISTS evening smallint",
    """
    CREATE TABLE IF NOT EXISTS desks (
        coach_id bigint NOT NULL,
        morning smallint,
        evening smallint,
        empty_days boolean NOT NULL DEFAULT false,
        morning_day date,
        evening_day date,
        asked_until timestamptz,
        CONSTRAINT pk_desks PRIMARY KEY (coach_id),
        CONSTRAINT fk_desks_coach_id FOREIGN KEY (coach_id) REFERENCES coaches (id)
            ON DELETE CASCADE,
        CONSTRAINT ck_desks_morning CHECK (morning BETWEEN -1 AND 1439),
        CONSTRAINT ck_desks_evening CHECK (evening BETWEEN -1 AND 1439)
    )
    """,
)


def upgrade() -> None:
    # One table after the other: replicas go on booking meanwhile.
    with op.get_context().autocommit_block():
        for statement in STATEMENTS:
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE desks")
    op.execute("ALTER TABLE business DROP COLUMN morning, DROP COLUMN evening")
