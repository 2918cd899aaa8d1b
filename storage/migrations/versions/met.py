"""Who has never pressed Start is told from who has blocked us; whose user name is known since when.

Those of whom nothing else is known count as met: it is what the program before takes them for.
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE people ADD COLUMN met boolean NOT NULL DEFAULT true")
    op.execute("ALTER TABLE people ADD COLUMN profile_at timestamptz NOT NULL DEFAULT now()")
    # A coach who was added from a contact was out of reach from their first moment.
    op.execute(
        """
        UPDATE people SET met = false
        WHERE unreachable_since IS NOT NULL AND NOT EXISTS (
            SELECT FROM audit WHERE audit.actor_id = people.id
        ) AND NOT EXISTS (
            SELECT FROM appointments WHERE appointments.customer_id = people.id
        ) AND EXISTS (SELECT FROM coaches WHERE coaches.person_id = people.id)
        """
    )


def downgrade() -> None:
    op.execute("ALTER TABLE people DROP COLUMN met, DROP COLUMN profile_at")
