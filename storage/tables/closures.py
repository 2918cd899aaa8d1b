"""The tables of days on which the business is closed."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, SmallInteger, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables import columns as column
from storage.tables.metadata import metadata

# region: for public holidays; each year's days are rows of their own.
closures = Table(
    "closures",
    metadata,
    column.identity(primary_key=True),
    column.text("name"),
    Column("names", JSONB, nullable=False, server_default=text("'{}'")),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("yearly", Boolean, nullable=False, server_default=text("false")),
    column.text("region", nullable=True),
    CheckConstraint("first_day <= last_day", name="forwards"),
    CheckConstraint("NOT yearly OR last_day - first_day < 365", name="within_a_year"),
)

holiday_regions = Table(
    "holiday_regions",
    metadata,
    Column("region", Text, primary_key=True),
    Column("until", SmallInteger, nullable=False),
)

opened_days = Table(
    "opened_days",
    metadata,
    column.to("coach_id", "coaches.id", primary_key=True, ondelete="CASCADE"),
    Column("day", Date, primary_key=True),
)
