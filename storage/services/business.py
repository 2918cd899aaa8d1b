"""The one row of the business: read with the catalogue, and changed field by field."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update

from domain.services.catalogue import Business
from domain.services.policies import Policy
from storage.prepared import PreparedStatement
from storage.services.service_rows import plain_columns
from storage.tables.business import business
from storage.tables.coaches import coaches
from storage.tables.services import services
from storage.transactions import Reader, Writer

COLUMNS: Final = plain_columns(Business, business)
_LOAD: Final = f"SELECT {', '.join(COLUMNS)} FROM business WHERE id = 1"
_LOCKED: Final = PreparedStatement(
    select(business.c.id).where(business.c.id == 1).with_for_update(key_share=True)
)
_BOOKED_AHEAD: Final = """
SELECT count(*) FROM appointments
WHERE status IN ('held', 'pending', 'confirmed') AND ends_at > $1::timestamptz
"""


async def load(reader: Reader) -> Business:
    """The business alone, for callers that need nothing of what can be booked."""
    [row] = await reader.fetch(_LOAD)
    return of_row(dict(zip(COLUMNS, row, strict=True)))


def of_row(row: Mapping[str, Any]) -> Business:
    """The business from its row."""
    lists = {
        name: tuple(row[name]) for name in ("reminders", "languages", "guided", "sms_countries")
    }
    return Business(**{**row, **lists, "policy": Policy(row["policy"])})


async def set_columns(writer: Writer, columns: Mapping[str, Any]) -> None:
    """Sets these fields, and leaves the others as they are."""
    await writer.run(update(business).values(**columns))


async def lock(writer: Writer) -> None:
    """Blocks other changes to the business, and to what can be booked, until the end."""
    await _LOCKED.rows(writer)


async def lock_prices(writer: Writer) -> None:
    """Blocks bookings, and changes to prices, until the end.

    In everybody's order: coaches, services, the business.
    """
    for table in (coaches, services):
        await writer.rows(select(table.c.id).order_by(table.c.id).with_for_update(key_share=True))
    await lock(writer)


async def count_booked_ahead(reader: Reader, now: datetime) -> int:
    """How many sessions are booked, requested or held and not over yet."""
    [[ahead]] = await reader.fetch(_BOOKED_AHEAD, now)
    return int(ahead)
