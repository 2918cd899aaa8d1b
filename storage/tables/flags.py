"""The tables of people to look at, and of personal limits."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Integer, Table, text

from domain.people.flags import Flag, FlagDecision
from storage.tables import columns as column
from storage.tables.metadata import metadata

flags = Table(
    "flags",
    metadata,
    column.identity(primary_key=True),
    column.to("person_id", "people.id"),
    column.text("kind"),
    # How many there were, and how many it takes.
    column.number("n"),
    column.number("threshold"),
    column.instant("raised_at", nullable=False),
    # NULL while it is waiting.
    column.text("decision", nullable=True),
    column.instant("decided_at"),
    CheckConstraint(f"kind IN {tuple(map(str, Flag))}", name="kind"),
    CheckConstraint(f"decision IN {tuple(map(str, FlagDecision))}", name="decision"),
    Index("ix_flags_person_id", "person_id", "kind"),
    Index(
        "ix_flags_waiting",
        "person_id",
        "kind",
        unique=True,
        postgresql_where=text("decision IS NULL"),
    ),
)

person_limits = Table(
    "person_limits",
    metadata,
    column.to("person_id", "people.id", primary_key=True, autoincrement=False),
    # Upcoming sessions; NULL for as many as anybody.
    Column("most", Integer),
    Column("by_hand", Boolean, nullable=False, server_default=text("false")),
    # When it ends by itself; NULL for one that does not.
    column.instant("until"),
    # What they missed before this no longer counts.
    column.instant("forgiven_at"),
    Index("ix_person_limits_until", "until", postgresql_where=text("until IS NOT NULL")),
)

# How many times somebody has held since then without booking.
hold_tallies = Table(
    "hold_tallies",
    metadata,
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
    column.instant("since", nullable=False),
    column.number("n"),
    Index("ix_hold_tallies_since", "since"),
)
