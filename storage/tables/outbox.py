"""The tables of messages to send, and of how soon one may go."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from domain.messages.notices import Channel, Lane, MessageState
from storage.tables import columns as column
from storage.tables.metadata import metadata

_S = MessageState
UNSENT: Final = f"state IN {tuple(map(str, (_S.WAITING, _S.SENDING)))}"
DONE_WITH: Final = f"state IN {tuple(map(str, (_S.SENT, _S.DROPPED, _S.FAILED)))}"
GONE_OUT: Final = f"state IN {tuple(map(str, (_S.SENDING, _S.SENT)))}"
"""Conditions on a row of the outbox, as SQL. The last: its reader may already have it."""

outbox = Table(
    "outbox",
    metadata,
    column.identity(primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    column.to("recipient_id", "people.id"),
    column.text("kind"),
    column.facts(),
    Column("lane", SmallInteger, nullable=False),
    column.instant("due_at", nullable=False),
    Column("coach_id", BigInteger),
    Column("appointment_id", BigInteger),
    Column("appointment_version", Integer),
    Column("state", Text, nullable=False, server_default=text(f"'{MessageState.WAITING}'")),
    column.text("owner", nullable=True),
    column.instant("leased_until"),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    column.instant("sent_at"),
    Column("message_id", BigInteger),
    column.text("error", nullable=True),
    Column("maybe_repeated", Boolean, nullable=False, server_default=text("false")),
    CheckConstraint(f"state IN {tuple(map(str, MessageState))}", name="state"),
    # How it goes: another way than Telegram only if that does not reach the person, or nobody has
    # read it there.
    Column("channel", Text, nullable=False, server_default=text("'telegram'")),
    # Whether the claim's call has begun; NULL under a version that does not say.
    Column("call_begun", Boolean),
    Column("operation", Text, nullable=False, server_default=text("'send'")),
    # The message to many that it is part of.
    Column("broadcast_id", BigInteger),
    # What caused it; see `storage.request_ids`.
    column.text("request_id", nullable=True),
    # The message that this one repeats by another way.
    Column("root_id", BigInteger),
    # The provider's id for it, and its receipt: as in `domain.messages.channels.Receipt`.
    column.text("provider_id", nullable=True),
    column.text("receipt", nullable=True),
    column.instant("delivered_at"),
    column.instant("read_at"),
    CheckConstraint(f"lane IN {tuple(map(int, Lane))}", name="lane"),
    CheckConstraint(f"channel IN {tuple(map(str, Channel))}", name="channel"),
    # Wider than `Operation`, for rows of other versions.
    CheckConstraint(
        "operation IN ('send', 'edit', 'file', 'invoice', 'calendar', 'via')", name="operation"
    ),
    Index("ix_outbox_open", "lane", "due_at", postgresql_where=text(UNSENT)),
    # What is deleted over time.
    Index("ix_outbox_done_with", "due_at", postgresql_where=text(DONE_WITH)),
    Index(
        "ix_outbox_broadcast_id",
        "broadcast_id",
        "state",
        postgresql_where=text("broadcast_id IS NOT NULL"),
    ),
    # What was said to somebody, and what of it by another way.
    Index("ix_outbox_recipient_id", "recipient_id", "id"),
    Index("ix_outbox_root_id", "root_id", postgresql_where=text("root_id IS NOT NULL")),
    # What was said about a session.
    Index(
        "ix_outbox_appointment_id",
        "appointment_id",
        postgresql_where=text("appointment_id IS NOT NULL"),
    ),
)

# A crash of Postgres empties it; see the migration.
rate_limits = Table(
    "rate_limits",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    column.instant("due", nullable=False),
    column.instant("held_until"),
    Column("counted", ARRAY(DateTime(timezone=True)), nullable=False, server_default=text("'{}'")),
    prefixes=["UNLOGGED"],
)
