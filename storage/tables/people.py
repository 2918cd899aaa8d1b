"""The table of people."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Table, func, text

from storage.tables import columns as column
from storage.tables.metadata import metadata

people = Table(
    "people",
    metadata,
    column.identity(primary_key=True),
    Column("telegram_id", BigInteger, nullable=False, unique=True),
    column.text("first_name"),
    column.text("last_name", nullable=True),
    column.text("username", nullable=True),
    column.text("language", nullable=True),
    column.text("chosen_language", nullable=True),
    column.text("zone", nullable=True),
    # What the version before goes by; `role` has taken its place.
    Column("is_admin", Boolean, nullable=False, server_default=text("false")),
    column.text("email", nullable=True),
    column.instant("blocked_at"),
    column.text("blocked_reason", nullable=True),
    column.instant("unreachable_since"),
    column.instant("created_at", nullable=False, server_default=func.now()),
    Column("met", Boolean, nullable=False, server_default=text("true")),
    # Since when they are called what they are called: of two with one user name, the later has it.
    column.instant("profile_at", nullable=False, server_default=func.now()),
    # NULL until somebody gives them one: until then they are a customer whom the setting may raise.
    column.text("role", nullable=True),
    CheckConstraint("role IN ('customer', 'manager', 'admin')", name="role"),
    Index("ix_people_team", "role", postgresql_where=text("role IN ('manager', 'admin')")),
)
