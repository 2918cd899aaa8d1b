"""The tables of ways beside Telegram: subscriptions, numbers being verified, and what was spent."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    UniqueConstraint,
    text,
)

from storage.tables import columns as column
from storage.tables.metadata import metadata

# How an app or a browser is reached. target: FCM's token, or the address of a web push
# subscription, whose keys are p256dh and auth.
push_subscriptions = Table(
    "push_subscriptions",
    metadata,
    column.identity(primary_key=True),
    column.to("person_id", "people.id"),
    column.text("channel"),
    column.text("target"),
    Column("p256dh", LargeBinary),
    Column("auth", LargeBinary),
    column.text("name", nullable=True),
    column.instant("added_at", nullable=False),
    CheckConstraint("channel IN ('push', 'web_push')", name="channel"),
    CheckConstraint(
        "(channel = 'web_push') = (p256dh IS NOT NULL AND auth IS NOT NULL)", name="keys"
    ),
    # SHA-256 of its target: addresses may be too long for an index.
    Column("digest", LargeBinary, nullable=False),
    UniqueConstraint("channel", "digest"),
    Index("ix_push_subscriptions_person_id", "person_id"),
)

# The number that somebody is verifying, at most one per person.
phone_codes = Table(
    "phone_codes",
    metadata,
    column.to("person_id", "people.id", primary_key=True, autoincrement=False),
    column.text("number"),
    Column("digest", LargeBinary, nullable=False),
    column.instant("sent_at", nullable=False),
    column.instant("until", nullable=False),
    Column("tries", SmallInteger, nullable=False, server_default=text("0")),
    # How many were sent within which hour.
    Column("sends", SmallInteger, nullable=False, server_default=text("1")),
    column.instant("since", nullable=False),
    Index("ix_phone_codes_number", "number"),
)

# Parts of text messages on a day (UTC).
sms_tallies = Table(
    "sms_tallies",
    metadata,
    column.to("person_id", "people.id", primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("parts", Integer, nullable=False),
    Index("ix_sms_tallies_day", "day"),
)

# The one key pair by which browsers know the business (RFC 8292): the private one in PEM.
web_push_keys = Table(
    "web_push_keys",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    column.text("private_key"),
    column.instant("made_at", nullable=False),
    CheckConstraint("id = 1", name="only_one"),
)
