"""Whoever knows claims moves an appointment wherever rules let them, seasons and closures or not.

The claim moves in the same statement, and of the two the appointment came first: asked before it
had moved, who knows claims was taken for the version before. After the statement both have.
"""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

MOVED = "NEW.status IN ('held', 'pending', 'confirmed') AND NEW.session_id IS NULL"
# Triggers come in the order of their names: this one before what lets the claim follow.
AFTERWARDS = f"""
    CREATE TRIGGER before_claim_moved_by_rules AFTER UPDATE ON appointments FOR EACH ROW
        WHEN (OLD.blocked <> NEW.blocked AND {MOVED}) EXECUTE FUNCTION moved_by_rules()
"""
AT_FIRST = f"""
    CREATE TRIGGER moved_by_rules BEFORE UPDATE ON appointments FOR EACH ROW
        WHEN (OLD.blocked <> NEW.blocked AND {MOVED}) EXECUTE FUNCTION moved_by_rules()
"""


def upgrade() -> None:
    op.execute(AFTERWARDS)
    op.execute("DROP TRIGGER moved_by_rules ON appointments")


def downgrade() -> None:
    op.execute(AT_FIRST)
    op.execute("DROP TRIGGER before_claim_moved_by_rules ON appointments")
