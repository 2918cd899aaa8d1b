"""The tables, as SQLAlchemy Core knows them. Migrations make them; a test compares the two.

Columns named `*_local`, and `wall_start`, are wall time in the zone of their row's coach or
booking. Lengths and notices are minutes; prices are in the smallest unit.
"""

from sqlalchemy import (
    CHAR,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSTZRANGE, ExcludeConstraint

from domain.appointment import Status
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

OPEN = text("status IN ('held', 'pending', 'confirmed')")
LEAVE = text("tsrange(starts_local, ends_local)")
UNSENT = text("state IN ('waiting', 'sending')")
DONE_WITH = text("state IN ('sent', 'dropped', 'failed')")
NO_OVERLAP = "appointments_no_overlap"
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

appointments = Table(
    "appointments",
    metadata,
    column.to("coach_id", "coaches.id"),
    column.identity(nullable=False, index=True),
    column.to("customer_id", "people.id"),
    column.to("service_id", "services.id"),
    column.text("service_title"),
    column.minutes("minutes"),
    column.text("status"),
    column.instant("starts_at", nullable=False),
    column.instant("ends_at", nullable=False),
    Column("blocked", TSTZRANGE, nullable=False),
    column.text("zone"),
    column.wall("wall_start"),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", CHAR(3), nullable=False),
    column.text("code"),
    column.text("note", nullable=True),
    column.text("reason", nullable=True),
    Column("version", Integer, nullable=False, server_default=text("1")),
    column.instant("attending_at"),
    column.instant("held_until"),
    column.instant("created_at", nullable=False),
    column.instant("updated_at", nullable=False),
    Column("proposed", ARRAY(DateTime(timezone=True)), nullable=False, server_default=text("'{}'")),
    # coach_id leads every key here: it is the column that Citus would distribute by.
    PrimaryKeyConstraint("coach_id", "id"),
    UniqueConstraint("coach_id", "code"),
    CheckConstraint(f"status IN {tuple(map(str, Status))}", name="status"),
    CheckConstraint("starts_at < ends_at", name="forwards"),
    CheckConstraint("blocked @> tstzrange(starts_at, ends_at)", name="blocked"),
    CheckConstraint("cardinality(proposed) <= 3", name="proposed"),
    ExcludeConstraint(
        ("coach_id", "="), ("blocked", "&&"), name=NO_OVERLAP, using="gist", where=OPEN
    ),
    Index(None, "code"),
    Index(None, "customer_id", text("starts_at DESC")),
    Index(None, "coach_id", "starts_at"),
    # What time overtakes.
    Index("ix_appointments_open", "starts_at", postgresql_where=OPEN),
    Index("ix_appointments_held", "held_until", postgresql_where=text("status = 'held'")),
)

audit = Table(
    "audit",
    metadata,
    column.identity(primary_key=True),
    column.instant("at", nullable=False),
    Column("actor_id", BigInteger),
    column.text("action"),
    Column("coach_id", BigInteger),
    column.text("entity"),
    Column("entity_id", BigInteger, nullable=False),
    column.facts(),
    Index(None, "entity", "entity_id"),
)

outbox = Table(
    "outbox",
    metadata,
    column.identity(primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    column.to("recipient_id", "people.id"),
    column.text("kind"),
    column.facts(),
    Column("lane", SmallInteger, nullable=False),
    column.instant("due_at", nullable=False),
    Column("coach_id", BigInteger),
    Column("appointment_id", BigInteger),
    Column("appointment_version", Integer),
    Column("state", Text, nullable=False, server_default=text("'waiting'")),
    column.text("owner", nullable=True),
    column.instant("leased_until"),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    column.instant("sent_at"),
    Column("message_id", BigInteger),
    column.text("error", nullable=True),
    Column("maybe_repeated", Boolean, nullable=False, server_default=text("false")),
    CheckConstraint("state IN ('waiting', 'sending', 'sent', 'dropped', 'failed')", name="state"),
    # How it goes: by mail only where Telegram could not reach the person.
    Column("channel", Text, nullable=False, server_default=text("'telegram'")),
    # Of a claim, whether its call has begun; NULL under a version that does not say.
    Column("call_begun", Boolean),
    CheckConstraint("lane IN (0, 1, 2)", name="lane"),
    CheckConstraint("channel IN ('telegram', 'mail')", name="channel"),
    Index("ix_outbox_open", "lane", "due_at", postgresql_where=UNSENT),
    # What is deleted in time.
    Index("ix_outbox_done_with", "due_at", postgresql_where=DONE_WITH),
)

conversations = Table(
    "conversations",
    metadata,
    column.to("person_id", "people.id", primary_key=True, autoincrement=False),
    column.text("step"),
    column.facts(),
    Column("message_id", BigInteger),
    column.instant("updated_at", nullable=False),
    column.text("asked_by", nullable=True),
    Column("previous", JSONB),
)

notes = Table(
    "notes",
    metadata,
    column.identity(primary_key=True),
    column.to("person_id", "people.id"),
    Column("service_id", BigInteger, nullable=False),
    Column("coach_id", BigInteger, nullable=False),
    column.instant("starts_at", nullable=False, index=True),
    column.text("note"),
    column.instant("updated_at", nullable=False),
    UniqueConstraint("person_id", "service_id", "coach_id", "starts_at"),
)

handled = Table(
    "handled",
    metadata,
    Column("key", Text, primary_key=True),
    Column("person_id", BigInteger),
    column.facts("outcome"),
    column.instant("at", nullable=False, index=True),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    column.identity(primary_key=True),
    column.instant("at", nullable=False),
    Column("person_id", BigInteger),
    Column("telegram_id", BigInteger),
    column.facts("update"),
    column.text("error"),
    column.instant("retried_at"),
)

# A crash of Postgres empties it; see the migration.
rate_limits = Table(
    "rate_limits",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    column.instant("due", nullable=False),
    column.instant("held_until"),
    Column("counted", ARRAY(DateTime(timezone=True)), nullable=False, server_default=text("'{}'")),
    prefixes=["UNLOGGED"],
)
