"""The audit log says by which door, and what was before and after; nobody changes or deletes it.

The version before goes on adding lines without these.
"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

REFUSE = """
    CREATE FUNCTION keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the audit log is only ever added to' USING ERRCODE = 'restrict_violation';
    END $$
"""
# For each statement: it refuses before a row is looked for.
KEEP = """
    CREATE TRIGGER keep_audit BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION keep_audit()
"""


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE audit
            ADD COLUMN door text, ADD COLUMN before jsonb, ADD COLUMN after jsonb
        """
    )
    op.execute(REFUSE)
    op.execute(KEEP)


def downgrade() -> None:
    op.execute("DROP TRIGGER keep_audit ON audit")
    op.execute("DROP FUNCTION keep_audit")
    op.execute("ALTER TABLE audit DROP COLUMN door, DROP COLUMN before, DROP COLUMN after")
