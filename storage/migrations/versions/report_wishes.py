"""Reports of each day or week come by themselves, to whoever of the team wants them."""

from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None

TABLE = """
CREATE TABLE IF NOT EXISTS report_wishes (
    person_id bigint NOT NULL,
    day smallint,
    week smallint,
    day_sent date,
    week_sent date,
    CONSTRAINT pk_report_wishes PRIMARY KEY (person_id),
    CONSTRAINT fk_report_wishes_person_id FOREIGN KEY (person_id) REFERENCES people (id),
    CONSTRAINT ck_report_wishes_day CHECK (day BETWEEN 0 AND 1439),
    CONSTRAINT ck_report_wishes_week CHECK (week BETWEEN 0 AND 1439)
)
"""


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute(TABLE)


def downgrade() -> None:
    op.execute("DROP TABLE report_wishes")
