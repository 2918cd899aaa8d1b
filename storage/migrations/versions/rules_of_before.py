"""What the version before books is refused where it does not know the rules.

It reads weekly hours and single dates and nothing of seasons, of the times of single services, and
of closed days. So it shows such times, and is told that they are taken. See DECISIONS.md.
"""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

# day, until: on the coach's clock. What comes each year is told by month and day.
UNKNOWN = """
    CREATE FUNCTION rules_unknown_before(coach bigint, service bigint, day date, until date)
    RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT EXISTS (
            SELECT FROM hours_seasons WHERE coach_id = coach
                AND (yearly
                    OR daterange(first_day, last_day, '[]') && daterange(day - 1, until, '[]'))
        ) OR EXISTS (
            SELECT FROM service_hours WHERE coach_id = coach AND service_id = service
        ) OR EXISTS (
            SELECT FROM closures, (VALUES (day), (until)) asked (d)
            WHERE CASE
                WHEN NOT yearly THEN d BETWEEN first_day AND last_day
                WHEN to_char(first_day, 'MMDD') <= to_char(last_day, 'MMDD')
                THEN to_char(d, 'MMDD') BETWEEN to_char(first_day, 'MMDD')
                    AND to_char(last_day, 'MMDD')
                ELSE to_char(d, 'MMDD') >= to_char(first_day, 'MMDD')
                    OR to_char(d, 'MMDD') <= to_char(last_day, 'MMDD')
            END
        )
    $$
"""
ASKED = """
    rules_unknown_before(NEW.coach_id, NEW.service_id, NEW.wall_start::date,
        (NEW.wall_start + (NEW.ends_at - NEW.starts_at))::date)
"""
# The version before takes an insert that did nothing for a taken time, and knows a move that cannot
# be by the name of a constraint.
BOOKED = f"""
    CREATE FUNCTION booked_by_rules() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {ASKED} THEN
            RETURN NULL;
        END IF;
        RETURN NEW;
    END $$
"""
MOVED = f"""
    CREATE FUNCTION moved_by_rules() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        -- Who knows claims has moved this one already.
        IF NOT EXISTS (
            SELECT FROM claims WHERE resource_id = NEW.coach_id AND holder_id = NEW.id
                AND span = NEW.blocked
        ) AND {ASKED} THEN
            RAISE EXCEPTION 'a rule violates exclusion constraint "appointments_no_overlap"'
                USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'appointments_no_overlap';
        END IF;
        RETURN NEW;
    END $$
"""
OPEN = "NEW.status IN ('held', 'pending', 'confirmed') AND NEW.session_id IS NULL"
# Triggers come in the order of their names: this one before what claims.
ON_INSERT = f"""
    CREATE TRIGGER booked_by_rules BEFORE INSERT ON appointments FOR EACH ROW
        WHEN (NOT NEW.claimed AND {OPEN}) EXECUTE FUNCTION booked_by_rules()
"""
ON_MOVE = f"""
    CREATE TRIGGER moved_by_rules BEFORE UPDATE ON appointments FOR EACH ROW
        WHEN (OLD.blocked <> NEW.blocked AND {OPEN}) EXECUTE FUNCTION moved_by_rules()
"""


def upgrade() -> None:
    for statement in (UNKNOWN, BOOKED, MOVED, ON_INSERT, ON_MOVE):
        op.execute(statement)


def downgrade() -> None:
    for name in ("moved_by_rules", "booked_by_rules"):
        op.execute(f"DROP TRIGGER {name} ON appointments")
        op.execute(f"DROP FUNCTION {name}()")
    op.execute("DROP FUNCTION rules_unknown_before(bigint, bigint, date, date)")
