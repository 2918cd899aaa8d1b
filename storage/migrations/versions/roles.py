"""Who is manager or admin is kept here; the setting names no more than the first admins.

No role means that nobody has given one: only such people does the setting still make admins. The
version before goes on reading `is_admin`, which this one leaves alone.
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE people ADD COLUMN role text
            CONSTRAINT ck_people_role CHECK (role IN ('customer', 'manager', 'admin'))
        """
    )
    op.execute("UPDATE people SET role = 'admin' WHERE is_admin")
    op.execute("CREATE INDEX ix_people_team ON people (role) WHERE role IN ('manager', 'admin')")


def downgrade() -> None:
    op.execute("ALTER TABLE people DROP COLUMN role")
