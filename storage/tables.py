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
    DateTime,
    Index,
    Integer,
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
from storage.business_tables import (
    NO_LEAVE_OVERLAP,
    business,
    coach_services,
    coaches,
    hours_overrides,
    leaves,
    metadata,
    people,
    services,
    working_hours,
)

__all__ = [
    "DONE_WITH",
    "NO_LEAVE_OVERLAP",
    "NO_OVERLAP",
    "OPEN",
    "UNSENT",
    "appointments",
    "audit",
    "business",
    "cards",
    "coach_services",
    "coaches",
    "conversations",
    "dead_letters",
    "handled",
    "hours_overrides",
    "leaves",
    "metadata",
    "notes",
    "outbox",
    "people",
    "rate_limits",
    "services",
    "working_hours",
]

OPEN = text("status IN ('held', 'pending', 'confirmed')")
UNSENT = text("state IN ('waiting', 'sending')")
DONE_WITH = text("state IN ('sent', 'dropped', 'failed')")
NO_OVERLAP = "appointments_no_overlap"

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

# What a message in a person's chat with the bot shows: a session as one side sees it, or, with no
# appointment, something else by now.
cards = Table(
    "cards",
    metadata,
    column.to("person_id", "people.id", primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("generation", BigInteger, nullable=False, server_default=text("1")),
    column.text("side", nullable=True),
    Column("coach_id", BigInteger),
    Column("appointment_id", BigInteger),
    Column("appointment_version", Integer),
    Column("folded", Boolean, nullable=False, server_default=text("false")),
    column.instant("shown_at", nullable=False, server_default=func.clock_timestamp(), index=True),
    # When it is to be redrawn, and until when somebody is at that, on the database's own clock.
    column.instant("due_at"),
    column.instant("busy_until"),
    CheckConstraint("side IN ('customer', 'coach')", name="side"),
    Index(None, "coach_id", "appointment_id", postgresql_where=text("appointment_id IS NOT NULL")),
    Index("ix_cards_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
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
