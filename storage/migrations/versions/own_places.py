"""A message counts in the stead of its own place, and for as long as it is on its way."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# Beside take_place of 0007, which did not say what it had counted. counts_until: of the place that
# was taken, while nobody tells of its arrival; NULL: none was.
NEXT_PLACE = """
CREATE FUNCTION next_place(
    chat bigint, most int, unheard float8, overall_seconds float8, early float8, ahead float8,
    chat_seconds float8, chat_tolerance float8, quiet float8,
    OUT wait float8, OUT counts_until timestamptz
) LANGUAGE plpgsql AS $$
DECLARE
    everyone rate_limits;
    own rate_limits;
    instant timestamptz;
    place timestamptz;
    counting timestamptz[];
    second CONSTANT interval := interval '1 second';
    -- No schedule is so far ahead. One that is was made before the clock was set back, and would
    -- silence everybody for as long.
    farthest CONSTANT interval := interval '30 seconds';
BEGIN
    SELECT * INTO everyone FROM rate_limits WHERE chat_id = 0 FOR UPDATE;
    instant := clock_timestamp();
    IF NOT FOUND THEN
        INSERT INTO rate_limits VALUES (0, instant, instant + quiet * second)
            ON CONFLICT (chat_id) DO NOTHING;
        wait := quiet;
        RETURN;
    END IF;
    SELECT * INTO own FROM rate_limits WHERE chat_id = chat;
    IF everyone.due > instant + farthest THEN
        everyone.due := instant;
    END IF;
    IF own.due > instant + farthest THEN
        own.due := instant;
    END IF;
    SELECT array_agg(until ORDER BY until) INTO counting
        FROM unnest(everyone.counted) until WHERE until > instant AND until < instant + farthest;
    -- With fewer than `most` there is no such element, and NULL is no obstacle.
    place := greatest(
        own.due - chat_tolerance * second, own.held_until, everyone.held_until,
        everyone.due - ahead * second, counting[cardinality(counting) - most + 1]);
    IF place IS NULL OR place <= instant THEN
        place := greatest(everyone.due - early * second, instant);
        counts_until := place + unheard * second;
        UPDATE rate_limits SET due = greatest(everyone.due, instant) + overall_seconds * second,
            counted = array_append(counting, counts_until)
            WHERE chat_id = 0;
        INSERT INTO rate_limits VALUES (chat, greatest(own.due, place) + chat_seconds * second)
            ON CONFLICT (chat_id) DO UPDATE SET due = excluded.due;
    END IF;
    wait := extract(epoch FROM place - instant);
END $$
"""
# Beside has_arrived of 0008, which took away any message that was on its way, and of those that had
# been so for long none: they counted twice. From now on the message counts for so many seconds, and
# its chat's next one is due no sooner than chat_seconds. One that counts no more is found nowhere.
COUNT_MESSAGE = """
CREATE FUNCTION count_message(
    chat bigint, chat_seconds float8, seconds float8, INOUT counts_until timestamptz
) LANGUAGE plpgsql AS $$
DECLARE
    counting timestamptz[];
    instant timestamptz;
    own int;
    second CONSTANT interval := interval '1 second';
BEGIN
    SELECT counted INTO counting FROM rate_limits WHERE chat_id = 0 FOR UPDATE;
    instant := clock_timestamp();
    own := array_position(counting, counts_until);
    IF own IS NOT NULL THEN
        counting := counting[: own - 1] || counting[own + 1 :];
    END IF;
    counts_until := instant + seconds * second;
    UPDATE rate_limits SET counted = array_append(counting, counts_until)
        WHERE chat_id = 0;
    UPDATE rate_limits SET due = greatest(due, instant + chat_seconds * second)
        WHERE chat_id = chat;
END $$
"""


def upgrade() -> None:
    op.execute(NEXT_PLACE)
    op.execute(COUNT_MESSAGE)


def downgrade() -> None:
    op.execute("DROP FUNCTION next_place")
    op.execute("DROP FUNCTION count_message")
