"""Everything is exported: as a workbook with a sheet each, as CSV, and in parts that can be
sent."""

import csv
import json
import zipfile
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest

from domain.transfer.exports import ExportFormat, ExportSpec, ExportTable
from handlers.files import export, parts
from handlers.wording.words import words_for
from storage.transactions import Database
from tests.house import NOW, House, Plan, open_house

EVERY = tuple(ExportTable)


async def write_export(
    database: Database, wanted: ExportSpec, folder: Path, language: str
) -> list[Path]:
    async with database.read() as reader:
        files = await export.write(
            reader,
            words_for(language),
            wanted,
            folder,
            zone="Europe/Berlin",
            file_date=date(2026, 3, 2),
        )
    assert files is not None
    return list(files)


def rows_of(content: bytes, delimiter: str) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=delimiter))


@pytest.fixture
async def house(database: Database) -> House:
    house = await open_house(database, Plan(customers=2))
    statement = (
        "INSERT INTO identities (person_id, kind, value) VALUES ($1, 'phone', '+4915112345678')"
    )
    await database.write(lambda w: w.fetch(statement, house.customer.id))
    await house.book(note='=HYPERLINK("http://evil")\nsecond line', code="AAAAA2")
    await house.book(starts_at=NOW + timedelta(days=40), code="AAAAA3")
    return house


async def test_everything_is_one_archive_of_csv_with_times_of_a_zone_and_no_formula(
    house: House, tmp_path: Path
) -> None:
    wanted = ExportSpec(EVERY, ExportFormat.CSV, date(2026, 3, 1), date(2026, 3, 31))
    [path] = await write_export(house.database, wanted, tmp_path, "de")
    assert path.name == "coachbook-2026-03-02.zip"
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == [f"{kind}.csv" for kind in EVERY]
        bookings = rows_of(archive.read("bookings.csv"), ";")
        customers = rows_of(archive.read("customers.csv"), ";")
    heads, *rest = bookings
    [row] = rest  # the other one is not of these days
    booking = dict(zip(heads, row, strict=True))
    assert booking["Code"] == "AAAAA2"
    assert booking["Beginn"] == "2026-03-03T09:00+01:00"
    assert booking["Telefon"] == "'+4915112345678"
    assert booking["Notiz"] == '\'=HYPERLINK("http://evil")\nsecond line'
    assert booking["Stand"] == "bestätigt"
    assert booking["Preis"] == "50,00"
    assert booking["Währung"] == "EUR"
    assert len(customers) == 3


async def test_a_workbook_has_a_sheet_for_each_kind_and_text_stays_text(
    house: House, tmp_path: Path
) -> None:
    [path] = await write_export(
        house.database, ExportSpec(EVERY, ExportFormat.EXCEL), tmp_path, "en"
    )
    with zipfile.ZipFile(path) as book:
        titles = book.read("xl/workbook.xml").decode()
        sheet = book.read(
            f"xl/worksheets/sheet{1 + EVERY.index(ExportTable.BOOKINGS)}.xml"
        ).decode()
    assert titles.count("<sheet ") == len(EVERY)
    assert "HYPERLINK" in sheet
    assert "<f>" not in sheet
    assert "+4915112345678" in sheet


def test_what_is_too_large_comes_in_parts_that_each_have_heads(tmp_path: Path) -> None:
    facts = {"folder": str(tmp_path), "name": "b", "format": "csv"}
    table = {"sheet": "Bookings", "file": "bookings", "heads": ["n", "text"]}
    stretch = [[[str(n), f"{n * 7919 % 10007:05}" * 6] for n in range(m, m + 50)] for m in (0, 50)]
    other = {**table, "file": "more"}
    lines = [json.dumps(one).encode() for one in (table, *stretch * 3, other, stretch[0])]
    for zipped in (False, True):
        largest = 500 if zipped else 4_000
        all_facts = {**facts, "separator": ",", "zipped": zipped, "largest": largest}
        names = parts.write(all_facts, lines)
        assert len(names) > 1
        read = []
        for name in names:
            content = (tmp_path / name).read_bytes()
            files = [content]
            if zipped:
                with zipfile.ZipFile(BytesIO(content)) as archive:
                    files = [archive.read(one) for one in archive.namelist()]
            for one in files:
                head, *rows = rows_of(one, ",")
                assert head == ["n", "text"]
                read += rows
        assert read == [row for rows in (*stretch * 3, stretch[0]) for row in rows]


def test_a_workbook_goes_on_in_another_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_CELLS", 10)
    facts = {"folder": str(tmp_path), "name": "b", "format": "xlsx"}
    table = {"sheet": "Bookings", "file": "bookings", "heads": ["n", "text"]}
    rows = [[n, "x"] for n in range(12)]
    lines = [json.dumps(one).encode() for one in (table, rows)]
    assert parts.write(facts, lines) == ["b.xlsx", "b-2.xlsx", "b-3.xlsx"]
