"""The team writes down what it wants to remember of a person."""

from alembic import op

revision = "0092"
down_revision = "0091"
branch_labels = None
depends_on = None

# One reference at a time, as with the notes of coaches.
STATEMENTS = (
    """
    CREATE TABLE IF NOT EXISTS team_notes (
        person_id bigint NOT NULL,
        note text NOT NULL,
        written_by bigint NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT pk_team_notes PRIMARY KEY (person_id)
    )
    """,
    "CREATE INDEX IF NOT EXISTS ix_team_notes_written_by ON team_notes (written_by)",
    "CREATE INDEX IF NOT EXISTS ix_team_notes_updated_at ON team_notes (updated_at)",
    "ALTER TABLE team_notes DROP CONSTRAINT IF EXISTS fk_team_notes_person_id",
    """
    ALTER TABLE team_notes ADD CONSTRAINT fk_team_notes_person_id
        FOREIGN KEY (person_id) REFERENCES people (id) ON DELETE CASCADE
    """,
    "ALTER TABLE team_notes DROP CONSTRAINT IF EXISTS fk_team_notes_written_by",
    """
    ALTER TABLE team_notes ADD CONSTRAINT fk_team_notes_written_by
        FOREIGN KEY (written_by) REFERENCES people (id)
    """,
)


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for statement in STATEMENTS:
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE team_notes")
