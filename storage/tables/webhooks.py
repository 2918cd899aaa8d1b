"""The tables of webhooks: where they go, how far events have been read for them, what was sent and
how each try ended."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from domain.programs.webhooks import Delivery, WebhookState
from storage.tables import columns as column
from storage.tables.metadata import metadata

OPEN = text("state IN ('waiting', 'sending')")

webhook_endpoints = Table(
    "webhook_endpoints",
    metadata,
    column.identity(primary_key=True),
    column.text("url"),
    column.text("description"),
    # The kinds it is sent; all of them if none is chosen.
    Column("kinds", ARRAY(Text), nullable=False),
    Column("state", Text, nullable=False, server_default=text("'active'")),
    column.text("secret"),
    # Signed with as well, until then.
    column.text("old_secret", nullable=True),
    column.instant("old_secret_until"),
    column.instant("created_at", nullable=False),
    # Since when every try has failed.
    column.instant("failing_since"),
    # It gets what comes after this line of the audit log (see `storage.programs.events`).
    Column("from_settles", BigInteger, nullable=False),
    Column("from_id", BigInteger, nullable=False),
    # How far it had been told when it was stopped; and whether it is now being told the rest.
    Column("missed_settles", BigInteger),
    Column("missed_id", BigInteger),
    column.instant("missed_at"),
    Column("catching_up", Boolean, nullable=False, server_default=text("false")),
    CheckConstraint(f"state IN {tuple(map(str, WebhookState))}", name="state"),
)

# One row: how far events have been read.
webhook_feed = Table(
    "webhook_feed",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("settles", BigInteger, nullable=False),
    Column("line_id", BigInteger, nullable=False),
    column.instant("line_at", nullable=False),
)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    column.identity(primary_key=True),
    column.to("endpoint_id", "webhook_endpoints.id", ondelete="CASCADE"),
    # The same each time it is sent.
    column.text("message_id"),
    column.text("kind"),
    # As it is sent, to the byte: this is what was signed.
    column.text("body"),
    column.instant("created_at", nullable=False),
    Column("state", Text, nullable=False, server_default=text("'waiting'")),
    column.instant("due_at", nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    column.text("owner", nullable=True),
    column.instant("leased_until"),
    column.instant("done_at"),
    UniqueConstraint("endpoint_id", "message_id"),
    CheckConstraint(f"state IN {tuple(map(str, Delivery))}", name="state"),
    Index("ix_webhook_deliveries_open", "endpoint_id", "due_at", "id", postgresql_where=OPEN),
    Index("ix_webhook_deliveries_endpoint_id", "endpoint_id", "id"),
    Index("ix_webhook_deliveries_created_at", "created_at"),
)

webhook_attempts = Table(
    "webhook_attempts",
    metadata,
    column.identity(primary_key=True),
    column.to("delivery_id", "webhook_deliveries.id", ondelete="CASCADE"),
    column.instant("at", nullable=False),
    Column("status", Integer),
    Column("milliseconds", Integer, nullable=False),
    # The beginning of its answer.
    column.text("answer"),
    column.text("error", nullable=True),
    Index("ix_webhook_attempts_delivery_id", "delivery_id", "id"),
)
