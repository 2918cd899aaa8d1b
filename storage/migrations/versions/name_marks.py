"""By what people are found when somebody searches for them: marks that the program makes.

Whichever version writes a name, an address or a number, a trigger leaves word that the marks are
to be made anew. The search itself makes what is missing before it looks.
"""

from alembic import op
from sqlalchemy import text

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

BATCH = 5000
STATEMENTS = (
    """
    CREATE TABLE IF NOT EXISTS name_marks (
        person_id bigint NOT NULL,
        marks tsvector,
        CONSTRAINT pk_name_marks PRIMARY KEY (person_id),
        CONSTRAINT fk_name_marks_person_id FOREIGN KEY (person_id) REFERENCES people (id)
            ON DELETE CASCADE
    )
    """,
    "CREATE INDEX IF NOT EXISTS ix_name_marks_marks ON name_marks USING gin (marks)",
    "CREATE INDEX IF NOT EXISTS ix_name_marks_due ON name_marks (person_id) WHERE marks IS NULL",
    # Of a person who has gone in the same transaction there is nothing to mark.
    """
    CREATE OR REPLACE FUNCTION marks_are_due(of bigint) RETURNS void LANGUAGE sql AS $$
        INSERT INTO name_marks (person_id) SELECT id FROM people WHERE id = of
            ON CONFLICT (person_id) DO UPDATE SET marks = NULL
            WHERE name_marks.marks IS NOT NULL
    $$
    """,
    """
    CREATE OR REPLACE FUNCTION named_otherwise() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM marks_are_due(NEW.id);
        RETURN NULL;
    END $$
    """,
    """
    CREATE OR REPLACE FUNCTION known_otherwise() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'DELETE' THEN
            PERFORM marks_are_due(NEW.person_id);
        END IF;
        IF TG_OP <> 'INSERT' THEN
            PERFORM marks_are_due(OLD.person_id);
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER named_first AFTER INSERT ON people FOR EACH ROW
        EXECUTE FUNCTION named_otherwise()
    """,
    """
    CREATE OR REPLACE TRIGGER named_otherwise
        AFTER UPDATE OF first_name, last_name, username, merged_into ON people FOR EACH ROW
        WHEN ((OLD.first_name, OLD.last_name, OLD.username, OLD.merged_into)
            IS DISTINCT FROM (NEW.first_name, NEW.last_name, NEW.username, NEW.merged_into))
        EXECUTE FUNCTION named_otherwise()
    """,
    # Two triggers: a condition on OLD is none of an insert, nor one on NEW of a delete.
    """
    CREATE OR REPLACE TRIGGER known_by_more AFTER INSERT ON identities FOR EACH ROW
        WHEN (NEW.kind IN ('email', 'phone')) EXECUTE FUNCTION known_otherwise()
    """,
    """
    CREATE OR REPLACE TRIGGER known_by_less AFTER DELETE OR UPDATE OF person_id, value ON identities
        FOR EACH ROW WHEN (OLD.kind IN ('email', 'phone')) EXECUTE FUNCTION known_otherwise()
    """,
)
# Those whom the triggers have not seen: their marks are made by and by.
BEFORE = text(
    """
    WITH batch AS (SELECT id FROM people WHERE id > :after ORDER BY id LIMIT :batch), due AS (
        INSERT INTO name_marks (person_id) SELECT id FROM batch
        ON CONFLICT (person_id) DO NOTHING
    )
    SELECT max(id) FROM batch
    """
)


def upgrade() -> None:
    # One after the other: replicas go on booking, and hold one of these tables for the next.
    with op.get_context().autocommit_block():
        for statement in STATEMENTS:
            op.execute(statement)
        after: int | None = 0
        while after is not None:
            after = op.get_bind().scalar(BEFORE, {"after": after, "batch": BATCH})


def downgrade() -> None:
    op.execute("DROP TRIGGER known_by_less ON identities")
    op.execute("DROP TRIGGER known_by_more ON identities")
    op.execute("DROP TRIGGER named_otherwise ON people")
    op.execute("DROP TRIGGER named_first ON people")
    op.execute("DROP FUNCTION known_otherwise()")
    op.execute("DROP FUNCTION named_otherwise()")
    op.execute("DROP FUNCTION marks_are_due(bigint)")
    op.execute("DROP TABLE name_marks")
