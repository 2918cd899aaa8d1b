"""A program of its own: writes many rows as files small enough to send, and ends.

It reads lines of JSON: `{"sheet": …, "file": …, "heads": …}` begins a table, a list has rows of it.
It writes the names of the files, in order. However many rows there are, only a few are in memory.
"""

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

sys.path.insert(0, str(Path(__file__).parents[2]))  # none of our modules is found without it

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it has no types

from handlers.files.workbook import (
    OPTIONS,
    WIDEST,
    formats_of,
    sheet_title,
    width,
    write_cell,
)

# Per workbook, which cannot be measured while it is being written: with cells as long as those of
# bookings, a tenth of a gigabyte unpacked and less than 30 MB as it is.
MOST_CELLS: Final = 2_500_000
MOST_ROWS: Final = 1_000_000  # per sheet, in round numbers (Excel)


class CsvFiles:
    """One CSV file after another; several tables together as archives."""

    def __init__(self, folder: Path, name: str, largest: int, delimiter: str, *, zipped: bool):
        self._folder, self._name, self._largest = folder, name, largest
        self._delimiter, self._zipped = delimiter, zipped
        self._table: dict[str, Any] = {}
        self._nr = 0
        self._open: ExitStack | None = None
        self._entry: ExitStack | None = None
        self._file: IO[bytes] | None = None
        self._zip: ZipFile | None = None
        self._writer: Any = None
        self.names: list[str] = []

    def begin(self, table: dict[str, Any]) -> None:
        """The next rows are of this table."""
        self._table, self._nr = table, 0
        self._enter()

    def rows(self, rows: Iterable[Sequence[Any]]) -> None:
        """Rows of the table, continued in another file when this one is full."""
        self._writer.writerows(rows)
        if self._zip is None and self._entry is not None:
            self._stream.flush()
        if self._file is not None and self._file.tell() > self._largest:
            self._close()
            self._enter()

    def end(self) -> None:
        """The last file is complete."""
        self._close()

    def _enter(self) -> None:
        self._leave_entry()
        if self._open is None or not self._zipped:
            self._close()
            self._start()
        self._nr += 1
        entry = ExitStack()
        inside = self._table["file"] + (f"-{self._nr}" if self._nr > 1 else "") + ".csv"
        assert self._file is not None
        target: IO[bytes] = self._file
        if self._zip is not None:
            target = entry.enter_context(self._zip.open(inside, "w", force_zip64=True))
        # With a byte order mark, without which Excel assumes another encoding.
        self._stream = TextIOWrapper(target, "utf-8-sig", newline="", write_through=False)
        entry.callback(self._stream.detach)
        entry.callback(self._stream.flush)
        self._entry = entry
        self._writer = csv.writer(self._stream, delimiter=self._delimiter)
        self._writer.writerow(self._table["heads"])

    def _start(self) -> None:
        files = ExitStack()
        part = f"-{len(self.names) + 1}" if self.names else ""
        name = f"{self._name}{part}.{'zip' if self._zipped else 'csv'}"
        self.names.append(name)
        self._file = files.enter_context((self._folder / name).open("wb"))
        self._zip = None
        if self._zipped:
            self._zip = files.enter_context(ZipFile(self._file, "w", ZIP_DEFLATED))
        self._open = files

    def _leave_entry(self) -> None:
        if self._entry is not None:
            self._entry.close()
            self._entry = None

    def _close(self) -> None:
        self._leave_entry()
        if self._open is not None:
            self._open.close()
            self._open = self._file = None


class Workbooks:
    """One workbook after another, with a sheet per table."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._table: dict[str, Any] = {}
        self._book: Any = None
        self._sheet: Any = None
        self._cells = self._row = 0
        self.names: list[str] = []

    def begin(self, table: dict[str, Any]) -> None:
        """The next rows are of this table."""
        self._table = table
        self._enter()

    def rows(self, rows: Iterable[Sequence[Any]]) -> None:
        """Rows of the table, continued in another workbook when this one is full."""
        for row in rows:
            if self._row >= MOST_ROWS or self._cells >= MOST_CELLS:
                self.end()
                self._enter()
            self._row += 1
            self._cells += len(row)
            for column, cell in enumerate(row):
                write_cell(self._sheet, self._row, column, cell, self._formats)

    def end(self) -> None:
        """The last workbook is complete."""
        self._leave_sheet()
        if self._book is not None:
            self._book.close()
            self._book = None

    def _enter(self) -> None:
        self._leave_sheet()
        if self._book is None:
            part = f"-{len(self.names) + 1}" if self.names else ""
            self.names.append(f"{self._name}{part}.xlsx")
            path = str(self._folder / self.names[-1])
            options = {**OPTIONS, "tmpdir": str(self._folder)}
            self._book, self._cells = Workbook(path, options), 0
            self._formats = formats_of(self._book)
            self._bold = self._book.add_format({"bold": True})
        heads = self._table["heads"]
        self._sheet, self._row = self._book.add_worksheet(sheet_title(self._table["sheet"])), 0
        self._sheet.freeze_panes(1, 0)
        for column, head in enumerate(heads):
            # Wide enough for a moment: the rows below are not known before they are written.
            self._sheet.set_column(column, column, min(max(width(head), 16) + 2, WIDEST))
            self._sheet.write_string(0, column, head, self._bold)

    def _leave_sheet(self) -> None:
        if self._sheet is not None:
            last = len(self._table["heads"]) - 1
            self._sheet.autofilter(0, 0, max(self._row, 1), last)
            self._sheet = None


def write(facts: dict[str, Any], lines: Iterable[bytes]) -> list[str]:
    """The names of the files. facts: from `export.write`."""
    folder = Path(facts["folder"])
    files: CsvFiles | Workbooks = Workbooks(folder, facts["name"])
    if facts["format"] == "csv":
        files = CsvFiles(
            folder,
            facts["name"],
            facts["largest"],
            facts["separator"],
            zipped=facts["zipped"],
        )
    for line in lines:
        block = json.loads(line)
        if isinstance(block, dict):
            files.begin(block)
        else:
            files.rows(block)
    files.end()
    return files.names


if __name__ == "__main__":
    incoming = sys.stdin.buffer
    json.dump(write(json.loads(incoming.readline()), incoming), sys.stdout)
