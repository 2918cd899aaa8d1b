"""A file somebody sent, read as a table: CSV, Excel or OpenDocument, or an archive of CSV."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from domain.transfer.importing import UnreadableFile
from handlers import subprocess_work

LARGEST: Final = 10 * 1024 * 1024  # bytes
MOST_ROWS: Final = 10_000
PATIENCE: Final = 60.0  # seconds
_PROGRAM = Path(__file__).with_name("sheets.py")

Cells = Sequence[Any]


@dataclass(frozen=True, slots=True)
class IncomingTable:
    """sheets: names of all sheets; sheet: which of them this is. rows: with the number that a
    spreadsheet shows next to each, including the heads. early: its days are counted from 1904."""

    sheets: Sequence[str]
    sheet: int
    rows: Sequence[tuple[int, Cells]]
    early: bool


async def read(content: bytes, sheet: int = -1) -> IncomingTable:
    """The table on a sheet, -1 for the first that has one. Raises UnreadableFile."""
    request = orjson.dumps({"sheet": sheet, "rows": MOST_ROWS})
    output = await subprocess_work.run(_PROGRAM, facts=request + b"\n" + content, patience=PATIENCE)
    if not output:
        raise UnreadableFile("bomb", MOST_ROWS)
    answer = orjson.loads(output)
    if "refused" in answer:
        raise UnreadableFile(answer["refused"], MOST_ROWS, answer.get("line"))
    rows = [(number, cells) for number, cells in answer["rows"]]
    return IncomingTable(answer["sheets"], answer["sheet"], rows, answer["1904"])
