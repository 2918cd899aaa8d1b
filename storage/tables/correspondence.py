"""The tables of what people write to each other through the business, and of what stops that."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from domain.appointments.correspondence import ContentKind
from storage.tables import columns as column
from storage.tables.metadata import metadata

# A person's words go with them. coach_id: the coach involved, who may have handed the appointment
# over since; so neither column refers to an appointment's row.
messages = Table(
    "messages",
    metadata,
    column.identity(primary_key=True),
    Column("coach_id", BigInteger, nullable=False),
    Column("appointment_id", BigInteger, nullable=False),
    column.to("sender_id", "people.id", ondelete="CASCADE"),
    Column("by_coach", Boolean, nullable=False),
    Column("to_all", Boolean, nullable=False, server_default=text("false")),
    Column("kind", Text, nullable=False),
    column.text("text", nullable=True),
    column.text("file_id", nullable=True),
    Column("latitude", Double),
    Column("longitude", Double),
    Column("minutes", Integer),
    # Of the update that brought it: to a whole group it is one message.
    column.text("key"),
    column.instant("sent_at", nullable=False, index=True),
    UniqueConstraint("coach_id", "appointment_id", "key"),
    CheckConstraint(f"kind IN {tuple(map(str, ContentKind))}", name="kind"),
    Index(None, "sender_id", "sent_at"),
)

# Whose messages somebody no longer wants.
message_stops = Table(
    "message_stops",
    metadata,
    column.to("person_id", "people.id", primary_key=True, ondelete="CASCADE"),
    column.to("other_id", "people.id", primary_key=True, ondelete="CASCADE", index=True),
    column.instant("at", nullable=False),
)

# People the team has stopped from writing.
message_bans = Table(
    "message_bans",
    metadata,
    column.to("person_id", "people.id", primary_key=True, autoincrement=False, ondelete="CASCADE"),
    column.instant("at", nullable=False),
)

message_reports = Table(
    "message_reports",
    metadata,
    column.identity(primary_key=True),
    Column("coach_id", BigInteger, nullable=False),
    Column("appointment_id", BigInteger, nullable=False),
    column.to("reporter_id", "people.id", ondelete="CASCADE"),
    # Whether the coach complains about the customer, or the customer about the coach.
    Column("by_coach", Boolean, nullable=False),
    column.instant("at", nullable=False, index=True),
    column.instant("decided_at"),
    Index(
        "ix_message_reports_open",
        "coach_id",
        "appointment_id",
        "by_coach",
        unique=True,
        postgresql_where=text("decided_at IS NULL"),
    ),
)
