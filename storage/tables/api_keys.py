"""The tables of the API: keys that were given out, and answers to requests that may be repeated."""

from sqlalchemy import ARRAY, Column, Index, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables import columns as column
from storage.tables.metadata import metadata

api_keys = Table(
    "api_keys",
    metadata,
    column.identity(primary_key=True),
    # Never the key itself.
    Column("digest", LargeBinary, nullable=False, unique=True),
    column.to("person_id", "people.id", index=True),
    column.text("name"),
    # The characters by which people tell one from another.
    column.text("shown"),
    Column("scopes", ARRAY(Text), nullable=False),
    column.instant("created_at", nullable=False),
    column.instant("last_used_at"),
    column.instant("revoked_at"),
)

api_requests = Table(
    "api_requests",
    metadata,
    Column("key", Text, primary_key=True),
    column.to("person_id", "people.id", index=True),
    Column("fingerprint", LargeBinary, nullable=False),
    column.instant("at", nullable=False),
    # Until then somebody is handling it; NULL once it is answered.
    column.instant("leased_until"),
    Column("status", Integer),
    Column("headers", JSONB),
    Column("answer", LargeBinary),
    Index("ix_api_requests_at", "at"),
)
