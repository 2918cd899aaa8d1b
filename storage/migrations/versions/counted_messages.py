"""What goes out is counted until a second after it has arrived, however long its way was."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Of the row 0: until when each message of the last moment counts. In a table that is not logged a
# column with a default costs nothing, and a replica of the version before goes on without it.
COLUMN = "ALTER TABLE rate_limits ADD COLUMN counted timestamptz[] NOT NULL DEFAULT '{}'"
# Beside the one of 0006, with two more: `most` messages may count at once, and one whose arrival
# nobody tells counts for `unheard` seconds.
TAKE_PLACE = """
CREATE FUNCTION take_place(
    chat bigint, most int, unheard float8, overall_seconds float8, early float8, ahead float8,
    chat_seconds float8, chat_tolerance float8, quiet float8,
    OUT taken boolean, OUT wait float8
) LANGUAGE plpgsql AS $$
DECLARE
    everyone rate_limits;
    own rate_limits;
    instant timestamptz;
    place timestamptz;
    counting timestamptz[];
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
    SELECT array_agg(until ORDER BY until) INTO counting
        FROM unnest(everyone.counted) until WHERE until > instant;
    -- With fewer than `most` there is no such element, and NULL is no obstacle.
    place := greatest(
        own.due - chat_tolerance * second, own.held_until, everyone.held_until,
        everyone.due - ahead * second, counting[cardinality(counting) - most + 1]);
    taken := place IS NULL OR place <= instant;
    IF taken THEN
        place := greatest(everyone.due - early * second, instant);
        UPDATE rate_limits SET due = greatest(everyone.due, instant) + overall_seconds * second,
            counted = array_append(counting, place + unheard * second)
            WHERE chat_id = 0;
        INSERT INTO rate_limits VALUES (chat, greatest(own.due, place) + chat_seconds * second)
            ON CONFLICT (chat_id) DO UPDATE SET due = excluded.due;
    END IF;
    wait := extract(epoch FROM place - instant);
END $$
"""
# Which of those on their way this was does not matter: there is one less.
HAS_ARRIVED = """
CREATE FUNCTION has_arrived(chat bigint, chat_seconds float8) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    all_counted timestamptz[];
    instant timestamptz;
    first timestamptz;
    second CONSTANT interval := interval '1 second';
BEGIN
    SELECT counted INTO all_counted FROM rate_limits WHERE chat_id = 0 FOR UPDATE;
    instant := clock_timestamp();
    SELECT min(until) INTO first FROM unnest(all_counted) until WHERE until > instant + second;
    UPDATE rate_limits SET counted = array_append(
            array_remove(all_counted, first), instant + second)
        WHERE chat_id = 0 AND first IS NOT NULL;
    UPDATE rate_limits SET due = greatest(due, instant + chat_seconds * second)
        WHERE chat_id = chat;
END $$
"""


def upgrade() -> None:
    op.execute(COLUMN)
    op.execute(TAKE_PLACE)
    op.execute(HAS_ARRIVED)


def downgrade() -> None:
    parameters = ", ".join(["bigint", "int", *["float8"] * 7])
    op.execute(f"DROP FUNCTION take_place({parameters})")
    op.execute("DROP FUNCTION has_arrived")
    op.execute("ALTER TABLE rate_limits DROP COLUMN counted")
