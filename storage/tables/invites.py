"""The table of links that let coaches in."""

from sqlalchemy import Index, Table, text

from storage.tables import columns as column
from storage.tables.metadata import metadata

invites = Table(
    "invites",
    metadata,
    column.identity(primary_key=True),
    # Never the token itself.
    column.text("digest", unique=True),
    column.text("name"),
    # The coach they become; NULL for a new one.
    column.to("coach_id", "coaches.id", nullable=True, index=True),
    column.to("service_id", "services.id", nullable=True, index=True),
    column.to("made_by", "people.id", index=True),
    column.to("used_by", "people.id", nullable=True, index=True),
    column.instant("made_at", nullable=False),
    column.instant("expires_at", nullable=False),
    column.instant("used_at"),
    column.instant("withdrawn_at"),
    Index(
        "ix_invites_open",
        "expires_at",
        postgresql_where=text("used_at IS NULL AND withdrawn_at IS NULL"),
    ),
)
