"""Tables as spreadsheets get them: text stays text, numbers and days are such."""

import csv
import zipfile
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from babel import Locale

from handlers.files import tables
from handlers.files.tables import Table, csv_file, harmless, workbook
from tests.hostile_names import EVERY

AT = datetime(2031, 5, 5, 9, 30)
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TABLE = Table(
    "Bookings [2031]: all / of them, and this is longer than a sheet's name",
    ("Name", "Start", "Day", "Price", "Places", "Note"),
    [
        ("=1+1", AT, AT.date(), 12.5, 2, None),
        ("Zoë; “Q”,\nline", AT, date(2031, 1, 1), 0.0, 1, "007"),
        ("https://example.org", AT, date(2031, 1, 1), -3.0, 1, "@sum(A1)"),
    ],
)


def rows_of(content: bytes, delimiter: str) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=delimiter))


async def test_csv_is_as_the_readers_country_writes_it() -> None:
    english = rows_of(await csv_file(TABLE, Locale("en")), ",")
    german = rows_of(await csv_file(TABLE, Locale("de")), ";")
    assert english[0] == list(TABLE.heads)
    assert english[1] == ["'=1+1", "2031-05-05 09:30", "2031-05-05", "12.5", "2", ""]
    assert german[1][3] == "12,5"
    assert english[2][0] == german[2][0] == "Zoë; “Q”,\nline"
    assert english[3] == [
        *("https://example.org", "2031-05-05 09:30", "2031-01-01", "-3.0", "1", "'@sum(A1)")
    ]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "  =1", "\uff1d1", "|x", "%x"])
def test_nothing_that_was_typed_is_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless(f"a{text}") == f"a{text}"


async def test_a_workbook_has_text_as_text_and_numbers_as_numbers() -> None:
    names = [(one, AT, AT.date(), 1.0, 1, "") for one in EVERY.values()]
    content = await workbook(Table(TABLE.title, TABLE.heads, [*TABLE.rows, *names]))
    assert content is not None
    with zipfile.ZipFile(BytesIO(content)) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
        titles = ET.fromstring(book.read("xl/workbook.xml"))
        formats = book.read("xl/styles.xml").decode()
    cells = {cell.get("r"): cell for cell in sheet.iter(f"{SHEET}c")}
    assert not list(sheet.iter(f"{SHEET}f"))
    assert not list(sheet.iter(f"{SHEET}hyperlink"))
    assert cells["A2"].get("t") == "inlineStr"
    assert "".join(cells["A2"].itertext()) == "=1+1"
    assert "".join(cells["F3"].itertext()) == "007"
    assert (cells["D2"].get("t"), "".join(cells["D2"].itertext())) == (None, "12.5")
    assert float("".join(cells["B2"].itertext())) == pytest.approx(47973 + 9.5 / 24, abs=1e-6)
    assert "yyyy-mm-dd hh:mm" in formats
    [title] = [one.get("name") for one in titles.iter(f"{SHEET}sheet")]
    assert title == "Bookings  2031   all   of them,"
    assert len([r for r in cells if r and r.startswith("A")]) == 1 + 3 + len(EVERY)


async def test_a_workbook_that_cannot_be_made_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "workbook.py"
    monkeypatch.setattr(tables, "_PROGRAM", program)
    for source in ("import nothing_of_that_name", "pass"):
        program.write_text(source)
        assert await workbook(TABLE) is None
