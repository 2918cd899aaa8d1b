"""A place may be refused to whoever can wait, and given early to whoever cannot."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Beside the one of 0005, which a replica of the version before goes on calling. `early`: so many
# seconds before its time a message may go. `ahead`: a place that lies further in the future than
# that is refused, and not reserved; NULL: none is.
TAKE_PLACE = """
CREATE FUNCTION take_place(
    chat bigint, overall_seconds float8, early float8, ahead float8,
    chat_seconds float8, chat_tolerance float8, quiet float8,
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
    place := greatest(
        own.due - chat_tolerance * second, own.held_until, everyone.held_until,
        everyone.due - ahead * second);
    taken := place IS NULL OR place <= instant;
    IF taken THEN
        place := greatest(everyone.due - early * second, instant);
        UPDATE rate_limits SET due = greatest(everyone.due, instant) + overall_seconds * second
            WHERE chat_id = 0;
        INSERT INTO rate_limits VALUES (chat, greatest(own.due, place) + chat_seconds * second)
            ON CONFLICT (chat_id) DO UPDATE SET due = excluded.due;
    END IF;
    wait := extract(epoch FROM place - instant);
END $$
"""


def upgrade() -> None:
    op.execute(TAKE_PLACE)


def downgrade() -> None:
    parameters = ", ".join(["bigint", *["float8"] * 6])
    op.execute(f"DROP FUNCTION take_place({parameters})")
