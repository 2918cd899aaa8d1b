"""The table of admins' exports."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Table, text

from domain.transfer.exports import ExportState
from storage.tables import columns as column
from storage.tables.metadata import metadata

exports = Table(
    "exports",
    metadata,
    column.identity(primary_key=True),
    column.to("person_id", "people.id", index=True),
    # As in `domain.transfer.exports.ExportSpec`.
    column.facts("wanted"),
    column.text("state", server_default=text("'waiting'")),
    # How many of its files were sent, and how often making them has begun.
    column.number("sent"),
    column.number("attempts"),
    # It is fetched through the API, not sent to a chat.
    Column("fetched", Boolean, nullable=False, server_default=text("false")),
    column.instant("created_at", nullable=False, index=True),
    # Until when somebody is working on it, on the database's own clock.
    column.instant("leased_until"),
    CheckConstraint(f"state IN {tuple(map(str, ExportState))}", name="state"),
    Index("ix_exports_open", "id", postgresql_where=text("state = 'waiting'")),
)
