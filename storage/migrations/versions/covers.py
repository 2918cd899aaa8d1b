"""A session whose coach is away may be offered with another coach at its own time.

Replicas of the version before leave `cover_id` as it is: it counts as long as the offer does that
it belongs to, of which they show the other times alone. Whoever takes it has another coach from
then on, and the card of the rescue stays with the one who is away.
"""

from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

DUE = """
    CREATE OR REPLACE FUNCTION rescue_cards_fall_due() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE cards c SET due_at = clock_timestamp() + interval '1 second'
            WHERE c.coach_id = {coach} AND c.appointment_id = OLD.rescue_id;
        RETURN NULL;
    END $$
"""


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("ALTER TABLE appointments ADD COLUMN IF NOT EXISTS cover_id bigint")
        whose = "(SELECT coach_id FROM rescues WHERE id = OLD.rescue_id)"
        op.execute(DUE.format(coach=whose))


def downgrade() -> None:
    op.execute(DUE.format(coach="NEW.coach_id"))
    op.execute("ALTER TABLE appointments DROP COLUMN cover_id")
