"""What took place is found by its coach, in the order of its starts, also where nothing did.

Looked for without it, a page of a coach without any read all that the coach has had. Only what is
marked as completed writes here, once.
"""

from alembic import op

revision = "0086"
down_revision = "0085"
branch_labels = None
depends_on = None

NAME = "ix_appointments_completed"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        # One that was interrupted has left an index of no use behind.
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}")
        op.execute(
            f"CREATE INDEX CONCURRENTLY {NAME} ON appointments (coach_id, starts_at, id)"
            " WHERE status = 'completed'"
        )


def downgrade() -> None:
    op.execute(f"DROP INDEX {NAME}")
