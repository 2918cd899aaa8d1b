"""The table of what messages show."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    func,
    text,
)

from storage.tables import columns as column
from storage.tables.metadata import metadata

# What a message in a person's chat with the bot shows: a session as one side sees it, or, without
# an appointment, something else by now. On side `rescue` the number is a rescue's, on side `wait`
# that of an offer to somebody in line, negative; `colleague` was asked to take it over.
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
    # When it is due to be redrawn, and until when that is under way, on the database's own clock.
    column.instant("due_at"),
    column.instant("busy_until"),
    CheckConstraint(
        "side IN ('customer', 'coach', 'rescue', 'wait', 'colleague')",
        name="side",
    ),
    Index(None, "coach_id", "appointment_id", postgresql_where=text("appointment_id IS NOT NULL")),
    Index("ix_cards_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
)
