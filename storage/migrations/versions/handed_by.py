"""Every coach who has handed a session over reads whose it is by now, not only the last.

Replicas of the version before write no such list, and leave it as it is: of what they hand over,
the last is known as before. The cards of all who have had it are drawn once more when it goes on.
"""

from alembic import op

revision = "0085"
down_revision = "0084"
branch_labels = None
depends_on = None

DUE = """
    CREATE OR REPLACE FUNCTION cards_fall_due() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.coach_id <> NEW.coach_id THEN
            UPDATE cards c SET coach_id = NEW.coach_id,
                side = CASE c.side WHEN 'colleague' THEN 'coach' ELSE c.side END
                WHERE c.coach_id = OLD.coach_id AND c.appointment_id = NEW.id
                    AND (c.side = 'customer' OR c.side = 'colleague' AND c.person_id = (
                        SELECT person_id FROM coaches WHERE id = NEW.coach_id));
            UPDATE cards c SET due_at = clock_timestamp() + interval '1 second'
                WHERE {whose} AND c.appointment_id = NEW.id;
        END IF;
        UPDATE cards c SET due_at = clock_timestamp() + interval '1 second'
            WHERE c.coach_id = NEW.coach_id AND c.appointment_id = NEW.id;
        RETURN NULL;
    END $$
"""


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("ALTER TABLE appointments ADD COLUMN IF NOT EXISTS handed_by bigint[]")
        op.execute(DUE.format(whose="c.coach_id = ANY (OLD.handed_by || OLD.coach_id)"))


def downgrade() -> None:
    op.execute(DUE.format(whose="c.coach_id = OLD.coach_id"))
    op.execute("ALTER TABLE appointments DROP COLUMN handed_by")
