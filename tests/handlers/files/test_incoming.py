"""Files as spreadsheets and other products write them are read; hostile ones are refused."""

import zipfile
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import pytest
from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it has no types

from domain.transfer.importing import ImportKind, UnreadableFile, kind_of
from handlers.files import incoming, sheets
from handlers.typing import headers


def read_rows(content: bytes) -> list[Any]:
    """As the program reads it, but without a subprocess."""
    return [row for _, row in sheets.read(content, -1, 100)["rows"]]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("cp1252", b""),
        ("utf-16", b""), ("utf-16-le", b""), ("utf-16-be", b""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_any_usual_encoding_and_separator_is_read(
    encoding: str, mark: bytes, separator: str
) -> None:
    first, second = ['"Name"', "Zoë Müller", '"1.234,50"'], ["x", '"two\nlines; “a, b”"', '"O""N"']
    text = "\r\n".join([separator.join(first), separator.join(second), ""])
    assert read_rows(mark + text.encode(encoding)) == [
        ["Name", "Zoë Müller", "1.234,50"],
        ["x", "two\nlines; “a, b”", 'O"N'],
    ]


def test_numbers_of_lines_are_those_that_a_spreadsheet_shows() -> None:
    content = b'sep=;\r\nName;Note;;\r\n;;;\r\nMia;"a\nb";;\r\nBen;;;\r\n'
    assert sheets.read(content, -1, 100)["rows"] == [
        (2, ["Name", "Note"]),
        (4, ["Mia", "a\nb"]),
        (5, ["Ben"]),
    ]


def workbook(**options: Any) -> bytes:
    content = BytesIO()
    with Workbook(content, {"in_memory": True, **options}) as book:
        days = book.add_format({"num_format": "dd.mm.yyyy"})
        moments = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        clock = book.add_format({"num_format": "hh:mm"})
        book.add_worksheet("Empty")
        sheet = book.add_worksheet("Termine")
        sheet.merge_range(0, 0, 0, 3, "Our appointments, exported in March")
        for at, head in enumerate(("Datum", "Uhrzeit", "Kunde", "Preis", "Telefon", "Beginn")):
            sheet.write_string(2, at, head)
        sheet.write_datetime(3, 0, date(2026, 3, 12), days)
        sheet.write_datetime(3, 1, time(14, 30), clock)
        sheet.write_string(3, 2, "=HYPERLINK(1)")
        sheet.write_formula(3, 3, "=20+5.5", None, 25.5)
        sheet.write_number(3, 4, 4915112345678)
        sheet.write_datetime(3, 5, datetime(2026, 3, 12, 14, 30), moments)
        sheet.write_blank(900, 30, None, days)
    return content.getvalue()


@pytest.mark.parametrize("early", [False, True])
async def test_a_workbook_is_read_with_its_days_and_the_results_of_formulas(early: bool) -> None:
    table = await incoming.read(workbook(date_1904=early))
    assert (table.sheets, table.sheet, table.early) == (["Empty", "Termine"], 1, early)
    rows = [list(cells) for _, cells in table.rows]
    at = headers.head_row(rows)
    assert rows[at][:3] == ["Datum", "Uhrzeit", "Kunde"]
    [[day, clock, name, price, phone, start]] = rows[at + 1 :]
    assert day == {"day": "2026-03-12"}
    assert clock == {"time": "14:30"}
    assert (name, price, phone) == ("=HYPERLINK(1)", 25.5, 4915112345678)
    assert start == {"at": "2026-03-12T14:30:00"}
    assert table.rows[-1][0] == 4
    kind = kind_of([headers.meanings(head) for head in rows[at]], headers.kinds_in("x"))
    assert kind is ImportKind.BOOKINGS


def archive(**members: bytes) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as zip_file:
        for name, data in members.items():
            zip_file.writestr(name.replace("__", "/").replace("_", "."), data)
    return content.getvalue()


def lying(content: bytes) -> bytes:
    """An archive that claims its members are small."""
    at = content.index(b"PK\x01\x02")
    return content[: at + 24] + (100).to_bytes(4, "little") + content[at + 28 :]


async def test_an_archive_of_csv_has_a_sheet_each() -> None:
    content = archive(customers_csv=b"Name\nMia\n", bookings_csv=b"Start\n2026\n")
    table = await incoming.read(content, 1)
    assert table.sheets == ["bookings", "customers"]
    assert [list(cells) for _, cells in table.rows] == [["Name"], ["Mia"]]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b";;;\n;;\n", "empty"),
        (b"GIF89a\0\1\2\3", "unknown"),
        (b"PK\x03\x04 broken", "unreadable"),
        (archive(readme_txt=b"x"), "unknown"),
        (archive(xl__workbook_xml=b"<x", a=b"y"), "unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unreadable"),
        (b"Name\n" + b"x\n" * 150, "too_many"),
    ],
)
def test_what_has_no_table_says_why(content: bytes, why: str) -> None:
    with pytest.raises(sheets.UnreadableSheet, match=why):
        sheets.read(content, -1, 100)


def test_what_unpacks_without_end_is_left_alone_whatever_it_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sheets, "UNPACKED", 1_000_000)
    large = archive(xl__workbook_xml=b"<x/>", xl__worksheets__sheet1_xml=b" " * 2_000_000)
    many = archive(**{f"a{n}_csv": b"" for n in range(sheets.MEMBERS + 1)})
    for content in (large, many, lying(archive(a_csv=b"a;b\n" * 500_000))):
        with pytest.raises(sheets.UnreadableSheet, match=r"bomb|unreadable"):
            sheets.read(content, -1, 100)


async def test_a_sheet_too_large_for_memory_ends_nothing_but_its_own_program() -> None:
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Name")
        sheet.write(1_048_575, 16_383, "x")  # of seventeen billion cells the last
    with pytest.raises(UnreadableFile, match="bomb"):
        await incoming.read(content.getvalue())


@pytest.mark.parametrize("start", ["", "sep=;\n"])
@pytest.mark.parametrize(
    ("lines", "at"),
    [
        (["Name;Note", 'Mia;"good', "Ben;", "Zoe;"], 2),
        (["Name;Note", '"Mia;x', '"Ben";y', '"Zoe";z'], 2),
        (["Name;Note", 'Mia;"two', 'lines"', 'Ben;"open', "Zoe;"], 4),
        (["Name;Note", "Mia;x", 'Ben;"open'], 3),
    ],
)
def test_a_quote_that_is_never_closed_swallows_no_lines(
    start: str, lines: list[str], at: int
) -> None:
    for ending in ("", "\r\n"):
        content = (start + "\r\n".join(lines) + ending).encode()
        with pytest.raises(sheets.UnreadableSheet, match="quote") as refused:
            sheets.read(content, -1, 100)
        assert refused.value.line == at + bool(start)


def test_a_quote_too_many_inside_a_line_is_read_as_programs_write_it() -> None:
    content = b'Name;Note\nMia;"a"b\nBen;5" tube\nZoe;"say ""hi"""\nAda;"two\nlines"\n'
    assert read_rows(content) == [
        ["Name", "Note"], ["Mia", "ab"], ["Ben", '5" tube'], ["Zoe", 'say "hi"'],
        ["Ada", "two\nlines"],
    ]  # fmt: skip


async def test_the_line_of_the_quote_is_named() -> None:
    with pytest.raises(UnreadableFile) as refused:
        await incoming.read(b'Name;Note\nMia;"good\nBen;\n')
    assert (refused.value.why, refused.value.line) == ("quote", 2)


@pytest.mark.parametrize(
    "sheet",
    [
        b'<sheetData><row r="1"><c r="ZZZZZZZ4294967295"><v>1</v></c></row></sheetData>',
        b'<dimension ref="A1:B4294967295"/><sheetData/>',
        b'<sheetData><row r="4294967295"><c><v>1</v></c></row></sheetData>',
    ],
)
async def test_a_cell_beyond_all_sheets_is_refused_before_anything_makes_room_for_it(
    sheet: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load_workbook(content: object) -> None:
        raise AssertionError("it was read")

    content = archive(xl__workbook_xml=b"<x/>", xl__worksheets__sheet1_xml=sheet)
    monkeypatch.setattr("python_calamine.load_workbook", load_workbook)
    with pytest.raises(sheets.UnreadableSheet, match="bomb"):
        sheets.read(content, -1, 100)
    with pytest.raises(UnreadableFile) as refused:
        await incoming.read(content)
    assert (refused.value.why, refused.value.most) == ("bomb", incoming.MOST_ROWS)
