"""The tables of accounts: passwords, who is signed in where, codes, and attempts."""

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from storage.tables import columns as column
from storage.tables.metadata import metadata

# People with a password. `identities` says what they sign in with.
accounts = Table(
    "accounts",
    metadata,
    column.to("person_id", "people.id", primary_key=True, autoincrement=False),
    # As argon2 writes it; never the password itself.
    column.text("password"),
    column.instant("changed_at", nullable=False),
    # It no longer works until another one is set.
    Column("void", Boolean, nullable=False, server_default=text("false")),
)

# Devices that are signed in; no token of theirs, and nothing that one could be derived from.
sign_ins = Table(
    "sign_ins",
    metadata,
    column.identity(primary_key=True),
    column.to("person_id", "people.id"),
    column.text("installation", nullable=True),
    column.text("name", nullable=True),
    column.text("address", nullable=True),
    column.text("agent", nullable=True),
    column.text("method"),
    column.instant("created_at", nullable=False),
    column.instant("used_at", nullable=False),
    column.instant("expires_at", nullable=False),
    column.instant("ended_at"),
    column.text("ending", nullable=True),
    Column("secret", LargeBinary, nullable=False),
    column.text("digest"),
    column.text("before", nullable=True),
    Column("generation", Integer, nullable=False),
    column.instant("renewed_at", nullable=False),
    Index("ix_sign_ins_person_id", "person_id", "id"),
    Index("ix_sign_ins_used_at", "used_at"),
)

# Requests that wait for their code.
account_codes = Table(
    "account_codes",
    metadata,
    column.identity(primary_key=True),
    # Digest of the word that the person who asked was given, and must show again.
    column.text("request", unique=True),
    column.text("purpose"),
    column.text("kind"),
    column.text("value"),
    column.to("person_id", "people.id", nullable=True, index=True),
    column.text("language", nullable=True),
    Column("wanted", JSONB),
    column.text("address", nullable=True),
    Column("digests", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("tries", SmallInteger, nullable=False, server_default=text("0")),
    column.instant("made_at", nullable=False),
    column.instant("expires_at", nullable=False),
    column.instant("used_at"),
    column.text("state"),
    column.instant("due_at", nullable=False),
    # How often it was sent by text message, and when last.
    Column("texts", SmallInteger, nullable=False, server_default=text("0")),
    column.instant("texted_at"),
    Index("ix_account_codes_due_at", "due_at", postgresql_where=text("state = 'waiting'")),
    Index("ix_account_codes_to_text", "due_at", postgresql_where=text("state = 'to_text'")),
    Index(
        "ix_account_codes_texted_at",
        "texted_at",
        postgresql_where=text("texted_at IS NOT NULL"),
    ),
    Index("ix_account_codes_value", "value", "made_at"),
    Index("ix_account_codes_address", "address", "made_at"),
    Index("ix_account_codes_made_at", "made_at"),
)

# How often somebody was refused lately. name: a digest of whom or what it counts against.
login_attempts = Table(
    "login_attempts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    column.instant("last_at", nullable=False, index=True),
    column.instant("locked_until"),
)

login_log = Table(
    "login_log",
    metadata,
    column.identity(primary_key=True),
    column.to("person_id", "people.id"),
    column.instant("at", nullable=False, index=True),
    column.text("event"),
    column.text("method", nullable=True),
    column.text("address", nullable=True),
    column.text("device", nullable=True),
    Index("ix_login_log_person_id", "person_id", "id"),
)

# What access tokens are signed with; made when first needed, by whichever replica is first.
signing_keys = Table(
    "signing_keys",
    metadata,
    Column("kid", Text, primary_key=True),
    column.text("purpose"),
    Column("secret", LargeBinary, nullable=False),
    column.instant("made_at", nullable=False),
    column.instant("retired_at"),
)
