"""The table of automatic reports: who on the team gets them."""

from sqlalchemy import CheckConstraint, Column, Date, SmallInteger, Table

from storage.tables import columns as column
from storage.tables.metadata import metadata

report_subscriptions = Table(
    "report_wishes",
    metadata,
    column.to("person_id", "people.id", primary_key=True, autoincrement=False),
    # Minutes of the day; NULL for never.
    Column("day", SmallInteger),
    Column("week", SmallInteger),
    # The days of the last ones.
    Column("day_sent", Date),
    Column("week_sent", Date),
    CheckConstraint("day BETWEEN 0 AND 1439", name="day"),
    CheckConstraint("week BETWEEN 0 AND 1439", name="week"),
)
