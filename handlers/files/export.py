"""All data as files: read in chunks, written by a program of its own.

Typed text stays text in each of them, as in all our tables; times state their zone, and prices are
exact.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import orjson

from domain.text import names
from domain.transfer.exports import ExportFormat, ExportSpec
from handlers import subprocess_work
from handlers.files import tables
from handlers.files.tables import Cell
from handlers.wording.formats import minor_units
from handlers.wording.words import Words, zone_info
from storage.transactions import Cells, Reader
from storage.transfer import export_rows

PATIENCE: Final = 3600.0  # seconds, enough for the largest possible export
# Telegram accepts 50 MB from a bot; what is written between two checks is far less than the
# difference.
LARGEST: Final = 40 * 1024 * 1024
_PROGRAM = Path(__file__).with_name("parts.py")
_WINDOWS: Final = "hours"
_IN_WORDS: Final = {
    "state": "file.state_{}",
    "meeting": "file.meeting_{}",
    "kind": "file.kind_{}",
}


async def write(
    reader: Reader, words: Words, spec: ExportSpec, folder: Path, *, zone: str, file_date: date
) -> Sequence[Path] | None:
    """Write the files into an existing folder; None if they could not be made.

    zone: of the days, and of times without one. file_date: the date in their names.
    """
    name = "coachbook" if len(spec.kinds) > 1 else str(spec.kinds[0])
    facts = {
        "format": spec.format,
        "folder": str(folder),
        "name": f"{name}-{file_date.isoformat()}",
        "largest": LARGEST,
        "separator": tables.separator(words.locale),
        "zipped": len(spec.kinds) > 1,
    }
    lines = _lines(reader, words, spec, zone, facts)
    output = await subprocess_work.feed(_PROGRAM, lines=lines, patience=PATIENCE)
    if not output:
        return None
    return [folder / one for one in orjson.loads(output)]


async def _lines(
    reader: Reader, words: Words, spec: ExportSpec, zone: str, facts: Mapping[str, Any]
) -> AsyncIterator[bytes]:
    yield _json(facts)
    comma = tables.decimal_comma(words.locale)
    start, end = _instants(spec, zone)
    for kind in spec.kinds:
        columns = export_rows.TABLES[kind].columns
        heads = [words.label(f"file.{column}") for column in columns]
        yield _json({"sheet": words.label(f"export.{kind}"), "file": str(kind), "heads": heads})
        async for rows in export_rows.stretches(reader, kind, start, end):
            table = [_row(words, columns, row, zone) for row in rows]
            if spec.format is ExportFormat.CSV:
                yield _json([list(tables.csv_cells(row, comma=comma)) for row in table])
            else:
                yield _json([[tables.json_cell(cell) for cell in row] for row in table])


def _json(value: object) -> bytes:
    return orjson.dumps(value) + b"\n"


def _instants(spec: ExportSpec, zone: str) -> tuple[datetime | None, datetime | None]:
    def begin(day: date | None) -> datetime | None:
        return None if day is None else datetime.combine(day, time.min, zone_info(zone))

    last = spec.last and spec.last + timedelta(days=1)
    return begin(spec.first), begin(last)


def _row(words: Words, columns: Sequence[str], row: Cells, zone: str) -> list[Cell]:
    """A row as cells: instants on the clock it names, amounts in their currency."""
    by_column = dict(zip(columns, row, strict=True))
    clock = zone_info(by_column.get("zone") or zone)
    currency = by_column.get("currency")
    return [_cell(words, column, value, clock, currency) for column, value in by_column.items()]


def _cell(words: Words, column: str, value: Any, clock: Any, currency: str | None) -> Cell:
    if value is None:
        return None
    if isinstance(value, bool):
        return words.label("audit.yes" if value else "audit.no")
    if isinstance(value, datetime):
        # Leave is in its coach's wall time already; other instants state their zone.
        moment = value.replace(tzinfo=clock) if value.tzinfo is None else value.astimezone(clock)
        return moment.replace(microsecond=0)
    if column == "price" and currency:
        places = minor_units(currency)
        return Decimal(value).scaleb(-places).quantize(Decimal(1).scaleb(-places))
    if isinstance(value, str):
        return _text(words, column, value)
    return value if isinstance(value, int | date) else str(value)


def _text(words: Words, column: str, value: str) -> str:
    if column in _IN_WORDS:
        id_ = _IN_WORDS[column].format(value)
        label = words.label(id_)
        return value if label == id_ else label
    if column == _WINDOWS:
        return _hours(words, orjson.loads(value))
    if column == "answers":
        return "\n".join(f"{question}: {answer}" for question, answer in orjson.loads(value))
    if column == "day" and value.isdecimal():
        return words.long_weekdays[int(value)]
    return names.lines(value)


def _hours(words: Words, windows: Sequence[Any]) -> str:
    """The windows of a day, or of each day of a week; a day without an entry is left out."""
    if len(windows) == 7 and not _is_window(windows[0]):
        days = zip(words.weekdays, windows, strict=True)
        return "; ".join(
            f"{day} {_hours(words, of_day)}" for day, of_day in days if of_day is not None
        )
    if not windows:
        return words.label("file.closed")
    return ", ".join(f"{_clock(starts)}-{_clock(ends)}" for starts, ends in windows)


def _is_window(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(n, int) for n in value)


def _clock(minute: int) -> str:
    within = minute if minute <= 1440 else minute - 1440
    return f"{within // 60:02}:{within % 60:02}"
