"""The tables of what can be occupied, and of what occupies it.

A resource is a coach, a room, a device. A claim takes one unit of it for a span, buffers included;
that no two overlap is the one constraint that keeps bookings apart. A claim exists as long as it
blocks: its release is a DELETE.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSTZRANGE, ExcludeConstraint
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import DDLCompiler

from domain.appointments.claims import EXPIRING, ClaimReason
from domain.groups.group import GroupState
from domain.services.resources import ResourceKind
from storage.tables import columns as column
from storage.tables.metadata import metadata

NO_CLAIMS_MEET = "claims_no_overlap"


class _NoOverlap(ExcludeConstraint):
    """An exclusion whose index also covers what a reader of free time needs from each row."""


@compiles(_NoOverlap)
def _with_expiry(constraint: _NoOverlap, compiler: DDLCompiler, **options: Any) -> str:
    # SQLAlchemy supports INCLUDE only for indexes.
    plain: str = compiler.visit_exclude_constraint(constraint, **options)  # type: ignore[attr-defined]  # of PostgreSQL's compiler
    return f"{plain} INCLUDE (expires_at)"


# A coach's id is its resource's; a trigger on `coaches` adds the row. Rooms and devices take their
# ids from the same sequence.
resources = Table(
    "resources",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    column.text("kind"),
    Column("units", Integer, nullable=False, server_default=text("1")),
    column.to("coach_id", "coaches.id", nullable=True, unique=True, ondelete="CASCADE"),
    # For rooms and devices. hours: in the business's zone, a list of windows for each weekday; NULL
    # for always. special: by date, the windows that apply instead.
    column.text("name", nullable=True),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    column.text("directions", nullable=True),
    Column("hours", JSONB),
    Column("special", JSONB, nullable=False, server_default=text("'{}'")),
    CheckConstraint(f"kind IN {('coach', *map(str, ResourceKind))}", name="kind"),
    CheckConstraint("(kind = 'coach') = (coach_id IS NOT NULL)", name="coach"),
    CheckConstraint("kind <> 'coach' OR (coach_id = id AND units = 1)", name="coach_id"),
    CheckConstraint("units > 0", name="units"),
)

claims = Table(
    "claims",
    metadata,
    column.to("resource_id", "resources.id"),
    # The appointment, the group session, or the hold: all from one sequence.
    Column("holder_id", BigInteger, nullable=False),
    Column("nr", SmallInteger, nullable=False, server_default=text("0")),
    Column("unit", Integer, nullable=False, server_default=text("1")),
    Column("span", TSTZRANGE, nullable=False),
    Column("reason", Text, nullable=False),
    column.instant("expires_at"),
    column.instant("created_at", nullable=False),
    # resource_id leads every key here: Citus would distribute by this column, and a coach's claims
    # would be where the coach's appointments are.
    PrimaryKeyConstraint("resource_id", "holder_id", "nr"),
    CheckConstraint(f"reason IN {tuple(map(str, ClaimReason))}", name="reason"),
    CheckConstraint("NOT isempty(span)", name="span"),
    CheckConstraint("unit > 0", name="unit"),
    CheckConstraint(f"expires_at IS NULL OR reason IN {tuple(map(str, EXPIRING))}", name="expires"),
    _NoOverlap(
        ("resource_id", "="), ("unit", "="), ("span", "&&"), name=NO_CLAIMS_MEET, using="gist"
    ),
    # What else a holder has claimed: rooms, devices.
    Index("ix_claims_besides", "holder_id", postgresql_where=text("nr > 0")),
    Index("ix_claims_expires_at", "expires_at", postgresql_where=text("expires_at IS NOT NULL")),
)

# A group session. Its seats are appointments; only the session claims the time, as long as it
# stands.
STANDING = text("state IN ('open', 'closed')")
sessions = Table(
    "sessions",
    metadata,
    column.to("coach_id", "coaches.id"),
    Column("id", BigInteger, nullable=False, autoincrement=False),
    column.to("service_id", "services.id"),
    column.instant("starts_at", nullable=False),
    column.instant("ends_at", nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("taken", Integer, nullable=False, server_default=text("0")),
    column.instant("created_at", nullable=False),
    Column("state", Text, nullable=False, server_default=text("'open'")),
    Column("by_hand", Boolean, nullable=False, server_default=text("false")),
    column.text("reason", nullable=True),
    Column("version", Integer, nullable=False, server_default=text("1")),
    # The rooms and devices it has.
    Column("resource_ids", ARRAY(BigInteger)),
    PrimaryKeyConstraint("coach_id", "id"),
    CheckConstraint("starts_at < ends_at", name="forwards"),
    CheckConstraint("taken BETWEEN 0 AND capacity", name="taken"),
    CheckConstraint(f"state IN {tuple(map(str, GroupState))}", name="state"),
    Index("ix_sessions_standing", "coach_id", "starts_at", postgresql_where=STANDING),
    # What happens by time alone.
    Index(None, "ends_at", postgresql_where=STANDING),
)

# Times held for people while they make up their mind. The claim expires by itself. places: in the
# group session that holder_id is, counted as taken there until the row goes; a trigger gives them
# back. 0: it is a time of its own.
holds = Table(
    "holds",
    metadata,
    column.to("person_id", "people.id", primary_key=True, autoincrement=False),
    Column("coach_id", BigInteger, nullable=False),
    Column("holder_id", BigInteger, nullable=False),
    column.instant("starts_at", nullable=False),
    column.instant("ends_at", nullable=False),
    column.instant("expires_at", nullable=False),
    Column("places", Integer, nullable=False, server_default=text("0")),
)
