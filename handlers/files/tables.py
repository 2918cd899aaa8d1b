"""A table as a CSV file and as a workbook, as spreadsheets open them.

Typed text stays text in both: to a spreadsheet "=1+1" would be a formula.
"""

import asyncio
import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Final

import orjson
from babel import Locale

from handlers import subprocess_work

PATIENCE: Final = 60.0  # seconds, for the largest workbook
_PROGRAM = Path(__file__).with_name("workbook.py")
# How formulas begin, also in spreadsheets that ignore leading spaces.
_ORDERS: Final = tuple("=+-@\uff1d\uff0b\uff0d\uff20\t\r\n|%")
Cell = str | int | float | Decimal | date | datetime | None
"""A datetime without a zone is a wall time; one with a zone states it if there is room. A Decimal
is exact, and keeps its decimals."""


@dataclass(frozen=True, slots=True)
class Table:
    """title: of the sheet. heads: of the columns. rows: each as long as the heads."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


async def csv_file(table: Table, locale: Locale) -> bytes:
    """With a byte order mark, and with numbers and separators as in the reader's country."""
    return await asyncio.to_thread(_csv, table, locale)


async def workbook(table: Table) -> bytes | None:
    """As .xlsx; None if it could not be made."""
    request = await asyncio.to_thread(_workbook_request, table)
    content = await subprocess_work.run(_PROGRAM, facts=request, patience=PATIENCE)
    return content or None


def _workbook_request(table: Table) -> bytes:
    return orjson.dumps(
        {
            "title": _whole(table.title),
            "heads": table.heads,
            "rows": [list(map(json_cell, r)) for r in table.rows],
        }
    )


def _csv(table: Table, locale: Locale) -> bytes:
    comma = decimal_comma(locale)
    text = StringIO()
    writer = csv.writer(text, delimiter=separator(locale))
    writer.writerow(map(harmless, table.heads))
    writer.writerows(csv_cells(row, comma=comma) for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def decimal_comma(locale: Locale) -> bool:
    """Whether numbers are written with a decimal comma."""
    return bool(locale.number_symbols["latn"]["decimal"] == ",")


def separator(locale: Locale) -> str:
    """The separator between two cells of a line."""
    return ";" if decimal_comma(locale) else ","


def csv_cells(row: Iterable[Cell], *, comma: bool) -> Iterable[str]:
    """A row as the texts of a CSV file."""
    for cell in row:
        if cell is None:
            yield ""
        elif isinstance(cell, str):
            yield harmless(cell)
        elif isinstance(cell, datetime):
            yield cell.isoformat("T" if cell.tzinfo else " ", "minutes")
        elif comma and isinstance(cell, float | Decimal):
            yield str(cell).replace(".", ",")
        else:
            yield str(cell)


def harmless(text: str) -> str:
    """Text that no spreadsheet reads as a formula."""
    text = _whole(text)
    return f"'{text}" if text.lstrip(" ").startswith(_ORDERS) else text


def json_cell(cell: Cell) -> object:
    """As JSON: a day, a wall time or an exact number with its kind."""
    if isinstance(cell, datetime):
        return {"moment": cell.replace(tzinfo=None).isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    if isinstance(cell, Decimal):
        return {"exact": str(cell)}
    return _whole(cell) if isinstance(cell, str) else cell


def _whole(text: str) -> str:
    """Text that can be encoded: half a character becomes a question mark."""
    return text.encode(errors="replace").decode()
