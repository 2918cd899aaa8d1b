"""A session may go to another coach, who is asked first.

Replicas of the version before leave the new columns as they are: who is asked belongs to one
version of the row, and any change that they make ends it. What was written about a session stays
with the coach it was written with, so it refers to the session no more. A card of a kind that they
do not know they leave to others.
"""

from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

# In the order in which whoever writes a message takes both; who reads them may take them the other
# way round, and goes first.
LOOSE = """
DO $$
BEGIN
    FOR attempt IN 1..200 LOOP
        BEGIN
            LOCK TABLE appointments IN ACCESS EXCLUSIVE MODE;
            ALTER TABLE {table} DROP CONSTRAINT IF EXISTS fk_{table}_appointment_id;
            RETURN;
        EXCEPTION WHEN deadlock_detected OR lock_not_available THEN
            PERFORM pg_sleep(0.05);
        END;
    END LOOP;
    RAISE EXCEPTION '{table} are in use all the time';
END $$
"""
STATEMENTS = (
    """
    ALTER TABLE appointments
        ADD COLUMN IF NOT EXISTS asked_coach_id bigint,
        ADD COLUMN IF NOT EXISTS asked_until timestamptz,
        ADD COLUMN IF NOT EXISTS asked_version integer,
        ADD COLUMN IF NOT EXISTS handed_from bigint
    """,
    "DROP INDEX CONCURRENTLY IF EXISTS ix_appointments_asked",
    """
    CREATE INDEX CONCURRENTLY ix_appointments_asked ON appointments (asked_until)
        WHERE asked_until IS NOT NULL
    """,
    # What is held with whoever is asked goes as what is on offer does.
    """
    CREATE OR REPLACE TRIGGER asking_ends BEFORE UPDATE ON appointments FOR EACH ROW
        WHEN (OLD.asked_version = OLD.version AND NEW.version <> OLD.version
            AND NEW.status IN ('held', 'pending', 'confirmed'))
        EXECUTE FUNCTION offer_ends()
    """,
    LOOSE.format(table="messages"),
    LOOSE.format(table="message_reports"),
    "ALTER TABLE cards DROP CONSTRAINT IF EXISTS ck_cards_side",
    """
    ALTER TABLE cards ADD CONSTRAINT ck_cards_side
        CHECK (side IN ('customer', 'coach', 'rescue', 'wait', 'colleague')) NOT VALID
    """,
    "ALTER TABLE cards VALIDATE CONSTRAINT ck_cards_side",
    # The customer's cards, and those of whoever has taken it over, are of the new coach's session;
    # what others were shown is drawn once more, and then of a session that is theirs no more.
    """
    CREATE OR REPLACE FUNCTION cards_fall_due() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.coach_id <> NEW.coach_id THEN
            UPDATE cards c SET coach_id = NEW.coach_id,
                side = CASE c.side WHEN 'colleague' THEN 'coach' ELSE c.side END
                WHERE c.coach_id = OLD.coach_id AND c.appointment_id = NEW.id
                    AND (c.side = 'customer' OR c.side = 'colleague' AND c.person_id = (
                        SELECT person_id FROM coaches WHERE id = NEW.coach_id));
            UPDATE cards c SET due_at = clock_timestamp() + interval '1 second'
                WHERE c.coach_id = OLD.coach_id AND c.appointment_id = NEW.id;
        END IF;
        UPDATE cards c SET due_at = clock_timestamp() + interval '1 second'
            WHERE c.coach_id = NEW.coach_id AND c.appointment_id = NEW.id;
        RETURN NULL;
    END $$
    """,
)


def upgrade() -> None:
    # One after the other: replicas go on booking, and hold one of these tables for the next.
    with op.get_context().autocommit_block():
        for statement in STATEMENTS:
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TRIGGER asking_ends ON appointments")
    op.execute(
        """
        CREATE OR REPLACE FUNCTION cards_fall_due() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE cards c SET due_at = clock_timestamp() + interval '1 second'
                WHERE c.coach_id = NEW.coach_id AND c.appointment_id = NEW.id;
            RETURN NULL;
        END $$
        """
    )
    op.execute("DELETE FROM cards WHERE side = 'colleague'")
    op.execute("ALTER TABLE cards DROP CONSTRAINT ck_cards_side")
    op.execute(
        "ALTER TABLE cards ADD CONSTRAINT ck_cards_side"
        " CHECK (side IN ('customer', 'coach', 'rescue', 'wait'))"
    )
    for table in ("messages", "message_reports"):
        # Of what was handed over since, what was written before has nothing to refer to.
        op.execute(
            f"DELETE FROM {table} t WHERE NOT EXISTS (SELECT FROM appointments a"
            " WHERE a.coach_id = t.coach_id AND a.id = t.appointment_id)"
        )
        op.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT fk_{table}_appointment_id"
            " FOREIGN KEY (coach_id, appointment_id)"
            " REFERENCES appointments (coach_id, id) ON DELETE CASCADE"
        )
    op.execute(
        "ALTER TABLE appointments DROP COLUMN asked_coach_id, DROP COLUMN asked_until,"
        " DROP COLUMN asked_version, DROP COLUMN handed_from"
    )
