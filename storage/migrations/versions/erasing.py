"""A person can be erased: their row says since when, and the audit log loses words about them.

Of a line of the log nothing but words can change, and only by who says that they are erasing.
"""

from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

COLUMN = "ALTER TABLE people ADD COLUMN IF NOT EXISTS erased_at timestamptz"
KEEP = """
CREATE OR REPLACE FUNCTION keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('coachbook.erasing', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the audit log is only ever added to' USING ERRCODE = 'restrict_violation';
END $$
"""
# A statement that may change words is looked at row by row.
ROWS = """
CREATE OR REPLACE FUNCTION keep_audit_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.at, NEW.actor_id, NEW.action, NEW.coach_id, NEW.entity, NEW.entity_id, NEW.door)
        IS DISTINCT FROM
        (OLD.id, OLD.at, OLD.actor_id, OLD.action, OLD.coach_id, OLD.entity, OLD.entity_id,
            OLD.door)
        OR NOT coalesce(OLD.facts @> NEW.facts, NEW.facts IS NULL)
        OR NOT coalesce(OLD.before @> NEW.before, NEW.before IS NULL)
        OR NOT coalesce(OLD.after @> NEW.after, NEW.after IS NULL)
    THEN
        RAISE EXCEPTION 'the audit log only loses words' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""
TRIGGER = """
CREATE OR REPLACE TRIGGER keep_audit_lines BEFORE UPDATE ON audit
    FOR EACH ROW EXECUTE FUNCTION keep_audit_lines()
"""
REFUSE = """
CREATE OR REPLACE FUNCTION keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is only ever added to' USING ERRCODE = 'restrict_violation';
END $$
"""


def upgrade() -> None:
    # One table after the other, and the looser rule last: nothing waits for both.
    with op.get_context().autocommit_block():
        for statement in (COLUMN, ROWS, TRIGGER, KEEP):
            op.execute(statement)


def downgrade() -> None:
    op.execute(REFUSE)
    op.execute("DROP TRIGGER keep_audit_lines ON audit")
    op.execute("DROP FUNCTION keep_audit_lines()")
    op.execute("ALTER TABLE people DROP COLUMN erased_at")
