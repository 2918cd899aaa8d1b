"""The table of the team's notes about people, for all of the team."""

from sqlalchemy import Table

from storage.tables import columns as column
from storage.tables.metadata import metadata

team_notes = Table(
    "team_notes",
    metadata,
    column.to("person_id", "people.id", primary_key=True, autoincrement=False, ondelete="CASCADE"),
    column.text("note"),
    column.to("written_by", "people.id", index=True),
    column.instant("updated_at", nullable=False, index=True),
)
