"""What is known of people by now is written down as identities, while replicas go on writing."""

from alembic import op
from sqlalchemy import text

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BATCH = 5000
# The rows are shared until the end of their batch, some ten milliseconds: an address that is
# changed in that moment would else be written down as it was, after the trigger has been there.
KNOWN = text(
    """
    WITH batch AS MATERIALIZED (
        SELECT id, telegram_id, email, met, created_at FROM people
        WHERE id > :after ORDER BY id LIMIT :batch FOR SHARE
    ), known AS (
        INSERT INTO identities (person_id, kind, value, verified_at, created_at)
        SELECT id, kind, value, CASE WHEN kind = 'telegram' AND met THEN created_at END, created_at
        FROM batch CROSS JOIN LATERAL (
            VALUES ('telegram', telegram_id::text), ('email', lower(email))
        ) said (kind, value)
        WHERE value IS NOT NULL
        ON CONFLICT (person_id, kind, value) DO NOTHING
    )
    SELECT max(id) FROM batch
    """
)


def upgrade() -> None:
    # A transaction for each batch. One that was interrupted begins again, and finds what it wrote.
    with op.get_context().autocommit_block():
        after: int | None = 0
        while after is not None:
            after = op.get_bind().scalar(KNOWN, {"after": after, "batch": BATCH})
        for name in ("ck_people_written_to", "fk_people_merged_into"):
            op.execute(f"ALTER TABLE people VALIDATE CONSTRAINT {name}")


def downgrade() -> None:
    """They go with their table."""
