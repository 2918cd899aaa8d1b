"""The table of messages to many."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Table, text

from domain.messages.broadcasts import BroadcastState
from storage.tables import columns as column
from storage.tables.metadata import metadata

broadcasts = Table(
    "broadcasts",
    metadata,
    column.identity(primary_key=True),
    column.to("author_id", "people.id", index=True),
    column.facts("audience"),
    column.text("text"),
    column.text("state"),
    # How many it was for when it began, and the person ids up to which outbox rows are written.
    column.number("people"),
    Column("last_id", BigInteger, nullable=False, server_default=text("0")),
    Column("until_id", BigInteger, nullable=False, server_default=text("0")),
    # What became of those rows, which are deleted before this one.
    column.number("sent"),
    column.number("failed"),
    column.number("missed"),
    column.instant("created_at", nullable=False, index=True),
    # When nothing of it was under way any more.
    column.instant("ended_at"),
    # The message in the author's chat that shows its progress: what it shows, and since when.
    Column("message_id", BigInteger),
    column.text("shown", nullable=True),
    column.instant("shown_at"),
    CheckConstraint(f"state IN {tuple(map(str, BroadcastState))}", name="state"),
    Index(
        "ix_broadcasts_open",
        "id",
        postgresql_where=text("ended_at IS NULL AND state <> 'draft'"),
    ),
)
