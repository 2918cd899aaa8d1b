"""The tables of people, and of their identities."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR

from domain.accounts.identity import IdentityKind
from domain.roles import ASSIGNABLE, TEAM
from storage.tables import columns as column
from storage.tables.metadata import metadata

# For looking up people of whom only a name is known.
CALLED = (
    "lower(regexp_replace(btrim(first_name || COALESCE(' '::text || last_name, ''::text)),"
    " '\\s+'::text, ' '::text, 'g'::text))"
)

people = Table(
    "people",
    metadata,
    column.identity(primary_key=True),
    # Where they are written to; `identities` says what identifies them.
    Column("telegram_id", BigInteger, unique=True),
    column.text("first_name"),
    column.text("last_name", nullable=True),
    column.text("username", nullable=True),
    column.text("language", nullable=True),
    column.text("chosen_language", nullable=True),
    column.text("zone", nullable=True),
    # For the previous version; `role` has replaced it.
    Column("is_admin", Boolean, nullable=False, server_default=text("false")),
    column.text("email", nullable=True),
    column.instant("blocked_at"),
    column.text("blocked_reason", nullable=True),
    # When the block ends by itself; NULL for one that does not.
    column.instant("blocked_until"),
    column.instant("unreachable_since"),
    column.instant("created_at", nullable=False, server_default=func.now()),
    Column("met", Boolean, nullable=False, server_default=text("true")),
    # Since when they have had this name: of two with one username, the later has it.
    column.instant("profile_at", nullable=False, server_default=func.now()),
    # NULL until they are given one: until then they are a customer whom the setting may promote.
    column.text("role", nullable=True),
    CheckConstraint(f"role IN {tuple(map(str, ASSIGNABLE))}", name="role"),
    Index(
        "ix_people_blocked_at",
        "blocked_at",
        postgresql_where=text("blocked_at IS NOT NULL"),
    ),
    Index(
        "ix_people_blocked_until",
        "blocked_until",
        postgresql_where=text("blocked_until IS NOT NULL"),
    ),
    Index(
        "ix_people_unreachable",
        "unreachable_since",
        "id",
        postgresql_where=text("unreachable_since IS NOT NULL"),
    ),
    Index("ix_people_team", "role", postgresql_where=text(f"role IN {tuple(map(str, TEAM))}")),
    # Whether they are the customer of any appointment; NULL if not checked yet.
    Column("booked", Boolean, server_default=text("false")),
    # Minutes of the day, on their own clock: between these they want to hear no sound.
    Column("quiet_from", SmallInteger),
    Column("quiet_until", SmallInteger),
    # Since when they want no messages to many.
    column.instant("no_news_at"),
    # The ways beside Telegram that they want used; NULL if they have not said.
    Column("channels", ARRAY(Text)),
    # The record that this one has become part of.
    column.to("merged_into", "people.id", nullable=True),
    # Since when they are erased.
    column.instant("erased_at"),
    Index("ix_people_called", text(CALLED)),
    CheckConstraint("telegram_id IS NOT NULL OR unreachable_since IS NOT NULL", name="written_to"),
)

# Triggers on `people` keep this up to date for chats and mailboxes.
identities = Table(
    "identities",
    metadata,
    column.identity(primary_key=True),
    column.to("person_id", "people.id"),
    column.text("kind"),
    column.text("value"),
    column.instant("verified_at"),
    column.instant("created_at", nullable=False, server_default=func.now()),
    UniqueConstraint("person_id", "kind", "value"),
    CheckConstraint(f"kind IN {tuple(map(str, IdentityKind))}", name="kind"),
    Index(
        "ix_identities_verified",
        "kind",
        "value",
        unique=True,
        postgresql_where=text("verified_at IS NOT NULL"),
    ),
    Index("ix_identities_said", "kind", "value", postgresql_where=text("verified_at IS NULL")),
)

# Customers whom a coach has entered, and knows before anything is booked.
coach_customers = Table(
    "coach_customers",
    metadata,
    column.to("coach_id", "coaches.id", primary_key=True),
    column.to("person_id", "people.id", primary_key=True),
    column.instant("added_at", nullable=False),
    Index("ix_coach_customers_person_id", "person_id"),
)

# What they are found by. NULL until it is made, and again once triggers on `people` and
# `identities` notice a change.
name_marks = Table(
    "name_marks",
    metadata,
    column.to("person_id", "people.id", primary_key=True, autoincrement=False, ondelete="CASCADE"),
    Column("marks", TSVECTOR),
    Index("ix_name_marks_marks", "marks", postgresql_using="gin"),
    Index("ix_name_marks_due", "person_id", postgresql_where=text("marks IS NULL")),
)
