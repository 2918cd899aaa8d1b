"""A table as a CSV file and as a workbook, as spreadsheets open them.

What people typed is text in both and stays it: to a spreadsheet "=1+1" would be a formula.
"""

import asyncio
import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Final

import orjson
from babel import Locale

from handlers import apart

PATIENCE: Final = 60.0  # seconds, for the largest workbook
_PROGRAM = Path(__file__).with_name("workbook.py")
# What a formula begins with, also to spreadsheets that look behind blanks.
_ORDERS: Final = tuple("=+-@\uff1d\uff0b\uff0d\uff20\t\r\n|%")
Cell = str | int | float | date | datetime | None
"""A datetime is a wall time, without a zone."""


@dataclass(frozen=True, slots=True)
class Table:
    """title: of the sheet. heads: of the columns. rows: each as long as the heads."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


async def csv_file(table: Table, locale: Locale) -> bytes:
    """With a mark of its encoding, and numbers and separators as the reader's country has them."""
    return await asyncio.to_thread(_csv, table, locale)


async def workbook(table: Table) -> bytes | None:
    """As .xlsx; None where it could not be made."""
    asked = orjson.dumps(
        {
            "title": _whole(table.title),
            "heads": table.heads,
            "rows": [list(map(_told, r)) for r in table.rows],
        }
    )
    made = await apart.run(_PROGRAM, facts=asked, patience=PATIENCE)
    return made or None


def _csv(table: Table, locale: Locale) -> bytes:
    comma = locale.number_symbols["latn"]["decimal"] == ","
    text = StringIO()
    writer = csv.writer(text, delimiter=";" if comma else ",")
    writer.writerow(map(harmless, table.heads))
    writer.writerows(_written(row, comma=comma) for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _written(row: Iterable[Cell], *, comma: bool) -> Iterable[str]:
    for cell in row:
        if cell is None:
            yield ""
        elif isinstance(cell, str):
            yield harmless(cell)
        elif isinstance(cell, datetime):
            yield cell.isoformat(" ", "minutes")
        else:
            yield str(cell).replace(".", ",") if comma and isinstance(cell, float) else str(cell)


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = _whole(text)
    return f"'{text}" if text.lstrip(" ").startswith(_ORDERS) else text


def _told(cell: Cell) -> object:
    """As JSON: of a day or a wall time its kind, too."""
    if isinstance(cell, datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    return _whole(cell) if isinstance(cell, str) else cell


def _whole(text: str) -> str:
    """Text that can be written: what was cut from a letter is a question mark."""
    return text.encode(errors="replace").decode()
