"""Customers answer a reminder that they are late, and coaches read what became of a notice.

A replica of the version before knows one answer: that somebody comes.
"""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

LATE = "ALTER TABLE appointments ADD COLUMN IF NOT EXISTS late_minutes integer"
# A card that shows an answer is due where the answer is another by then.
SHOW = """
CREATE OR REPLACE FUNCTION show_answered_card(
    person bigint, message bigint, known bigint, on_side text,
    coach bigint, appointment bigint, at_version integer, attends boolean, answered timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM show_card(person, message, known, on_side, coach, appointment, at_version, attends);
    UPDATE cards c SET due_at = clock_timestamp()
        WHERE c.person_id = person AND c.message_id = message
            AND c.appointment_id = appointment AND c.due_at IS NULL
            AND EXISTS (
                SELECT FROM appointments a WHERE a.coach_id = coach AND a.id = appointment
                    AND a.attending_at IS DISTINCT FROM answered
            );
END $$
"""
# Concurrently, as replicas go on sending meanwhile. One that was interrupted leaves an index that
# nothing uses and that the name is taken by.
INDEX = (
    "DROP INDEX CONCURRENTLY IF EXISTS ix_outbox_appointment_id",
    """
    CREATE INDEX CONCURRENTLY ix_outbox_appointment_id ON outbox (appointment_id)
        WHERE appointment_id IS NOT NULL
    """,
)


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for statement in (LATE, SHOW, *INDEX):
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP INDEX ix_outbox_appointment_id")
    parameters = "bigint, bigint, bigint, text, bigint, bigint, integer, boolean, timestamptz"
    op.execute(f"DROP FUNCTION show_answered_card({parameters})")
    op.execute("ALTER TABLE appointments DROP COLUMN late_minutes")
