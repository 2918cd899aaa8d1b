"""The tables of files stored here, in parts."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Table, text

from storage.tables import columns as column
from storage.tables.metadata import metadata

# Belongs to exactly one of the three, and is deleted with it. size, digest: once it is complete.
# telegram_file_id: Telegram's id for it, if sent there.
kept_files = Table(
    "kept_files",
    metadata,
    column.identity(primary_key=True),
    column.text("name"),
    column.text("kind"),
    Column("size", BigInteger, nullable=False, server_default=text("0")),
    column.text("digest", nullable=True),
    column.text("telegram_id", nullable=True, key="telegram_file_id"),
    column.to("export_id", "exports.id", nullable=True, ondelete="CASCADE", index=True),
    column.to("coach_id", "coaches.id", nullable=True, ondelete="CASCADE", index=True),
    column.to("message_id", "messages.id", nullable=True, ondelete="CASCADE", index=True),
    column.instant("created_at", nullable=False, index=True),
)

kept_parts = Table(
    "kept_parts",
    metadata,
    column.to("file_id", "kept_files.id", primary_key=True, ondelete="CASCADE"),
    Column("nr", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)
