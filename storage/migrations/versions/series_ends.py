"""Of a series it is known when to look whether its end is near.

Those that there are, and those that a replica of the version before books, are looked at once.
"""

from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE series ADD COLUMN IF NOT EXISTS times integer,"
        " ADD COLUMN IF NOT EXISTS look_at timestamptz DEFAULT now()"
    )
    op.execute(
        "CREATE INDEX IF NOT EXISTS ix_series_look_at ON series (look_at) WHERE look_at IS NOT NULL"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE series DROP COLUMN look_at, DROP COLUMN times")
