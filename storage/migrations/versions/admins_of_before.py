"""Whom the version before makes an admin has the role.

A replica of it knows `is_admin` only. Somebody who writes to one before they have written to any
other would be no admin to the rest, who would tell them nothing, until they wrote again. Who was
given a role keeps that one.
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE OR REPLACE FUNCTION role_follows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.role := 'admin';
        RETURN NEW;
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER role_follows
        BEFORE INSERT OR UPDATE OF is_admin ON people FOR EACH ROW
        WHEN (NEW.is_admin AND NEW.role IS NULL) EXECUTE FUNCTION role_follows()
    """,
    "UPDATE people SET role = 'admin' WHERE is_admin AND role IS NULL",
)


def upgrade() -> None:
    # Each alone: nobody who writes to us waits until all people have been looked through. One that
    # was interrupted begins again.
    with op.get_context().autocommit_block():
        for statement in STATEMENTS:
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TRIGGER role_follows ON people")
    op.execute("DROP FUNCTION role_follows()")
