"""Bookings as a table to download."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from domain.services.service import Money
from domain.text import names
from handlers.files import tables
from handlers.files.tables import Cell, Table
from handlers.wording.formats import minor_units
from handlers.wording.words import Words, zone_info
from storage.business.reports import BookingRow

COLUMNS = (
    *("code", "start", "end", "zone", "coach", "customer", "service"),
    *("state", "places", "price", "currency", "booked"),
)


async def csv_file(words: Words, bookings: Sequence[BookingRow], zone: str) -> bytes | None:
    """As CSV. zone: for the times of booking; a session's own time is on its own clock."""
    return await tables.csv_file(await _table(words, bookings, zone), words.locale)


async def workbook(words: Words, bookings: Sequence[BookingRow], zone: str) -> bytes | None:
    """As .xlsx; None if it could not be made."""
    return await tables.workbook(await _table(words, bookings, zone))


async def _table(words: Words, bookings: Sequence[BookingRow], zone: str) -> Table:
    heads = [words.label(f"file.{column}") for column in COLUMNS]
    # Many thousands take a second, and nobody should have to wait for that.
    rows = await asyncio.to_thread(lambda: [_row(words, one, zone) for one in bookings])
    return Table(words.label("file.bookings"), heads, rows)


def _row(words: Words, one: BookingRow, zone: str) -> Sequence[Cell]:
    return (
        one.code,
        _wall(one.starts_at, one.zone),
        _wall(one.ends_at, one.zone),
        one.zone,
        names.one_line(one.coach),
        names.one_line(one.customer),
        names.one_line(one.service),
        words.label(f"file.state_{one.status}"),
        one.places,
        _amount(Money(one.minor, one.currency)),
        one.currency,
        _wall(one.created_at, zone),
    )


def _wall(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(zone_info(zone)).replace(tzinfo=None, second=0, microsecond=0)


def _amount(money: Money) -> float:
    return float(money.minor / 10 ** minor_units(money.currency))
