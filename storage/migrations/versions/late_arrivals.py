"""A message counts for a second after its arrival, also one that was long on its way."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Beside the one of 0007, which did not count what had been on its way for over a second, and took
# two of the same instant for one. counts: whether what is told of still counts as on its way;
# which of those it was does not matter.
HAS_ARRIVED = """
CREATE FUNCTION has_arrived(chat bigint, chat_seconds float8, counts boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    all_counted timestamptz[];
    instant timestamptz;
    first int;
    second CONSTANT interval := interval '1 second';
BEGIN
    SELECT counted INTO all_counted FROM rate_limits WHERE chat_id = 0 FOR UPDATE;
    instant := clock_timestamp();
    IF counts THEN
        SELECT place INTO first FROM unnest(all_counted) WITH ORDINALITY counting (until, place)
            WHERE until > instant + second ORDER BY until LIMIT 1;
        IF FOUND THEN
            all_counted := all_counted[1 : first - 1]
                || all_counted[first + 1 : cardinality(all_counted)];
        END IF;
    END IF;
    UPDATE rate_limits SET counted = array_append(all_counted, instant + second)
        WHERE chat_id = 0;
    UPDATE rate_limits SET due = greatest(due, instant + chat_seconds * second)
        WHERE chat_id = chat;
END $$
"""


def upgrade() -> None:
    op.execute(HAS_ARRIVED)


def downgrade() -> None:
    op.execute("DROP FUNCTION has_arrived(bigint, float8, boolean)")
