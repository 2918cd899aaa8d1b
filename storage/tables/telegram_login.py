"""The tables of what is used once to sign in, or to link an account and a chat."""

from sqlalchemy import Boolean, Column, Table, Text

from storage.tables import columns as column
from storage.tables.metadata import metadata

link_codes = Table(
    "link_codes",
    metadata,
    column.identity(primary_key=True),
    # Never the code itself.
    column.text("digest", unique=True),
    column.to("person_id", "people.id", index=True),
    Column("from_chat", Boolean, nullable=False),
    column.instant("expires_at", nullable=False, index=True),
    column.to("used_by", "people.id", nullable=True, index=True),
)

# Wrong codes somebody has typed, since the first of them.
link_tries = Table(
    "link_tries",
    metadata,
    column.to("person_id", "people.id", primary_key=True, autoincrement=False),
    column.instant("since", nullable=False, index=True),
    column.number("wrong"),
)

# People who have gone to Telegram to sign in, and should come back.
login_states = Table(
    "login_states",
    metadata,
    Column("digest", Text, primary_key=True),
    column.text("verifier"),
    column.text("redirect_uri"),
    # What the person who began keeps to themself: anyone merely sent the link back has none.
    column.text("proof"),
    column.instant("expires_at", nullable=False, index=True),
)

# What a Mini App has shown once, as long as it would be believed again.
spent_launches = Table(
    "spent_launches",
    metadata,
    Column("digest", Text, primary_key=True),
    column.instant("expires_at", nullable=False, index=True),
)
