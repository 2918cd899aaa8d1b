"""A coach says that a session is in progress, and whether they have said what became of it.

A replica of the version before records outcomes without saying when: these sessions may be asked
about once more.
"""

from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE appointments ADD COLUMN IF NOT EXISTS begun_at timestamptz",
    "ALTER TABLE appointments ADD COLUMN IF NOT EXISTS outcome_at timestamptz",
)


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for statement in STATEMENTS:
            op.execute(statement)


def downgrade() -> None:
    op.execute("ALTER TABLE appointments DROP COLUMN begun_at, DROP COLUMN outcome_at")
