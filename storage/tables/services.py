"""The tables of services, and of who does them."""

from sqlalchemy import (
    CHAR,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Double,
    Integer,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from domain.services.horizon import HorizonBy
from domain.services.meeting import Meeting
from storage.tables import columns as column
from storage.tables.metadata import metadata

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
    Column("capacity", Integer, nullable=False, server_default=text("1")),
    Column("most_places", Integer, nullable=False, server_default=text("1")),
    column.text("category", nullable=True),
    column.text("description", nullable=True),
    Column("meeting", Text, nullable=False, server_default=text("'site'")),
    # By way of meeting, as in `domain.services.meeting.Addresses`.
    Column("addresses", JSONB, nullable=False, server_default=text("'{}'")),
    # Of the address on site, in degrees.
    Column("latitude", Double),
    Column("longitude", Double),
    column.text("approval", nullable=True),
    # With 'manual': customers whom the coach knows are confirmed at once.
    Column("known_at_once", Boolean, nullable=False, server_default=text("false")),
    # How far ahead, if not counted in days; and how many sessions, 0 for any number.
    Column("horizon_by", Text, nullable=False, server_default=text("'days'")),
    column.number("horizon_count"),
    Column("horizon_until", Date),
    *map(column.number, ("cap_day", "cap_week", "customer_day", "customer_week")),
    CheckConstraint(f"horizon_by IN {tuple(map(str, HorizonBy))}", name="horizon_by"),
    CheckConstraint("horizon_by <> 'date' OR horizon_until IS NOT NULL", name="horizon_until"),
    # Other lengths: minutes and price of each.
    Column("lengths", JSONB, nullable=False, server_default=text("'[]'")),
    # Minutes before the start, NULL for the business's; and since when, until bookings have
    # followed.
    Column("reminders", ARRAY(Integer)),
    column.instant("reminders_since"),
    CheckConstraint("minutes > 0 AND step > 0", name="lengths"),
    CheckConstraint("buffer_before >= 0 AND buffer_after >= 0", name="buffers"),
    CheckConstraint("price_minor >= 0", name="price"),
    CheckConstraint(f"meeting IN {tuple(map(str, Meeting))}", name="meeting"),
    CheckConstraint("approval IN ('manual', 'auto')", name="approval"),
    CheckConstraint("capacity > 0 AND most_places BETWEEN 1 AND capacity", name="places"),
)

coach_services = Table(
    "coach_services",
    metadata,
    column.to("coach_id", "coaches.id", primary_key=True, ondelete="CASCADE"),
    column.to("service_id", "services.id", primary_key=True, ondelete="CASCADE", index=True),
)

# Kept when a coach stops doing the service: taking it up again restores their terms.
coach_terms = Table(
    "coach_terms",
    metadata,
    column.to("coach_id", "coaches.id", primary_key=True, ondelete="CASCADE"),
    column.to("service_id", "services.id", primary_key=True, ondelete="CASCADE", index=True),
    # Minutes and price of each; empty for those of the service.
    Column("lengths", JSONB, nullable=False, server_default=text("'[]'")),
    Column("addresses", JSONB, nullable=False, server_default=text("'{}'")),
)
