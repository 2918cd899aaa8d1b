"""The table of what is wrong with the bot now."""

from sqlalchemy import Column, Table, Text

from storage.tables import columns as column
from storage.tables.metadata import metadata

# As in `domain.business.troubles.Incident`.
troubles = Table(
    "troubles",
    metadata,
    Column("kind", Text, primary_key=True),
    column.instant("since", nullable=False),
    column.instant("told_at"),
    column.instant("well_since"),
)
