"""The table of the business itself, which has one row."""

from sqlalchemy import BigInteger, CheckConstraint, Column, SmallInteger, Table, text

from storage.tables import columns as column
from storage.tables.metadata import metadata

business = Table(
    "business",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    column.text("name"),
    column.text("zone"),
    column.text("place", nullable=True),
    Column("catalogue_version", BigInteger, nullable=False, server_default=text("1")),
    CheckConstraint("id = 1", name="only_one"),
)
