"""A program of its own: reads a file that somebody sent, within limits, and ends.

It reads a line of JSON, `{"sheet": …, "rows": …}`, followed by the file, and writes its table as
JSON, or why there is none. A file that unpacks without end, or lies about its size, ends only this
program: the system limits its memory and time.
"""

import csv
import json
import re
import resource
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from typing import Any, BinaryIO, Final
from zipfile import BadZipFile, ZipFile

MEMORY: Final = 768 * 1024 * 1024  # bytes
SECONDS: Final = 40  # of processor time
UNPACKED: Final = 80 * 1024 * 1024  # bytes of everything in an archive
MEMBERS: Final = 400
WIDEST: Final = 60  # columns
LONGEST: Final = 2_000  # letters of a cell
SAMPLE: Final = 40  # lines used to find the separator
SEPARATORS: Final = ";,\t|"
_SEP = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_OLE: Final = b"\xd0\xcf\x11\xe0"
# Beyond the last row, or the last column, that there is. A reader would make room for all of them.
_TOO_FAR = re.compile(rb"""\b(?:r|ref)=["'][A-Z0-9:$]*?(?:[A-Z]{4,}\d|\d{8,})""")
_1904 = re.compile(rb'date1904="(1|true)"')

Cell = str | int | float | dict[str, str] | None


class UnreadableSheet(Exception):
    """There is no table in it: why, as a name that is put into words elsewhere. line: where."""

    def __init__(self, why: str, line: int | None = None) -> None:
        super().__init__(why)
        self.line = line


def read(content: bytes, sheet: int, most: int) -> dict[str, Any]:
    """Its sheets, the rows of one of them with their numbers, and the day 0 of its dates."""
    if content.startswith(b"PK"):
        return _archive(content, sheet, most)
    if content.startswith(_OLE):
        return _workbook(content, sheet, most, early=False)
    return {"sheets": [""], "sheet": 0, "rows": _limited(_csv(content), most), "1904": False}


def _archive(content: bytes, sheet: int, most: int) -> dict[str, Any]:
    try:
        archive = ZipFile(BytesIO(content))
    except BadZipFile:
        raise UnreadableSheet("unreadable") from None
    with archive:
        members = archive.infolist()
        if len(members) > MEMBERS or sum(one.file_size for one in members) > UNPACKED:
            raise UnreadableSheet("bomb")
        if any(one.flag_bits & 1 for one in members):
            raise UnreadableSheet("locked")
        names = {one.filename for one in members}
        if "xl/workbook.xml" in names:
            early = bool(_1904.search(_unpack(archive, "xl/workbook.xml")))
            for one in members:
                part = _unpack(archive, one.filename)  # it may be larger than it claims
                if one.filename.startswith("xl/worksheets/") and _TOO_FAR.search(part):
                    raise UnreadableSheet("bomb")
            return _workbook(content, sheet, most, early=early)
        if "content.xml" in names:
            _unpack(archive, "content.xml")
            return _workbook(content, sheet, most, early=False)
        tables = sorted(
            name
            for name in names
            if name.lower().endswith((".csv", ".tsv")) and not name.startswith("__MACOSX")
        )
        if not tables:
            raise UnreadableSheet("unknown")
        at = sheet if 0 <= sheet < len(tables) else 0
        rows = _limited(_csv(_unpack(archive, tables[at])), most)
        titles = [name.rpartition("/")[2].rpartition(".")[0] for name in tables]
        return {"sheets": titles, "sheet": at, "rows": rows, "1904": False}


def _unpack(archive: ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as member:
            content = member.read(UNPACKED + 1)
    except (BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise UnreadableSheet("unreadable") from None
    if len(content) > UNPACKED:
        raise UnreadableSheet("bomb")
    return content


def _workbook(content: bytes, sheet: int, most: int, *, early: bool) -> dict[str, Any]:
    import python_calamine  # noqa: PLC0415 - a CSV file does not need it

    try:
        book = python_calamine.load_workbook(BytesIO(content))
        names = list(book.sheet_names)
        at = sheet if 0 <= sheet < len(names) else _first_filled(book, len(names))
        table = book.get_sheet_by_index(at)
        above = (table.start or (0, 0))[0]
        rows = _limited(((above + n, row) for n, row in enumerate(table.iter_rows(), 1)), most)
    except python_calamine.PasswordError:
        raise UnreadableSheet("locked") from None
    except python_calamine.CalamineError:
        raise UnreadableSheet("unreadable") from None
    return {"sheets": names, "sheet": at, "rows": rows, "1904": early}


def _first_filled(book: Any, count: int) -> int:
    for number in range(count):
        if book.get_sheet_by_index(number).height:
            return number
    raise UnreadableSheet("empty")


def _csv(content: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    text = _decode(content)
    sep_line = _SEP.match(text)
    if sep_line is not None:
        text = text[sep_line.end() :]
    separator = sep_line[1] if sep_line is not None else _separator(text)
    csv.field_size_limit(1_000_000)
    lines = list(StringIO(text, newline=""))
    reader, above, first = csv.reader(lines, delimiter=separator), 0, 1 if sep_line is None else 2
    try:
        # Counted as in spreadsheets: a quoted text is one line, however many it spans.
        for number, row in enumerate(reader, first):
            spanned = lines[above : reader.line_num]
            if _swallows(spanned, separator, last=reader.line_num == len(lines)):
                raise UnreadableSheet("quote", above + first)
            above = reader.line_num
            yield number, row
    except csv.Error:
        raise UnreadableSheet("unreadable") from None


def _swallows(spanned: Sequence[str], separator: str, *, last: bool) -> bool:
    """Whether a quote opens in these lines of a row and is not closed where its text ends: it would
    take in what is no part of it. A quote too many inside one line does no harm."""
    if last and len(list(csv.reader([*spanned, "end"], delimiter=separator))) == 1:
        return True
    if len(spanned) == 1:
        return False
    try:
        list(csv.reader(spanned, delimiter=separator, strict=True))
    except csv.Error:
        return True
    return False


def _decode(content: bytes) -> str:
    if content.startswith(b"\xef\xbb\xbf"):
        return content.decode("utf-8-sig", "replace")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    sample = content[:2_000]
    if sample.count(0) > len(sample) // 4:  # two bytes each, without a mark
        return content.decode("utf-16-le" if sample[1::2].count(0) else "utf-16-be", "replace")
    if 0 in sample:
        raise UnreadableSheet("unknown")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _separator(text: str) -> str:
    """The one that gives most lines the same number of cells, and among those the most cells."""
    sample = "".join(text.splitlines(keepends=True)[:SAMPLE])
    best, choice = (0, 0), ","
    for separator in SEPARATORS:
        try:
            rows = list(csv.reader(StringIO(sample, newline=""), delimiter=separator))
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if widths:
            width, lines = widths.most_common(1)[0]
            best, choice = max((best, choice), ((lines, width), separator))
    return choice


def _limited(rows: Iterator[tuple[int, Sequence[Any]]], most: int) -> list[tuple[int, list[Cell]]]:
    """The rows with anything in them. Raises UnreadableSheet if there are too many."""
    filled_rows: list[tuple[int, list[Cell]]] = []
    for number, row in rows:
        cells = [_cell(value) for value in row[:WIDEST]]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            continue
        if len(filled_rows) > most:
            raise UnreadableSheet("too_many")
        filled_rows.append((number, cells))
    if not filled_rows:
        raise UnreadableSheet("empty")
    return filled_rows


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return value.replace("\0", "").strip()[:LONGEST] or None
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat("minutes")}
    if isinstance(value, timedelta):
        return {"minutes": str(round(value.total_seconds() / 60))}
    return value if isinstance(value, int | float) else None


def main(incoming: BinaryIO) -> None:
    """Read the input, and write its table."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    facts = json.loads(incoming.readline())
    try:
        answer = read(incoming.read(), facts["sheet"], facts["rows"])
    except UnreadableSheet as error:
        answer = {"refused": str(error), "line": error.line}
    except MemoryError:
        answer = {"refused": "bomb"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(sys.stdin.buffer)
