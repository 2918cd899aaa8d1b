"""The tables of what was asked, what was done, and what failed."""

from sqlalchemy import BigInteger, Column, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables import columns as column
from storage.tables.metadata import metadata

conversations = Table(
    "conversations",
    metadata,
    column.to("person_id", "people.id", primary_key=True, autoincrement=False),
    column.text("step"),
    column.facts(),
    Column("message_id", BigInteger),
    column.instant("updated_at", nullable=False),
    column.text("asked_by", nullable=True),
    Column("previous", JSONB),
)

handled = Table(
    "handled",
    metadata,
    Column("key", Text, primary_key=True),
    Column("person_id", BigInteger),
    column.facts("outcome"),
    column.instant("at", nullable=False, index=True),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    column.identity(primary_key=True),
    column.instant("at", nullable=False),
    Column("person_id", BigInteger),
    Column("telegram_id", BigInteger),
    column.facts("update"),
    column.text("error"),
    column.instant("retried_at"),
    column.text("request_id", nullable=True),
)
