"""Other times for an appointment are held while they are on offer, and a request has a deadline.

Replicas of the version before go on: what they propose is held by nobody, as ever, and what they
change ends an offer, because that belongs to one version of the row. The claims that hold its times
go then by a trigger. It leaves a row that closes to the statement that closes it, which releases
all that the appointment has, and may not meet a row that its own trigger has taken.
"""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    ALTER TABLE appointments
        ADD COLUMN IF NOT EXISTS suggested timestamptz[],
        ADD COLUMN IF NOT EXISTS offer_until timestamptz,
        ADD COLUMN IF NOT EXISTS offer_version integer,
        ADD COLUMN IF NOT EXISTS answer_by timestamptz
    """,
    "ALTER TABLE appointments DROP CONSTRAINT IF EXISTS ck_appointments_suggested",
    """
    ALTER TABLE appointments ADD CONSTRAINT ck_appointments_suggested
        CHECK (cardinality(suggested) <= 3) NOT VALID
    """,
    "ALTER TABLE appointments VALIDATE CONSTRAINT ck_appointments_suggested",
    "DROP INDEX CONCURRENTLY IF EXISTS ix_appointments_offers",
    """
    CREATE INDEX CONCURRENTLY ix_appointments_offers ON appointments (offer_until)
        WHERE offer_until IS NOT NULL
    """,
    "DROP INDEX CONCURRENTLY IF EXISTS ix_appointments_answers",
    """
    CREATE INDEX CONCURRENTLY ix_appointments_answers ON appointments (answer_by)
        WHERE status = 'pending' AND answer_by IS NOT NULL
    """,
    """
    ALTER TABLE business
        ADD COLUMN IF NOT EXISTS answer_minutes integer NOT NULL DEFAULT 1440,
        ADD COLUMN IF NOT EXISTS offer_minutes integer NOT NULL DEFAULT 1440
    """,
    """
    CREATE OR REPLACE FUNCTION offer_ends() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM claims WHERE holder_id = OLD.id AND nr > 0 AND reason = 'proposal';
        RETURN NEW;
    END $$
    """,
    "DROP TRIGGER IF EXISTS offer_ends ON appointments",
    """
    CREATE TRIGGER offer_ends BEFORE UPDATE ON appointments FOR EACH ROW
        WHEN (OLD.offer_version = OLD.version AND NEW.version <> OLD.version
            AND NEW.status IN ('held', 'pending', 'confirmed'))
        EXECUTE FUNCTION offer_ends()
    """,
)


def upgrade() -> None:
    # One after the other: replicas go on booking, and hold one of these tables for the next.
    with op.get_context().autocommit_block():
        for statement in STATEMENTS:
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TRIGGER offer_ends ON appointments")
    op.execute("DROP FUNCTION offer_ends()")
    op.execute("DELETE FROM claims WHERE reason = 'proposal'")
    op.execute(
        "ALTER TABLE appointments DROP COLUMN suggested, DROP COLUMN offer_until,"
        " DROP COLUMN offer_version, DROP COLUMN answer_by"
    )
    op.execute("ALTER TABLE business DROP COLUMN answer_minutes, DROP COLUMN offer_minutes")
