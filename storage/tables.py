"""The tables, as SQLAlchemy Core knows them. Migrations make them; a test compares the two.

Columns named `*_local`, and `wall_start`, are wall time in the zone of their row's coach or
booking. Lengths and notices are minutes; prices are in the smallest unit.
"""

from typing import Any

from sqlalchemy import (
    CHAR,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
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
NO_OVERLAP = "appointments_no_overlap"
NO_LEAVE_OVERLAP = "leaves_no_overlap"


def _id(**options: Any) -> Column[int]:
    return Column("id", BigInteger, Identity(), **options)


def _instant(name: str, **options: Any) -> Column[Any]:
    return Column(name, DateTime(timezone=True), **options)


def _wall(name: str) -> Column[Any]:
    return Column(name, DateTime, nullable=False)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def _minutes(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _facts(name: str = "facts") -> Column[Any]:
    return Column(name, JSONB, nullable=False)


def _to(name: str, target: str, *, nullable: bool = False, **options: Any) -> Column[int]:
    reference = ForeignKey(target, ondelete=options.pop("ondelete", None))
    return Column(name, BigInteger, reference, nullable=nullable, **options)


business = Table(
    "business",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    _text("name"),
    _text("zone"),
    _text("place", nullable=True),
    Column("catalogue_version", BigInteger, nullable=False, server_default=text("1")),
    CheckConstraint("id = 1", name="only_one"),
)

people = Table(
    "people",
    metadata,
    _id(primary_key=True),
    Column("telegram_id", BigInteger, nullable=False, unique=True),
    _text("first_name"),
    _text("last_name", nullable=True),
    _text("username", nullable=True),
    _text("language", nullable=True),
    _text("chosen_language", nullable=True),
    _text("zone", nullable=True),
    Column("is_admin", Boolean, nullable=False, server_default=text("false")),
    _text("email", nullable=True),
    _instant("blocked_at"),
    _text("blocked_reason", nullable=True),
    _instant("unreachable_since"),
    _instant("created_at", nullable=False, server_default=func.now()),
)

coaches = Table(
    "coaches",
    metadata,
    _id(primary_key=True),
    _to("person_id", "people.id", unique=True),
    _text("name"),
    _text("zone"),
    _text("approval"),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    _text("place", nullable=True),
    CheckConstraint("approval IN ('manual', 'auto')", name="approval"),
)

services = Table(
    "services",
    metadata,
    _id(primary_key=True),
    _text("title"),
    _minutes("minutes"),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", CHAR(3), nullable=False),
    _minutes("buffer_before"),
    _minutes("buffer_after"),
    _minutes("step"),
    *map(_minutes, ("notice_book", "notice_move", "notice_cancel")),
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
    _to("coach_id", "coaches.id", primary_key=True, ondelete="CASCADE"),
    _to("service_id", "services.id", primary_key=True, ondelete="CASCADE", index=True),
)

working_hours = Table(
    "working_hours",
    metadata,
    _to("coach_id", "coaches.id", primary_key=True, ondelete="CASCADE"),
    Column("weekday", SmallInteger, primary_key=True, autoincrement=False),
    Column("starts", SmallInteger, primary_key=True, autoincrement=False),
    Column("ends", SmallInteger, nullable=False),
    CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
    CheckConstraint("0 <= starts AND starts < ends AND ends <= 1440", name="window"),
)

hours_overrides = Table(
    "hours_overrides",
    metadata,
    _to("coach_id", "coaches.id", primary_key=True, ondelete="CASCADE"),
    Column("day", Date, primary_key=True),
    _facts("windows"),
)

leaves = Table(
    "leaves",
    metadata,
    _id(primary_key=True),
    _to("coach_id", "coaches.id", ondelete="CASCADE"),
    _wall("starts_local"),
    _wall("ends_local"),
    _text("note", nullable=True),
    _instant("created_at", nullable=False, server_default=func.now()),
    CheckConstraint("starts_local < ends_local", name="forwards"),
    ExcludeConstraint(("coach_id", "="), (LEAVE, "&&"), name=NO_LEAVE_OVERLAP, using="gist"),
)

appointments = Table(
    "appointments",
    metadata,
    _to("coach_id", "coaches.id"),
    _id(nullable=False, index=True),
    _to("customer_id", "people.id"),
    _to("service_id", "services.id"),
    _text("service_title"),
    _minutes("minutes"),
    _text("status"),
    _instant("starts_at", nullable=False),
    _instant("ends_at", nullable=False),
    Column("blocked", TSTZRANGE, nullable=False),
    _text("zone"),
    _wall("wall_start"),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", CHAR(3), nullable=False),
    _text("code"),
    _text("note", nullable=True),
    _text("reason", nullable=True),
    Column("version", Integer, nullable=False, server_default=text("1")),
    _instant("attending_at"),
    _instant("held_until"),
    _instant("created_at", nullable=False),
    _instant("updated_at", nullable=False),
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
    _id(primary_key=True),
    _instant("at", nullable=False),
    Column("actor_id", BigInteger),
    _text("action"),
    Column("coach_id", BigInteger),
    _text("entity"),
    Column("entity_id", BigInteger, nullable=False),
    _facts(),
    Index(None, "entity", "entity_id"),
)

outbox = Table(
    "outbox",
    metadata,
    _id(primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    _to("recipient_id", "people.id"),
    _text("kind"),
    _facts(),
    Column("lane", SmallInteger, nullable=False),
    _instant("due_at", nullable=False),
    Column("coach_id", BigInteger),
    Column("appointment_id", BigInteger),
    Column("appointment_version", Integer),
    Column("state", Text, nullable=False, server_default=text("'waiting'")),
    _text("owner", nullable=True),
    _instant("leased_until"),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    _instant("sent_at"),
    Column("message_id", BigInteger),
    _text("error", nullable=True),
    Column("maybe_repeated", Boolean, nullable=False, server_default=text("false")),
    CheckConstraint("state IN ('waiting', 'sending', 'sent', 'dropped', 'failed')", name="state"),
    # How it goes: by mail only where Telegram could not reach the person.
    Column("channel", Text, nullable=False, server_default=text("'telegram'")),
    CheckConstraint("lane IN (0, 1, 2)", name="lane"),
    CheckConstraint("channel IN ('telegram', 'mail')", name="channel"),
    Index("ix_outbox_open", "lane", "due_at", postgresql_where=UNSENT),
)

conversations = Table(
    "conversations",
    metadata,
    _to("person_id", "people.id", primary_key=True, autoincrement=False),
    _text("step"),
    _facts(),
    Column("message_id", BigInteger),
    _instant("updated_at", nullable=False),
    _text("asked_by", nullable=True),
    Column("previous", JSONB),
)

handled = Table(
    "handled",
    metadata,
    Column("key", Text, primary_key=True),
    Column("person_id", BigInteger),
    _facts("outcome"),
    _instant("at", nullable=False, index=True),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    _id(primary_key=True),
    _instant("at", nullable=False),
    Column("person_id", BigInteger),
    Column("telegram_id", BigInteger),
    _facts("update"),
    _text("error"),
    _instant("retried_at"),
)
