"""Services may have several lengths, and coaches terms of their own for a service.

A replica of the version before books the usual length at the usual price.
"""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

LENGTHS = """
ALTER TABLE services ADD COLUMN IF NOT EXISTS lengths jsonb NOT NULL DEFAULT '[]'
"""
TERMS = """
CREATE TABLE IF NOT EXISTS coach_terms (
    coach_id bigint NOT NULL,
    service_id bigint NOT NULL,
    lengths jsonb NOT NULL DEFAULT '[]',
    addresses jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT pk_coach_terms PRIMARY KEY (coach_id, service_id),
    CONSTRAINT fk_coach_terms_coach_id FOREIGN KEY (coach_id)
        REFERENCES coaches (id) ON DELETE CASCADE,
    CONSTRAINT fk_coach_terms_service_id FOREIGN KEY (service_id)
        REFERENCES services (id) ON DELETE CASCADE
)
"""
INDEX = "CREATE INDEX IF NOT EXISTS ix_coach_terms_service_id ON coach_terms (service_id)"
WATCHED = """
CREATE OR REPLACE TRIGGER bump_catalogue_version AFTER INSERT OR UPDATE OR DELETE ON coach_terms
    FOR EACH STATEMENT EXECUTE FUNCTION bump_catalogue_version()
"""


def upgrade() -> None:
    # Each by itself: who holds two tables, and waits for the next, may meet a booking that does.
    with op.get_context().autocommit_block():
        for statement in (LENGTHS, TERMS, INDEX, WATCHED):
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE coach_terms")
    op.execute("ALTER TABLE services DROP COLUMN lengths")
