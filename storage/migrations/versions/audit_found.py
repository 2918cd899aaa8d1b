"""The audit log is found by who did something, by what it was done to, and by the day."""

from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

# What is only ever added to lies in the order of its instants: a few bytes for each stretch of it.
INDEXES = {
    "ix_audit_at": "USING brin (at) WITH (autosummarize = on)",
    "ix_audit_actor_id": "(actor_id, id)",
    "ix_audit_entity": "(entity, id)",
}


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for name, which in INDEXES.items():
            # One that was interrupted has left an index of no use behind.
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON audit {which}")


def downgrade() -> None:
    for name in INDEXES:
        op.execute(f"DROP INDEX {name}")
