"""The table of who of the team gets reports by themselves."""

from sqlalchemy import CheckConstraint, Column, Date, SmallInteger, Table

from storage.tables import columns as column
from storage.tables.metadata import metadata

report_wishes = Table(
    "report_wishes",
    metadata,
    column.to("person_id", "people.id", primary_key=True, autoincrement=False),
    # Minutes of the day; NULL for never.
    Column("day", SmallInteger),
    Column("week", SmallInteger),
    # The days on which the last ones went.
    Column("day_sent", Date),
    Column("week_sent", Date),
    CheckConstraint("day BETWEEN 0 AND 1439", name="day"),
    CheckConstraint("week BETWEEN 0 AND 1439", name="week"),
)
