"""Places of a group's session are kept for who decides, as times of their own are.

They are counted as taken in the session, and a trigger gives them back when the row of the hold
goes: so they come back also where a replica of the version before lets go of it.
"""

from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

PLACES = "ALTER TABLE holds ADD COLUMN IF NOT EXISTS places integer NOT NULL DEFAULT 0"
# A session in which nobody has ever sat leaves nothing behind. A new version only where its state
# changes: who is in it has not.
GIVE_BACK = """
    CREATE OR REPLACE FUNCTION give_back_held_places() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        there sessions%ROWTYPE;
    BEGIN
        SELECT * INTO there FROM sessions
            WHERE coach_id = OLD.coach_id AND id = OLD.holder_id FOR UPDATE;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
        IF there.taken > OLD.places OR there.by_hand OR there.state NOT IN ('open', 'closed') THEN
            UPDATE sessions SET taken = taken - OLD.places
                WHERE coach_id = there.coach_id AND id = there.id;
            RETURN NULL;
        END IF;
        DELETE FROM claims WHERE (resource_id = there.coach_id AND holder_id = there.id)
            OR (holder_id = there.id AND nr > 0);
        IF EXISTS (
            SELECT FROM appointments WHERE coach_id = there.coach_id AND session_id = there.id
                AND session_id IS NOT NULL
        ) THEN
            UPDATE sessions SET taken = 0, state = 'empty', version = version + 1
                WHERE coach_id = there.coach_id AND id = there.id;
        ELSE
            DELETE FROM sessions WHERE coach_id = there.coach_id AND id = there.id;
        END IF;
        RETURN NULL;
    END $$
"""
ON_DELETE = """
    CREATE OR REPLACE TRIGGER give_back_held_places AFTER DELETE ON holds FOR EACH ROW
        WHEN (OLD.places > 0) EXECUTE FUNCTION give_back_held_places()
"""


def upgrade() -> None:
    for statement in (PLACES, GIVE_BACK, ON_DELETE):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DELETE FROM holds")
    op.execute("DROP TRIGGER give_back_held_places ON holds")
    op.execute("DROP FUNCTION give_back_held_places()")
    op.execute("ALTER TABLE holds DROP COLUMN places")
