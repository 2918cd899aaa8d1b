"""People say in which hours they want to hear no sound; until then a sound is made at any."""

from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE people ADD COLUMN IF NOT EXISTS quiet_from smallint",
    "ALTER TABLE people ADD COLUMN IF NOT EXISTS quiet_until smallint",
)


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for statement in STATEMENTS:
            op.execute(statement)


def downgrade() -> None:
    op.execute("ALTER TABLE people DROP COLUMN quiet_from, DROP COLUMN quiet_until")
