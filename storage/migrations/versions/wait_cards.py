"""The news of what is kept for somebody in line is redrawn when it is kept no longer.

A card of a kind that they do not know replicas of the version before leave to others.
"""

from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE cards DROP CONSTRAINT IF EXISTS ck_cards_side",
    """
    ALTER TABLE cards ADD CONSTRAINT ck_cards_side
        CHECK (side IN ('customer', 'coach', 'rescue', 'wait')) NOT VALID
    """,
    "ALTER TABLE cards VALIDATE CONSTRAINT ck_cards_side",
    # A moment later, so that whoever has answered on it has the screen for themself first.
    """
    CREATE OR REPLACE FUNCTION wait_cards_fall_due() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE cards c SET due_at = clock_timestamp() + interval '1 second'
            WHERE c.coach_id = NEW.coach_id AND c.appointment_id = -NEW.id;
        RETURN NULL;
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER wait_cards_fall_due AFTER UPDATE ON wait_offers FOR EACH ROW
        WHEN (OLD.answer = 'open' AND NEW.answer <> 'open')
        EXECUTE FUNCTION wait_cards_fall_due()
    """,
)


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for statement in STATEMENTS:
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TRIGGER wait_cards_fall_due ON wait_offers")
    op.execute("DROP FUNCTION wait_cards_fall_due()")
    op.execute("DELETE FROM cards WHERE side = 'wait'")
    op.execute("ALTER TABLE cards DROP CONSTRAINT ck_cards_side")
    op.execute(
        "ALTER TABLE cards ADD CONSTRAINT ck_cards_side"
        " CHECK (side IN ('customer', 'coach', 'rescue'))"
    )
