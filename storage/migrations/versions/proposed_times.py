"""A request carries the other times that its coach proposes."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A constant default: no row is rewritten, and a replica that does not know the column goes on
    # booking. It also goes on approving without clearing it, so no constraint ties it to the state.
    op.execute(
        "ALTER TABLE appointments ADD COLUMN proposed timestamptz[] NOT NULL DEFAULT '{}'"
        " CONSTRAINT ck_appointments_proposed CHECK (cardinality(proposed) <= 3)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE appointments DROP COLUMN proposed")
