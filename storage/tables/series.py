"""The tables of sessions that repeat, and of series still being planned."""

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

# Its dates are appointments, each with its number.
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
    # How many dates were booked at first; NULL if unknown. look_at: when there may be something to
    # say about its end, NULL for never.
    Column("times", Integer),
    Column("look_at", DateTime(timezone=True), server_default=text("now()")),
    # coach_id leads, as in every key: Citus would distribute by this column.
    PrimaryKeyConstraint("coach_id", "id"),
    CheckConstraint(f"unit IN {tuple(map(str, Unit))}", name="unit"),
    CheckConstraint("every > 0", name="every"),
    Index(None, "look_at", postgresql_where=text("look_at IS NOT NULL")),
)

# One per person: the next replaces it, under an id of its own.
series_drafts = Table(
    "series_drafts",
    metadata,
    column.to("person_id", "people.id", primary_key=True, autoincrement=False),
    Column("id", BigInteger, Identity(), nullable=False),
    column.facts(),
    # What it became: an outcome to show to whoever presses twice.
    Column("done", BigInteger),
    column.instant("updated_at", nullable=False),
)
