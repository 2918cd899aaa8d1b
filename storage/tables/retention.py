"""The table of retention periods."""

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text

from domain.business.retention import RecordKind
from storage.tables.metadata import metadata

# One row per choice somebody made; 0 for never.
retention = Table(
    "retention",
    metadata,
    Column("kept", Text, primary_key=True),
    Column("days", Integer, nullable=False),
    CheckConstraint("days >= 0", name="days"),
    CheckConstraint(f"kept IN {tuple(map(str, RecordKind))}", name="kept"),
)
