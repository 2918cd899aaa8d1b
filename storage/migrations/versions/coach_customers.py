"""A coach knows customers whom nobody has booked for yet: those they have written down themselves.

A replica of the version before neither reads nor writes it.
"""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

TABLE = """
CREATE TABLE IF NOT EXISTS coach_customers (
    coach_id bigint NOT NULL,
    person_id bigint NOT NULL,
    added_at timestamptz NOT NULL,
    CONSTRAINT pk_coach_customers PRIMARY KEY (coach_id, person_id),
    CONSTRAINT fk_coach_customers_coach_id FOREIGN KEY (coach_id) REFERENCES coaches (id),
    CONSTRAINT fk_coach_customers_person_id FOREIGN KEY (person_id) REFERENCES people (id)
)
"""
INDEX = "CREATE INDEX IF NOT EXISTS ix_coach_customers_person_id ON coach_customers (person_id)"


def upgrade() -> None:
    op.execute(TABLE)
    op.execute(INDEX)


def downgrade() -> None:
    op.execute("DROP TABLE coach_customers")
