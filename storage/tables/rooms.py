"""The tables of rooms and devices, apart from who has them: closures, and who needs them."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Integer,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from domain.services.resources import ResourceKind
from storage.tables import columns as column
from storage.tables.metadata import metadata

# Wall time of the business.
resource_closures = Table(
    "resource_closures",
    metadata,
    column.identity(primary_key=True),
    column.to("resource_id", "resources.id", ondelete="CASCADE", index=True),
    column.wall("starts_local"),
    column.wall("ends_local"),
    CheckConstraint("starts_local < ends_local", name="forwards"),
)

# A number of units of any of a kind, or of any of those named.
service_needs = Table(
    "service_needs",
    metadata,
    column.to("service_id", "services.id", primary_key=True, ondelete="CASCADE"),
    Column("nr", SmallInteger, primary_key=True, autoincrement=False),
    Column("units", Integer, nullable=False),
    Column("kind", Text),
    Column("resource_ids", ARRAY(BigInteger), nullable=False, server_default=text("'{}'")),
    CheckConstraint("units > 0", name="units"),
    CheckConstraint(f"kind IN {tuple(map(str, ResourceKind))}", name="kind"),
    CheckConstraint("(kind IS NULL) = (cardinality(resource_ids) > 0)", name="of"),
)
