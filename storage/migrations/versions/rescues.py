"""Leave that touches sessions gives each an answer, and its card fills with what came of it.

Replicas of the version before leave `rescue_id` as it is: it counts as long as the offer does that
it belongs to. One of them that lets such an offer lapse leaves the session where it was, and the
coach's card says so. A card of a kind that they do not know they leave to others.
"""

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE IF NOT EXISTS rescues (
        id bigint NOT NULL,
        coach_id bigint NOT NULL,
        leave_id bigint NOT NULL,
        starts_local timestamp NOT NULL,
        ends_local timestamp NOT NULL,
        made_by bigint NOT NULL,
        made_at timestamptz NOT NULL,
        CONSTRAINT pk_rescues PRIMARY KEY (coach_id, id),
        CONSTRAINT fk_rescues_coach_id FOREIGN KEY (coach_id) REFERENCES coaches (id),
        CONSTRAINT fk_rescues_made_by FOREIGN KEY (made_by) REFERENCES people (id)
    )
    """,
    "CREATE INDEX IF NOT EXISTS ix_rescues_id ON rescues (id)",
    "CREATE INDEX IF NOT EXISTS ix_rescues_leave ON rescues (leave_id)",
    "CREATE INDEX IF NOT EXISTS ix_rescues_made_at ON rescues (made_at)",
    """
    CREATE TABLE IF NOT EXISTS rescued (
        coach_id bigint NOT NULL,
        rescue_id bigint NOT NULL,
        appointment_id bigint NOT NULL,
        was timestamptz NOT NULL,
        offered boolean NOT NULL,
        lapsed boolean NOT NULL DEFAULT false,
        CONSTRAINT pk_rescued PRIMARY KEY (coach_id, rescue_id, appointment_id),
        CONSTRAINT fk_rescued_rescue_id FOREIGN KEY (coach_id, rescue_id)
            REFERENCES rescues (coach_id, id) ON DELETE CASCADE
    )
    """,
    "ALTER TABLE appointments ADD COLUMN IF NOT EXISTS rescue_id bigint",
    "ALTER TABLE cards DROP CONSTRAINT IF EXISTS ck_cards_side",
    """
    ALTER TABLE cards ADD CONSTRAINT ck_cards_side
        CHECK (side IN ('customer', 'coach', 'rescue')) NOT VALID
    """,
    "ALTER TABLE cards VALIDATE CONSTRAINT ck_cards_side",
    # A moment later, as for the cards of the session itself.
    """
    CREATE OR REPLACE FUNCTION rescue_cards_fall_due() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE cards c SET due_at = clock_timestamp() + interval '1 second'
            WHERE c.coach_id = NEW.coach_id AND c.appointment_id = OLD.rescue_id;
        RETURN NULL;
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER rescue_cards_fall_due AFTER UPDATE ON appointments FOR EACH ROW
        WHEN (OLD.rescue_id IS NOT NULL AND OLD.version <> NEW.version)
        EXECUTE FUNCTION rescue_cards_fall_due()
    """,
)


def upgrade() -> None:
    # One after the other: replicas go on booking, and hold one of these tables for the next.
    with op.get_context().autocommit_block():
        for statement in STATEMENTS:
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TRIGGER rescue_cards_fall_due ON appointments")
    op.execute("DROP FUNCTION rescue_cards_fall_due()")
    op.execute("DELETE FROM cards WHERE side = 'rescue'")
    op.execute("ALTER TABLE cards DROP CONSTRAINT ck_cards_side")
    op.execute(
        "ALTER TABLE cards ADD CONSTRAINT ck_cards_side CHECK (side IN ('customer', 'coach'))"
    )
    op.execute("ALTER TABLE appointments DROP COLUMN rescue_id")
    op.execute("DROP TABLE rescued, rescues")
