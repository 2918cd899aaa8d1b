"""The tables of rescues: leave that touched sessions, and which those were."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Table,
    text,
)

from storage.tables import columns as column
from storage.tables.metadata import metadata

# id: from the appointments' sequence, so that a card knows which of them it shows. leave_id: of
# leave that may since have been deleted.
rescues = Table(
    "rescues",
    metadata,
    Column("id", BigInteger, nullable=False, autoincrement=False),
    column.to("coach_id", "coaches.id"),
    Column("leave_id", BigInteger, nullable=False),
    column.wall("starts_local"),
    column.wall("ends_local"),
    column.to("made_by", "people.id"),
    column.instant("made_at", nullable=False),
    # For repeating leave, whose `leave_id` is 0.
    Column("rule_id", BigInteger),
    PrimaryKeyConstraint("coach_id", "id"),
    Index("ix_rescues_id", "id"),
    Index("ix_rescues_leave", "leave_id"),
    Index("ix_rescues_made_at", "made_at"),
)

# was: when it would have begun. offered: other times; else it was cancelled at once. lapsed: its
# offer was not answered in time.
rescued = Table(
    "rescued",
    metadata,
    Column("coach_id", BigInteger, nullable=False),
    Column("rescue_id", BigInteger, nullable=False),
    Column("appointment_id", BigInteger, nullable=False),
    column.instant("was", nullable=False),
    Column("offered", Boolean, nullable=False),
    Column("lapsed", Boolean, nullable=False, server_default=text("false")),
    PrimaryKeyConstraint("coach_id", "rescue_id", "appointment_id"),
    ForeignKeyConstraint(
        ("coach_id", "rescue_id"),
        ("rescues.coach_id", "rescues.id"),
        name="fk_rescued_rescue_id",
        ondelete="CASCADE",
    ),
)
