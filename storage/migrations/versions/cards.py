"""What each message in a chat shows of a session, so that it can be redrawn when that changes."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE cards (
        person_id bigint NOT NULL,
        message_id bigint NOT NULL,
        generation bigint NOT NULL DEFAULT 1,
        side text,
        coach_id bigint,
        appointment_id bigint,
        appointment_version integer,
        folded boolean NOT NULL DEFAULT false,
        shown_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        due_at timestamptz,
        busy_until timestamptz,
        CONSTRAINT pk_cards PRIMARY KEY (person_id, message_id),
        CONSTRAINT fk_cards_person_id FOREIGN KEY (person_id) REFERENCES people (id),
        CONSTRAINT ck_cards_side CHECK (side IN ('customer', 'coach'))
    )
    """,
    """
    CREATE INDEX ix_cards_coach_id_appointment_id ON cards (coach_id, appointment_id)
        WHERE appointment_id IS NOT NULL
    """,
    "CREATE INDEX ix_cards_due ON cards (due_at) WHERE due_at IS NOT NULL",
    "CREATE INDEX ix_cards_shown_at ON cards (shown_at)",
    # The session is held while its card is written down: whoever changes it has either been here
    # before, and then the card is due at once, or finds the card. Each statement of the function
    # sees what was committed before it.
    """
    CREATE FUNCTION show_card(
        person bigint, message bigint, known bigint, on_side text,
        coach bigint, appointment bigint, at_version integer, attends boolean
    ) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
        stands appointments;
        fresh boolean;
    BEGIN
        SELECT * INTO stands FROM appointments a
            WHERE a.coach_id = coach AND a.id = appointment FOR NO KEY UPDATE;
        fresh := stands.version IS NOT DISTINCT FROM at_version
            AND coalesce((stands.attending_at IS NOT NULL) = attends, true);
        INSERT INTO cards AS c (person_id, message_id, side, coach_id, appointment_id,
            appointment_version, due_at)
        VALUES (person, message, on_side, coach, appointment, at_version,
            CASE WHEN NOT fresh THEN clock_timestamp() END)
        ON CONFLICT (person_id, message_id) DO UPDATE SET
            generation = c.generation + 1, side = excluded.side, coach_id = excluded.coach_id,
            appointment_id = excluded.appointment_id,
            appointment_version = excluded.appointment_version, folded = false,
            shown_at = excluded.shown_at, due_at = excluded.due_at
        WHERE c.generation = known;
        IF FOUND THEN
            UPDATE cards c SET due_at = clock_timestamp()
                WHERE c.coach_id = coach AND c.appointment_id = appointment
                    AND c.person_id = person AND c.side = on_side AND c.message_id <> message
                    AND NOT c.folded;
        END IF;
    END $$
    """,
    # A moment later, so that the news of it, which takes the place of an older card, comes first.
    """
    CREATE FUNCTION cards_fall_due() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE cards c SET due_at = clock_timestamp() + interval '1 second'
            WHERE c.coach_id = NEW.coach_id AND c.appointment_id = NEW.id;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER cards_fall_due AFTER UPDATE ON appointments FOR EACH ROW
        WHEN (OLD.version <> NEW.version OR OLD.attending_at IS DISTINCT FROM NEW.attending_at)
        EXECUTE FUNCTION cards_fall_due()
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TRIGGER cards_fall_due ON appointments")
    op.execute("DROP FUNCTION cards_fall_due()")
    parameters = "bigint, bigint, bigint, text, bigint, bigint, integer, boolean"
    op.execute(f"DROP FUNCTION show_card({parameters})")
    op.execute("DROP TABLE cards")
