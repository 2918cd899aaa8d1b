"""The tables of imported files, and of their lines."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from domain.transfer.importing import ImportKind, ImportRowState, ImportState
from storage.tables import columns as column
from storage.tables.metadata import metadata

imports = Table(
    "imports",
    metadata,
    column.identity(primary_key=True),
    column.to("person_id", "people.id", index=True),
    column.text("kind"),
    column.text("state"),
    column.text("name"),
    # The file, what its columns mean, and how it is read: as in `ImportOptions`.
    column.facts("plan"),
    # Grows with each change of the plan.
    Column("revision", Integer, nullable=False, server_default=text("1")),
    column.instant("created_at", nullable=False, index=True),
    column.instant("ended_at"),
    CheckConstraint(f"kind IN {tuple(map(str, ImportKind))}", name="kind"),
    CheckConstraint(f"state IN {tuple(map(str, ImportState))}", name="state"),
    Index("ix_imports_open", "id", postgresql_where=text("state IN ('running', 'undoing')")),
)

# nr: as in a spreadsheet. cells: as they were read. entry: what they say. key: how it is
# recognised. faults: what is wrong with it. made: what was added for it, as it was then.
import_rows = Table(
    "import_rows",
    metadata,
    column.to("import_id", "imports.id", primary_key=True, ondelete="CASCADE"),
    Column("nr", Integer, primary_key=True, autoincrement=False),
    column.facts("cells"),
    Column("state", Text, nullable=False, server_default=text("'unread'")),
    Column("entry", JSONB),
    column.text("key", nullable=True),
    Column("faults", JSONB),
    Column("made", JSONB),
    # The person it names, once they exist here.
    Column("person_id", BigInteger),
    CheckConstraint(f"state IN {tuple(map(str, ImportRowState))}", name="state"),
    Index("ix_import_rows_state", "import_id", "state", "nr"),
    Index("ix_import_rows_person_id", "person_id", postgresql_where=text("person_id IS NOT NULL")),
)
