"""Telegram's limits are counted here, where every replica sees them and no Redis can lose them."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# UNLOGGED: thirty small changes a second that no restart has any use for. A crash empties the
# table; `take_place` knows by the row 0, that of all chats, and lets a quiet second pass then.
TABLE = """
CREATE UNLOGGED TABLE rate_limits (
    chat_id bigint CONSTRAINT pk_rate_limits PRIMARY KEY,
    due timestamptz NOT NULL,
    held_until timestamptz
)
"""
# One function, so that no lock is held while a client is asked: one that hangs would hold up all.
# It begins with the row 0, which puts everybody in a line; what it reads then is the newest.
TAKE_PLACE = """
CREATE FUNCTION take_place(
    chat bigint, overall_seconds float8, chat_seconds float8, chat_tolerance float8, quiet float8,
    OUT taken boolean, OUT wait float8
) LANGUAGE plpgsql AS $$
DECLARE
    everyone rate_limits;
    own rate_limits;
    instant timestamptz;
    place timestamptz;
    second CONSTANT interval := interval '1 second';
BEGIN
    SELECT * INTO everyone FROM rate_limits WHERE chat_id = 0 FOR UPDATE;
    instant := clock_timestamp();
    IF NOT FOUND THEN
        INSERT INTO rate_limits VALUES (0, instant, instant + quiet * second)
            ON CONFLICT (chat_id) DO NOTHING;
        taken := false;
        wait := quiet;
        RETURN;
    END IF;
    SELECT * INTO own FROM rate_limits WHERE chat_id = chat;
    place := greatest(own.due - chat_tolerance * second, own.held_until, everyone.held_until);
    taken := place IS NULL OR place <= instant;
    IF taken THEN
        place := greatest(everyone.due, instant);
        UPDATE rate_limits SET due = place + overall_seconds * second WHERE chat_id = 0;
        INSERT INTO rate_limits VALUES (chat, greatest(own.due, place) + chat_seconds * second)
            ON CONFLICT (chat_id) DO UPDATE SET due = excluded.due;
    END IF;
    wait := extract(epoch FROM place - instant);
END $$
"""


def upgrade() -> None:
    op.execute(TABLE)
    op.execute("INSERT INTO rate_limits (chat_id, due) VALUES (0, '-infinity')")
    op.execute(TAKE_PLACE)


def downgrade() -> None:
    op.execute("DROP FUNCTION take_place")
    op.execute("DROP TABLE rate_limits")
