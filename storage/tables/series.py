"""The tables of sessions that repeat, and of series that somebody is still planning."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    text,
)

from domain.series.series import Unit
from storage.tables import columns as column
from storage.tables.metadata import metadata

# Its dates are appointments, each with the number that it has among them.
series = Table(
    "series",
    metadata,
    column.to("coach_id", "coaches.id"),
    column.identity(nullable=False),
    column.to("customer_id", "people.id"),
    column.to("service_id", "services.id"),
    column.text("unit"),
    Column("every", Integer, nullable=False),
    column.instant("created_at", nullable=False),
    # How many dates were booked at first; NULL where nobody knows any more. look_at: when there may
    # be something to be said of its end, NULL for never.
    Column("times", Integer),
    Column("look_at", DateTime(timezone=True), server_default=text("now()")),
    # coach_id leads, as in every key: it is the column that Citus would distribute by.
    PrimaryKeyConstraint("coach_id", "id"),
    CheckConstraint(f"unit IN {tuple(map(str, Unit))}", name="unit"),
    CheckConstraint("every > 0", name="every"),
    Index(None, "look_at", postgresql_where=text("look_at IS NOT NULL")),
)

# One of each person: the next takes its place, under an id of its own.
series_drafts = Table(
    "series_drafts",
    metadata,
    column.to("person_id", "people.id", primary_key=True, autoincrement=False),
    Column("id", BigInteger, Identity(), nullable=False),
    column.facts(),
    # What it has become: an outcome of its own, for who presses twice.
    Column("done", BigInteger),
    column.instant("updated_at", nullable=False),
)
