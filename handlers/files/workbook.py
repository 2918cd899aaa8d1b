"""A program of its own: writes one workbook and ends. It reads a table as JSON, and writes an
.xlsx.

A workbook of a hundred thousand rows takes many seconds and much memory, which nobody talking to
the bot should have to wait for or go without.
"""

import json
import sys
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it has no types

WIDEST: Final = 40  # letters in a column
SAMPLE: Final = 200  # rows used to measure the width
LONGEST_TITLE: Final = 31  # of a sheet (Excel)
# Nothing that people typed becomes a formula, a link or a number.
OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def write(table: dict[str, Any]) -> bytes:
    """The workbook of a table, as sent by `tables.workbook`."""
    content = BytesIO()
    with Workbook(content, OPTIONS) as book:
        bold = book.add_format({"bold": True})
        formats = formats_of(book)
        sheet = book.add_worksheet(sheet_title(table["title"]))
        heads, rows = table["heads"], table["rows"]
        for column, head in enumerate(heads):
            sample = [head, *(row[column] for row in rows[:SAMPLE])]
            sheet.set_column(column, column, min(max(map(width, sample)) + 2, WIDEST))
        sheet.freeze_panes(1, 0)
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, bold)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                write_cell(sheet, number, column, cell, formats)
        sheet.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
    return content.getvalue()


def formats_of(book: Any) -> dict[str, Any]:
    """How cells of each kind look."""
    return {
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        **{
            "0" * places: book.add_format({"num_format": f"0.{'0' * places}".rstrip(".")})
            for places in range(4)
        },
    }


def write_cell(sheet: Any, row: int, column: int, cell: object, formats: dict[str, Any]) -> None:
    """A cell, as sent by `tables.json_cell`; text is text, whatever it looks like."""
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif isinstance(cell, dict):
        [(kind, text)] = cell.items()
        if kind == "exact":
            places = "0" * len(text.partition(".")[2])
            sheet.write_number(row, column, float(text), formats.get(places))
        else:
            value = (datetime if kind == "moment" else date).fromisoformat(text)
            sheet.write_datetime(row, column, value, formats[kind])
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)


def sheet_title(title: str) -> str:
    """A title that Excel accepts for a sheet."""
    safe_title = "".join(" " if c in "[]:*?/\\" else c for c in title).strip("' ")
    return safe_title[:LONGEST_TITLE] or "1"


def width(cell: object) -> int:
    """Roughly how many letters wide a cell is."""
    return 16 if isinstance(cell, dict) else len(str("" if cell is None else cell))


if __name__ == "__main__":
    sys.stdout.buffer.write(write(json.load(sys.stdin)))
