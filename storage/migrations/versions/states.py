"""Bookings in a state that few are in are found by coach and state, in the order of their starts.

Looked for without it, such a page reads all that is in other states. What is confirmed or took
place is most of what there is and needs no such index: a booking that is confirmed at once, and
ends well, writes nothing here.
"""

from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

NAME = "ix_appointments_states"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        # One that was interrupted has left an index of no use behind.
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}")
        op.execute(
            f"CREATE INDEX CONCURRENTLY {NAME} ON appointments (coach_id, status, starts_at, id)"
            " WHERE status NOT IN ('confirmed', 'completed')"
        )


def downgrade() -> None:
    op.execute(f"DROP INDEX {NAME}")
