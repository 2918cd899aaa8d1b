"""The tables of appointments, and of notes typed before booking."""

from sqlalchemy import (
    CHAR,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSTZRANGE

from domain.appointments.appointment import Status
from domain.services.meeting import Meeting
from storage.tables import columns as column
from storage.tables.metadata import metadata

OPEN = text("status IN ('held', 'pending', 'confirmed')")

OFFERING = text("offer_until IS NOT NULL")
ASKED = text("asked_until IS NOT NULL")
RARE = text("status NOT IN ('confirmed', 'completed')")
AWAITED = text("status = 'pending' AND answer_by IS NOT NULL")

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
    # The group session in which this is a seat.
    Column("session_id", BigInteger),
    Column("places", Integer, nullable=False, server_default=text("1")),
    # The series of which this is a date, its number in it, and how many there are.
    Column("series_id", BigInteger),
    Column("series_nr", Integer),
    Column("series_of", Integer),
    # How it is held, as agreed.
    Column("meeting", Text, nullable=False, server_default=text("'site'")),
    # The questions before booking, and the answers.
    Column("answers", JSONB),
    # Whether the writer of the row has claimed its time. If not, a trigger does: the previous
    # version knows no claims.
    Column("claimed", Boolean, nullable=False, server_default=text("false")),
    # The rooms and devices it has, or had.
    Column("resource_ids", ARRAY(BigInteger)),
    # The services that follow in a row, in the same session.
    Column("also", ARRAY(BigInteger)),
    # An offer of other times: what the customer suggests (what the coach proposes is `proposed`),
    # until when it lasts, and the version of the row that it belongs to. It ends with the next
    # version, whichever program writes it.
    Column("suggested", ARRAY(DateTime(timezone=True))),
    column.instant("offer_until"),
    Column("offer_version", Integer),
    # The rescue that makes the offer, or made the last one.
    Column("rescue_id", BigInteger),
    # The coach whom the rescue offers for its own time.
    Column("cover_id", BigInteger),
    # Until when a request waits for its coach.
    column.instant("answer_by"),
    # For an answer in `attending_at`: how late its customer is.
    Column("late_minutes", Integer),
    # When its coach said that it is in progress, and what became of it.
    column.instant("begun_at"),
    column.instant("outcome_at"),
    # The colleague whom its coach asks to take it over, until when they may answer, and the version
    # of the row that this belongs to: like an offer, it ends with the next one.
    Column("asked_coach_id", BigInteger),
    column.instant("asked_until"),
    Column("asked_version", Integer),
    # The coach who has handed it over, until somebody moves it.
    Column("handed_from", BigInteger),
    # Every coach who has handed it over, whatever became of it since.
    Column("handed_by", ARRAY(BigInteger)),
    # Who is accountable for its cancellation.
    Column("borne_by", Text),
    # coach_id leads every key here: Citus would distribute by this column.
    PrimaryKeyConstraint("coach_id", "id"),
    UniqueConstraint("coach_id", "code"),
    CheckConstraint(f"status IN {tuple(map(str, Status))}", name="status"),
    CheckConstraint(f"meeting IN {tuple(map(str, Meeting))}", name="meeting"),
    CheckConstraint("starts_at < ends_at", name="forwards"),
    CheckConstraint("blocked @> tstzrange(starts_at, ends_at)", name="blocked"),
    CheckConstraint("cardinality(proposed) <= 3", name="proposed"),
    CheckConstraint("cardinality(suggested) <= 3", name="suggested"),
    CheckConstraint("places > 0", name="places"),
    ForeignKeyConstraint(
        ("coach_id", "session_id"),
        ("sessions.coach_id", "sessions.id"),
        name="fk_appointments_session_id",
    ),
    ForeignKeyConstraint(
        ("coach_id", "series_id"),
        ("series.coach_id", "series.id"),
        name="fk_appointments_series_id",
    ),
    Index(None, "code"),
    Index(None, "customer_id", text("starts_at DESC")),
    Index(None, "coach_id", "starts_at"),
    # What happens by time alone.
    Index("ix_appointments_open", "starts_at", postgresql_where=OPEN),
    Index("ix_appointments_offers", "offer_until", postgresql_where=OFFERING),
    Index("ix_appointments_answers", "answer_by", postgresql_where=AWAITED),
    Index("ix_appointments_asked", "asked_until", postgresql_where=ASKED),
    Index("ix_appointments_held", "held_until", postgresql_where=text("status = 'held'")),
    # For searches by rare states.
    Index("ix_appointments_states", "coach_id", "status", "starts_at", "id", postgresql_where=RARE),
    # Completed sessions of a coach who may have none.
    Index(
        "ix_appointments_completed",
        "coach_id",
        "starts_at",
        "id",
        postgresql_where=text("status = 'completed'"),
    ),
    Index(
        "ix_appointments_seats",
        "coach_id",
        "session_id",
        postgresql_where=text("session_id IS NOT NULL"),
    ),
    Index(
        "ix_appointments_series",
        "coach_id",
        "series_id",
        postgresql_where=text("series_id IS NOT NULL"),
    ),
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
