"""The table of which summaries coaches want."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, SmallInteger, Table, text

from storage.tables import columns as column
from storage.tables.metadata import metadata

# Not in a coach's row, where a change makes everybody read the catalogue again.
digest_settings = Table(
    "desks",
    metadata,
    column.to("coach_id", "coaches.id", primary_key=True, autoincrement=False, ondelete="CASCADE"),
    # Minutes of the day; -1 for never, NULL for the business's.
    Column("morning", SmallInteger),
    Column("evening", SmallInteger),
    Column("empty_days", Boolean, nullable=False, server_default=text("false")),
    # The days of the last ones.
    Column("morning_day", Date),
    Column("evening_day", Date),
    # Up to when the coach was asked what became of sessions.
    column.instant("asked_until"),
    CheckConstraint("morning BETWEEN -1 AND 1439", name="morning"),
    CheckConstraint("evening BETWEEN -1 AND 1439", name="evening"),
)
