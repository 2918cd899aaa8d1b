"""Who has ever booked is known with the person, so that nobody else is asked about their habits.

A trigger keeps it, whichever version books. What it was before is filled in by and by; until then
it is not known.
"""

from alembic import op
from sqlalchemy import text

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

A_BATCH = 2000
# Each by itself: those of before have no value until they are looked at.
COLUMN = (
    "ALTER TABLE people ADD COLUMN IF NOT EXISTS booked boolean",
    "ALTER TABLE people ALTER COLUMN booked SET DEFAULT false",
)
FUNCTION = """
CREATE OR REPLACE FUNCTION customer_has_booked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE people SET booked = true WHERE id = NEW.customer_id AND booked IS NOT TRUE;
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE OR REPLACE TRIGGER customer_has_booked AFTER INSERT OR UPDATE OF customer_id
    ON appointments FOR EACH ROW EXECUTE FUNCTION customer_has_booked()
"""
# A person is held while their appointments are looked for: who books meanwhile comes after it.
FILL = text(
    """
    WITH unknown AS (
        SELECT id FROM people WHERE id > :after ORDER BY id LIMIT :rows FOR NO KEY UPDATE
    ), filled AS (
        UPDATE people p SET booked = EXISTS (SELECT FROM appointments WHERE customer_id = p.id)
        FROM unknown u WHERE p.id = u.id AND p.booked IS NULL
    )
    SELECT max(id) FROM unknown
    """
)


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for statement in (*COLUMN, FUNCTION, TRIGGER):
            op.execute(statement)
        last: int | None = 0
        while last is not None:
            batch = {"after": last, "rows": A_BATCH}
            last = op.get_bind().execute(FILL, batch).scalar()


def downgrade() -> None:
    op.execute("DROP TRIGGER customer_has_booked ON appointments")
    op.execute("DROP FUNCTION customer_has_booked()")
    op.execute("ALTER TABLE people DROP COLUMN booked")
