"""The tables of a business: its people and coaches, what they offer, and when they work.

They are part of `tables`, which says how their columns are to be read.
"""

from sqlalchemy import (
    CHAR,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from storage import column

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

LEAVE = text("tsrange(starts_local, ends_local)")
NO_LEAVE_OVERLAP = "leaves_no_overlap"

business = Table(
    "business",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    column.text("name"),
    column.text("zone"),
    column.text("place", nullable=True),
    Column("catalogue_version", BigInteger, nullable=False, server_default=text("1")),
    CheckConstraint("id = 1", name="only_one"),
)

people = Table(
    "people",
    metadata,
    column.identity(primary_key=True),
    Column("telegram_id", BigInteger, nullable=False, unique=True),
    column.text("first_name"),
    column.text("last_name", nullable=True),
    column.text("username", nullable=True),
    column.text("language", nullable=True),
    column.text("chosen_language", nullable=True),
    column.text("zone", nullable=True),
    Column("is_admin", Boolean, nullable=False, server_default=text("false")),
    column.text("email", nullable=True),
    column.instant("blocked_at"),
    column.text("blocked_reason", nullable=True),
    column.instant("unreachable_since"),
    column.instant("created_at", nullable=False, server_default=func.now()),
    Column("met", Boolean, nullable=False, server_default=text("true")),
    # Since when they are called what they are called: of two with one user name, the later has it.
    column.instant("profile_at", nullable=False, server_default=func.now()),
)

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

services = Table(
    "services",
    metadata,
    column.identity(primary_key=True),
    column.text("title"),
    column.minutes("minutes"),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", CHAR(3), nullable=False),
    column.minutes("buffer_before"),
    column.minutes("buffer_after"),
    column.minutes("step"),
    *map(column.minutes, ("notice_book", "notice_move", "notice_cancel")),
    Column("horizon_days", Integer, nullable=False),
    Column("hidden", Boolean, nullable=False, server_default=text("false")),
    Column("position", Integer, nullable=False, server_default=text("0")),
    CheckConstraint("minutes > 0 AND step > 0", name="lengths"),
    CheckConstraint("buffer_before >= 0 AND buffer_after >= 0", name="buffers"),
    CheckConstraint("price_minor >= 0", name="price"),
)

coach_services = Table(
    "coach_services",
    metadata,
    column.to("coach_id", "coaches.id", primary_key=True, ondelete="CASCADE"),
    column.to("service_id", "services.id", primary_key=True, ondelete="CASCADE", index=True),
)

working_hours = Table(
    "working_hours",
    metadata,
    column.to("coach_id", "coaches.id", primary_key=True, ondelete="CASCADE"),
    Column("weekday", SmallInteger, primary_key=True, autoincrement=False),
    Column("starts", SmallInteger, primary_key=True, autoincrement=False),
    Column("ends", SmallInteger, nullable=False),
    CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
    CheckConstraint("0 <= starts AND starts < ends AND ends <= 1440", name="window"),
)

hours_overrides = Table(
    "hours_overrides",
    metadata,
    column.to("coach_id", "coaches.id", primary_key=True, ondelete="CASCADE"),
    Column("day", Date, primary_key=True),
    column.facts("windows"),
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
