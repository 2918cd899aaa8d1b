"""The tables of coaches, and of when they work."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Double,
    Index,
    Integer,
    SmallInteger,
    Table,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint

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
    # With 'manual': customers whom the coach knows are confirmed at once.
    Column("known_at_once", Boolean, nullable=False, server_default=text("false")),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    column.text("place", nullable=True),
    # What customers read about them before they choose. photo: Telegram's id of it.
    column.text("category", nullable=True),
    column.text("about", nullable=True),
    Column("latitude", Double),
    Column("longitude", Double),
    Column("online", Boolean, nullable=False, server_default=text("false")),
    column.text("photo", nullable=True),
    # Since when, until when (NULL: until it is lifted) and why nothing new is booked with them.
    column.instant("suspended_at"),
    column.instant("suspended_until"),
    column.text("suspended_reason", nullable=True),
    Column("weight", SmallInteger, nullable=False, server_default=text("1")),
    CheckConstraint("weight BETWEEN 0 AND 10", name="weight"),
    *map(column.number, ("cap_day", "cap_week")),
    # NULL: the business's.
    Column("gap", Integer),
    Column("ask_first", Boolean),
    # Added and never open yet: they may set up themself what the team sets otherwise.
    Column("setting_up", Boolean, nullable=False, server_default=text("false")),
    CheckConstraint("approval IN ('manual', 'auto')", name="approval"),
)

# When a coach was last assigned somebody without a choice. A table of its own, because a change to
# a coach's row makes everybody read the catalogue again.
turns = Table(
    "turns",
    metadata,
    column.to("coach_id", "coaches.id", primary_key=True, ondelete="CASCADE"),
    column.instant("given_at", nullable=False),
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

hours_seasons = Table(
    "hours_seasons",
    metadata,
    column.identity(primary_key=True),
    column.to("coach_id", "coaches.id", ondelete="CASCADE", index=True),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    Column("yearly", Boolean, nullable=False, server_default=text("false")),
    column.facts("weekly"),
    CheckConstraint("last_day IS NULL OR first_day <= last_day", name="forwards"),
    CheckConstraint(
        "NOT yearly OR (last_day IS NOT NULL AND last_day - first_day < 365)",
        name="within_a_year",
    ),
)

service_hours = Table(
    "service_hours",
    metadata,
    column.to("coach_id", "coaches.id", primary_key=True, ondelete="CASCADE"),
    column.to("service_id", "services.id", primary_key=True, ondelete="CASCADE", index=True),
    column.facts("weekly"),
)

leave_rules = Table(
    "leave_rules",
    metadata,
    column.identity(primary_key=True),
    column.to("coach_id", "coaches.id", ondelete="CASCADE", index=True),
    column.facts("weekdays"),
    Column("every", SmallInteger, nullable=False),
    Column("starts", SmallInteger, nullable=False),
    Column("ends", SmallInteger, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("skipped", JSONB, nullable=False, server_default=text("'[]'")),
    column.text("note", nullable=True),
    column.instant("created_at", nullable=False, server_default=func.now()),
    CheckConstraint("every BETWEEN 1 AND 8", name="every"),
    CheckConstraint(
        "0 <= starts AND starts < 1440 AND starts < ends AND ends <= least(2160, starts + 1440)",
        name="window",
    ),
    CheckConstraint("first_day <= last_day", name="forwards"),
)

# rule_id: of repeating leave, for replicas of the previous version, which know no rules.
leaves = Table(
    "leaves",
    metadata,
    column.identity(primary_key=True),
    column.to("coach_id", "coaches.id", ondelete="CASCADE"),
    column.wall("starts_local"),
    column.wall("ends_local"),
    column.text("note", nullable=True),
    column.instant("created_at", nullable=False, server_default=func.now()),
    column.to("rule_id", "leave_rules.id", nullable=True, ondelete="CASCADE"),
    # Not leave, but time kept for something else.
    Column("block", Boolean, nullable=False, server_default=text("false")),
    CheckConstraint("starts_local < ends_local", name="forwards"),
    ExcludeConstraint(
        ("coach_id", "="),
        (LEAVE, "&&"),
        name=NO_LEAVE_OVERLAP,
        using="gist",
        where=text("rule_id IS NULL"),
    ),
    Index("ix_leaves_rule_id", "rule_id", postgresql_where=text("rule_id IS NOT NULL")),
)
