"""The tables of coaches, and of when they work."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, SmallInteger, Table, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from storage.tables import columns as column
from storage.tables.metadata import metadata

LEAVE = text("tsrange(starts_local, ends_local)")

NO_LEAVE_OVERLAP = "leaves_no_overlap"

coaches = Table(
    "coaches",
    metadata,
    column.identity(primary_key=True),
    column.to("person_id", "people.id", unique=True),
    column.text("name"),
    column.text("zone"),
    column.text("approval"),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    column.text("place", nullable=True),
    CheckConstraint("approval IN ('manual', 'auto')", name="approval"),
)

working_hours = Table(
    "working_hours",
    metadata,
    column.to("coach_id", "coaches.id", primary_key=True, ondelete="CASCADE"),
    Column("weekday", SmallInteger, primary_key=True, autoincrement=False),
    Column("starts", SmallInteger, primary_key=True, autoincrement=False),
    Column("ends", SmallInteger, nullable=False),
    CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
    Column("past_midnight", SmallInteger, nullable=False, server_default=text("0")),
    CheckConstraint("0 <= starts AND starts < ends AND ends <= 1440", name="window"),
    CheckConstraint(
        "past_midnight BETWEEN 0 AND least(starts, 720) AND (past_midnight = 0 OR ends = 1440)",
        name="window_past_midnight",
    ),
)

hours_overrides = Table(
    "hours_overrides",
    metadata,
    column.to("coach_id", "coaches.id", primary_key=True, ondelete="CASCADE"),
    Column("day", Date, primary_key=True),
    column.facts("windows"),
    Column("past_midnight", SmallInteger, nullable=False, server_default=text("0")),
    CheckConstraint("past_midnight BETWEEN 0 AND 720", name="past_midnight"),
)

leaves = Table(
    "leaves",
    metadata,
    column.identity(primary_key=True),
    column.to("coach_id", "coaches.id", ondelete="CASCADE"),
    column.wall("starts_local"),
    column.wall("ends_local"),
    column.text("note", nullable=True),
    column.instant("created_at", nullable=False, server_default=func.now()),
    CheckConstraint("starts_local < ends_local", name="forwards"),
    ExcludeConstraint(("coach_id", "="), (LEAVE, "&&"), name=NO_LEAVE_OVERLAP, using="gist"),
)
