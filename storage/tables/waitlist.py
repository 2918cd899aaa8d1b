"""The tables of the waitlist: who waits for what, what they were offered, and what anybody may
have."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    func,
    text,
)

from domain.waitlist.waitlist import Part, WaitAnswer, WaitState
from storage.tables import columns as column
from storage.tables.metadata import metadata

WAITING = text("state = 'waiting'")

# A place in line. coach_id: NULL for anybody who does the service. choice: as
# `domain.services.service_choice` writes it. silent: offers in a row left unanswered.
waits = Table(
    "waits",
    metadata,
    column.identity(primary_key=True),
    column.to("person_id", "people.id"),
    column.to("service_id", "services.id"),
    column.to("coach_id", "coaches.id", nullable=True),
    Column("choice", Text, nullable=False, server_default=text("''")),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    column.text("zone"),
    Column("weekdays", Integer, nullable=False),
    column.text("part"),
    Column("short", Boolean, nullable=False, server_default=text("false")),
    column.instant("joined_at", nullable=False),
    Column("state", Text, nullable=False, server_default=text("'waiting'")),
    column.number("silent"),
    column.instant("closed_at"),
    CheckConstraint("first_day <= last_day", name="forwards"),
    CheckConstraint("weekdays BETWEEN 1 AND 127", name="weekdays"),
    CheckConstraint(f"part IN {tuple(map(str, Part))}", name="part"),
    CheckConstraint(f"state IN {tuple(map(str, WaitState))}", name="state"),
    # Whose turn it is, for each thing waited for.
    Index("ix_waits_line", "service_id", "joined_at", "id", postgresql_where=WAITING),
    Index("ix_waits_person", "person_id"),
    Index("ix_waits_closed", "closed_at", postgresql_where=text("closed_at IS NOT NULL")),
)
# Nobody is in one line twice.
Index(
    "ix_waits_once",
    waits.c.person_id,
    waits.c.service_id,
    func.coalesce(waits.c.coach_id, text("0")),
    waits.c.choice,
    unique=True,
    postgresql_where=WAITING,
)

# What somebody in line was offered, or why not. holder_id: of the claim that holds the time.
# session_id: of the group session in which places are held. kept: either is still so. short: it is
# within the notice. told_at: when they are told. going: it is not open to anybody yet: nobody is
# offered the same twice meanwhile.
wait_offers = Table(
    "wait_offers",
    metadata,
    column.identity(primary_key=True),
    column.to("wait_id", "waits.id", ondelete="CASCADE"),
    column.to("person_id", "people.id"),
    Column("coach_id", BigInteger, nullable=False),
    Column("service_id", BigInteger, nullable=False),
    Column("choice", Text, nullable=False, server_default=text("''")),
    column.instant("starts_at", nullable=False),
    column.instant("ends_at", nullable=False),
    Column("holder_id", BigInteger),
    Column("session_id", BigInteger),
    Column("places", Integer, nullable=False, server_default=text("1")),
    Column("short", Boolean, nullable=False, server_default=text("false")),
    Column("kept", Boolean, nullable=False, server_default=text("false")),
    column.text("answer"),
    column.text("reason", nullable=True),
    Column("going", Boolean, nullable=False, server_default=text("true")),
    column.instant("told_at", nullable=False),
    column.instant("until", nullable=False),
    column.instant("created_at", nullable=False),
    CheckConstraint(f"answer IN {tuple(map(str, WaitAnswer))}", name="answer"),
    Index("ix_wait_offers_open", "wait_id", unique=True, postgresql_where=text("answer = 'open'")),
    Index("ix_wait_offers_wait", "wait_id"),
    Index("ix_wait_offers_going", "coach_id", postgresql_where=text("going")),
    Index("ix_wait_offers_kept", "until", postgresql_where=text("kept")),
    Index("ix_wait_offers_person", "person_id", postgresql_where=text("kept")),
)

# The starts, epoch minutes, that anybody may have: any other free one has come free since.
wait_free = Table(
    "wait_free",
    metadata,
    column.to("coach_id", "coaches.id", ondelete="CASCADE"),
    column.to("service_id", "services.id", ondelete="CASCADE"),
    Column("choice", Text, nullable=False),
    Column("starts", ARRAY(Integer), nullable=False),
    PrimaryKeyConstraint("coach_id", "service_id", "choice"),
)
