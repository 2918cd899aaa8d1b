"""What occupies a coach becomes rows of its own, under a constraint of their own.

Replicas of the version before go on writing all the while: triggers claim for them. Nothing here
holds a lock for longer than it takes to write a few rows. Every step may be done again, as one that
was interrupted has to be: they are transactions of their own.
"""

from alembic import op
from sqlalchemy import text

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

A_BATCH = 2_000  # rows, locked for as long as it takes to claim for them

TABLES = (
    """
    CREATE TABLE IF NOT EXISTS resources (
        id bigint NOT NULL,
        kind text NOT NULL,
        units integer NOT NULL DEFAULT 1,
        coach_id bigint,
        CONSTRAINT pk_resources PRIMARY KEY (id),
        CONSTRAINT uq_resources_coach_id UNIQUE (coach_id),
        CONSTRAINT fk_resources_coach_id FOREIGN KEY (coach_id)
            REFERENCES coaches (id) ON DELETE CASCADE,
        CONSTRAINT ck_resources_kind CHECK (kind IN ('coach', 'room', 'device')),
        CONSTRAINT ck_resources_coach CHECK ((kind = 'coach') = (coach_id IS NOT NULL)),
        CONSTRAINT ck_resources_coach_id CHECK (kind <> 'coach' OR (coach_id = id AND units = 1)),
        CONSTRAINT ck_resources_units CHECK (units > 0)
    )
    """,
    # An exclusion can be added neither NOT VALID nor by an index that is there: the table is made
    # with it, and filled afterwards.
    """
    CREATE TABLE IF NOT EXISTS claims (
        resource_id bigint NOT NULL,
        holder_id bigint NOT NULL,
        nr smallint NOT NULL DEFAULT 0,
        unit integer NOT NULL DEFAULT 1,
        span tstzrange NOT NULL,
        reason text NOT NULL,
        expires_at timestamptz,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_claims PRIMARY KEY (resource_id, holder_id, nr),
        CONSTRAINT fk_claims_resource_id FOREIGN KEY (resource_id) REFERENCES resources (id),
        CONSTRAINT ck_claims_reason
            CHECK (reason IN ('appointment', 'session', 'hold', 'proposal')),
        CONSTRAINT ck_claims_span CHECK (NOT isempty(span)),
        CONSTRAINT ck_claims_unit CHECK (unit > 0),
        CONSTRAINT ck_claims_expires CHECK (expires_at IS NULL OR reason IN ('hold', 'proposal')),
        CONSTRAINT claims_no_overlap EXCLUDE USING gist
            (resource_id WITH =, unit WITH =, span WITH &&) INCLUDE (expires_at)
    )
    """,
    "CREATE INDEX IF NOT EXISTS ix_claims_besides ON claims (holder_id) WHERE nr > 0",
    """
    CREATE INDEX IF NOT EXISTS ix_claims_expires_at ON claims (expires_at)
        WHERE expires_at IS NOT NULL
    """,
    """
    CREATE TABLE IF NOT EXISTS sessions (
        coach_id bigint NOT NULL,
        id bigint NOT NULL,
        service_id bigint NOT NULL,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        capacity integer NOT NULL,
        taken integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_sessions PRIMARY KEY (coach_id, id),
        CONSTRAINT fk_sessions_coach_id FOREIGN KEY (coach_id) REFERENCES coaches (id),
        CONSTRAINT fk_sessions_service_id FOREIGN KEY (service_id) REFERENCES services (id),
        CONSTRAINT ck_sessions_forwards CHECK (starts_at < ends_at),
        CONSTRAINT ck_sessions_taken CHECK (taken BETWEEN 0 AND capacity)
    )
    """,
    # A constant default, a column without any: no row is rewritten.
    """
    ALTER TABLE appointments ADD COLUMN IF NOT EXISTS session_id bigint,
        ADD COLUMN IF NOT EXISTS claimed boolean NOT NULL DEFAULT false
    """,
    # What is there is looked at by VALIDATE, which holds up nobody.
    "ALTER TABLE appointments DROP CONSTRAINT IF EXISTS fk_appointments_session_id",
    """
    ALTER TABLE appointments ADD CONSTRAINT fk_appointments_session_id
        FOREIGN KEY (coach_id, session_id) REFERENCES sessions (coach_id, id) NOT VALID
    """,
    "ALTER TABLE appointments VALIDATE CONSTRAINT fk_appointments_session_id",
    "DROP INDEX CONCURRENTLY IF EXISTS ix_appointments_seats",
    """
    CREATE INDEX CONCURRENTLY ix_appointments_seats ON appointments (coach_id, session_id)
        WHERE session_id IS NOT NULL
    """,
)

COACHES = (
    """
    CREATE OR REPLACE FUNCTION coach_is_resource() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO resources (id, kind, coach_id) VALUES (NEW.id, 'coach', NEW.id);
        RETURN NULL;
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER coach_is_resource AFTER INSERT ON coaches FOR EACH ROW
        EXECUTE FUNCTION coach_is_resource()
    """,
    """
    INSERT INTO resources (id, kind, coach_id) SELECT id, 'coach', id FROM coaches
    ON CONFLICT (id) DO NOTHING
    """,
)

# For the version before, which tells a taken time by an insert that did nothing. Its ON CONFLICT
# also steps aside for a code that is in use; the claim of a row that is not there would stay.
CLAIM = """
    CREATE OR REPLACE FUNCTION claim_for_appointment() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM appointments WHERE coach_id = NEW.coach_id AND code = NEW.code) THEN
            RETURN NULL;
        END IF;
        INSERT INTO claims (resource_id, holder_id, span, reason, created_at)
        VALUES (NEW.coach_id, NEW.id, NEW.blocked, 'appointment', NEW.created_at)
        ON CONFLICT ON CONSTRAINT claims_no_overlap DO NOTHING;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
        NEW.claimed := true;
        RETURN NEW;
    END $$
"""
# A move of the version before knows the constraint by its old name. Who has moved or released the
# claim already finds nothing left to do.
FOLLOW = """
    CREATE OR REPLACE FUNCTION claim_follows_appointment() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR NEW.status NOT IN ('held', 'pending', 'confirmed') THEN
            DELETE FROM claims
            WHERE (resource_id = OLD.coach_id AND holder_id = OLD.id)
                OR (holder_id = OLD.id AND nr > 0);
            RETURN NULL;
        END IF;
        INSERT INTO claims (resource_id, holder_id, span, reason, created_at)
        VALUES (NEW.coach_id, NEW.id, NEW.blocked, 'appointment', NEW.created_at)
        ON CONFLICT (resource_id, holder_id, nr) DO NOTHING;
        IF NOT FOUND THEN
            UPDATE claims SET span = NEW.blocked
            WHERE resource_id = NEW.coach_id AND holder_id = NEW.id AND nr = 0
                AND span <> NEW.blocked;
        END IF;
        RETURN NULL;
    EXCEPTION WHEN exclusion_violation THEN
        RAISE EXCEPTION 'conflicting time violates exclusion constraint "appointments_no_overlap"'
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'appointments_no_overlap';
    END $$
"""
OPEN = "status IN ('held', 'pending', 'confirmed')"
NEW_OPEN = f"NEW.{OPEN} AND NEW.session_id IS NULL"
# Until all that stands is claimed, the constraint of the table decides, and the claim comes after.
AFTER_INSERT = f"""
    CREATE OR REPLACE TRIGGER claim_for_appointment AFTER INSERT ON appointments FOR EACH ROW
        WHEN (NOT NEW.claimed AND {NEW_OPEN}) EXECUTE FUNCTION claim_follows_appointment()
"""
BEFORE_INSERT = f"""
    CREATE OR REPLACE TRIGGER claim_for_appointment BEFORE INSERT ON appointments FOR EACH ROW
        WHEN (NOT NEW.claimed AND {NEW_OPEN}) EXECUTE FUNCTION claim_for_appointment()
"""
AFTER_UPDATE = f"""
    CREATE OR REPLACE TRIGGER claim_follows_appointment AFTER UPDATE ON appointments FOR EACH ROW
        WHEN ((OLD.{OPEN} AND NOT NEW.{OPEN})
            OR ({NEW_OPEN} AND (NOT OLD.{OPEN} OR OLD.blocked <> NEW.blocked)))
        EXECUTE FUNCTION claim_follows_appointment()
"""
AFTER_DELETE = f"""
    CREATE OR REPLACE TRIGGER claim_ends_with_appointment AFTER DELETE ON appointments FOR EACH ROW
        WHEN (OLD.{OPEN}) EXECUTE FUNCTION claim_follows_appointment()
"""

# The rows are held while they are claimed for: who changes one meanwhile has been here before, or
# finds the claim.
FILL = text(
    f"""
    WITH standing AS (
        SELECT coach_id, id, blocked, created_at FROM appointments
        WHERE {OPEN} AND id > :after
        ORDER BY id LIMIT :rows FOR NO KEY UPDATE
    ), claimed AS (
        INSERT INTO claims (resource_id, holder_id, span, reason, created_at)
        SELECT coach_id, id, blocked, 'appointment', created_at FROM standing
        ON CONFLICT (resource_id, holder_id, nr) DO NOTHING
    )
    SELECT max(id) FROM standing
    """
)


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for statement in (*TABLES, *COACHES, CLAIM, FOLLOW):
            op.execute(statement)
        # In this order: a claim that begins has to be able to move and to end.
        for statement in (AFTER_DELETE, AFTER_UPDATE, AFTER_INSERT):
            op.execute(statement)
        last: int | None = 0
        while last is not None:
            batch = {"after": last, "rows": A_BATCH}
            last = op.get_bind().execute(FILL, batch).scalar()
        op.execute(BEFORE_INSERT)


def downgrade() -> None:
    for trigger in ("claim_for_appointment", "claim_follows_appointment"):
        op.execute(f"DROP TRIGGER {trigger} ON appointments")
    op.execute("DROP TRIGGER claim_ends_with_appointment ON appointments")
    op.execute("DROP TRIGGER coach_is_resource ON coaches")
    for function in (
        "claim_for_appointment",
        "claim_follows_appointment",
        "coach_is_resource",
    ):
        op.execute(f"DROP FUNCTION {function}()")
    op.execute("ALTER TABLE appointments DROP COLUMN session_id, DROP COLUMN claimed")
    op.execute("DROP TABLE sessions, claims, resources")
