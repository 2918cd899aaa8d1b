"""Account codes go by text message, too: how often each has gone, and what the business allows."""

from alembic import op

revision = "0090"
down_revision = "0089"
branch_labels = None
depends_on = None

# Replicas of the version before take no code in the state that these wait in.
STATEMENTS = (
    "ALTER TABLE account_codes ADD COLUMN IF NOT EXISTS texts smallint NOT NULL DEFAULT 0",
    "ALTER TABLE account_codes ADD COLUMN IF NOT EXISTS texted_at timestamptz",
    "ALTER TABLE business ADD COLUMN IF NOT EXISTS sms_codes_per_day integer NOT NULL DEFAULT 50",
    "ALTER TABLE business ADD COLUMN IF NOT EXISTS sms_countries text[] NOT NULL DEFAULT '{}'",
    "DROP INDEX CONCURRENTLY IF EXISTS ix_account_codes_to_text",
    "CREATE INDEX CONCURRENTLY ix_account_codes_to_text ON account_codes (due_at)"
    " WHERE state = 'to_text'",
    "DROP INDEX CONCURRENTLY IF EXISTS ix_account_codes_texted_at",
    "CREATE INDEX CONCURRENTLY ix_account_codes_texted_at ON account_codes (texted_at)"
    " WHERE texted_at IS NOT NULL",
)


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for statement in STATEMENTS:
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP INDEX ix_account_codes_texted_at")
    op.execute("DROP INDEX ix_account_codes_to_text")
    op.execute("ALTER TABLE account_codes DROP COLUMN texts, DROP COLUMN texted_at")
    op.execute("ALTER TABLE business DROP COLUMN sms_codes_per_day, DROP COLUMN sms_countries")
