"""The table of coaches' notes about their customers, for themselves alone."""

from sqlalchemy import Table, UniqueConstraint

from storage.tables import columns as column
from storage.tables.metadata import metadata

# Deleted with its coach or its customer.
customer_notes = Table(
    "customer_notes",
    metadata,
    column.identity(primary_key=True),
    column.to("coach_id", "coaches.id", ondelete="CASCADE"),
    column.to("person_id", "people.id", ondelete="CASCADE", index=True),
    column.text("note"),
    column.instant("updated_at", nullable=False, index=True),
    UniqueConstraint("coach_id", "person_id"),
)
