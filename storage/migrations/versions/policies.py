"""By what a business gives out customers who name nobody: to the least loaded as before, or else.

What tells that the business has changed no longer names its columns: a further one is seen, too.
"""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

POLICY = """
ALTER TABLE business ADD COLUMN policy text NOT NULL DEFAULT 'least_loaded'
    CONSTRAINT ck_business_policy CHECK (policy IN ('least_loaded', 'in_turn', 'by_weight'))
"""
WEIGHT = """
ALTER TABLE coaches ADD COLUMN weight smallint NOT NULL DEFAULT 1
    CONSTRAINT ck_coaches_weight CHECK (weight BETWEEN 0 AND 10)
"""
TURNS = """
CREATE TABLE turns (
    coach_id bigint NOT NULL CONSTRAINT fk_turns_coach_id
        REFERENCES coaches (id) ON DELETE CASCADE,
    given_at timestamptz NOT NULL,
    CONSTRAINT pk_turns PRIMARY KEY (coach_id)
)
"""
WATCH = """
CREATE TRIGGER bump_catalogue_version BEFORE UPDATE ON business FOR EACH ROW
WHEN ({old} IS DISTINCT FROM {new}) EXECUTE FUNCTION bump_own_catalogue_version()
"""
WHOLE = "to_jsonb({row}) - 'catalogue_version'"
NAMED = "({row}.name, {row}.zone, {row}.place)"


def upgrade() -> None:
    for statement in (POLICY, WEIGHT, TURNS):
        op.execute(statement)
    _watch(WHOLE)


def downgrade() -> None:
    _watch(NAMED)
    op.execute("DROP TABLE turns")
    op.execute("ALTER TABLE coaches DROP COLUMN weight")
    op.execute("ALTER TABLE business DROP COLUMN policy")


def _watch(columns: str) -> None:
    op.execute("DROP TRIGGER bump_catalogue_version ON business")
    op.execute(WATCH.format(old=columns.format(row="OLD"), new=columns.format(row="NEW")))
