"""The table of people who would like to be coaches."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    Index,
    Integer,
    SmallInteger,
    Table,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from domain.coaches.applications import ApplicationState
from storage.tables import columns as column
from storage.tables.metadata import metadata

OPEN = "state IN ('draft', 'sent')"

# One open application per person. coach_id: the coach they became.
applications = Table(
    "applications",
    metadata,
    column.identity(primary_key=True),
    column.to("person_id", "people.id", ondelete="CASCADE"),
    column.text("state"),
    Column("version", Integer, nullable=False, server_default=text("1")),
    column.text("name"),
    column.text("zone"),
    Column("reached", SmallInteger, nullable=False, server_default=text("1")),
    column.text("category", nullable=True),
    column.text("about", nullable=True),
    column.text("place", nullable=True),
    Column("latitude", Double),
    Column("longitude", Double),
    Column("online", Boolean, nullable=False, server_default=text("false")),
    column.text("photo", nullable=True),
    Column("service_ids", JSONB, nullable=False, server_default=text("'[]'")),
    column.text("wish", nullable=True),
    Column("week", JSONB, nullable=False),
    # The team's questions, and the answers.
    Column("talk", JSONB, nullable=False, server_default=text("'[]'")),
    column.text("reason", nullable=True),
    column.instant("created_at", nullable=False),
    column.instant("updated_at", nullable=False, index=True),
    column.instant("sent_at"),
    column.instant("decided_at"),
    column.to("decided_by", "people.id", nullable=True),
    Column("coach_id", BigInteger),
    CheckConstraint(f"state IN {tuple(map(str, ApplicationState))}", name="state"),
    Index("ix_applications_open", "person_id", unique=True, postgresql_where=text(OPEN)),
    Index("ix_applications_person_id", "person_id"),
    Index("ix_applications_decided_by", "decided_by"),
    Index("ix_applications_sent", "sent_at", postgresql_where=text("state = 'sent'")),
)
