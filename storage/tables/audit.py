"""The audit log's table."""

from sqlalchemy import BigInteger, Column, Index, Table, text
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables import columns as column
from storage.tables.metadata import metadata

SETTLES = text(
    "greatest(pg_current_xact_id()::text::bigint,"
    " pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1)"
)

audit = Table(
    "audit",
    metadata,
    column.identity(primary_key=True),
    column.instant("at", nullable=False),
    Column("actor_id", BigInteger),
    column.text("action"),
    Column("coach_id", BigInteger),
    column.text("entity"),
    Column("entity_id", BigInteger, nullable=False),
    column.facts(),
    column.text("door", nullable=True),
    Column("before", JSONB),
    Column("after", JSONB),
    # When a reader following the log may read it (see `storage.programs.events`); set by the
    # database.
    Column("settles", BigInteger, server_default=SETTLES),
    column.text("request_id", nullable=True),
    Index(None, "entity", "entity_id"),
    Index("ix_audit_at", "at", postgresql_using="brin", postgresql_with={"autosummarize": "on"}),
    Index("ix_audit_actor_id", "actor_id", "id"),
    Index("ix_audit_entity", "entity", "id"),
    Index("ix_audit_settles", "settles", "id", postgresql_where=text("settles IS NOT NULL")),
    Index(
        "ix_audit_request_id",
        "request_id",
        "id",
        postgresql_where=text("request_id IS NOT NULL"),
    ),
)
