"""The team looks at bookings, income and hours: as text, as a picture, and as files."""

import csv
from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest

from handlers.buttons.press import Press
from handlers.buttons.report_links import ReportPicture, ShowReport
from handlers.chat.admin.operations.report import ReportFile
from handlers.pictures import drawing
from handlers.pictures.drawing import PNG
from storage.business import reports
from storage.faults import TooSlow
from storage.transactions import Database
from tests.booked_year import YEAR, book_a_year
from tests.handlers.doorstep import ALEX, ANNA, MIA, Visitor
from tests.house import House

MAY = (date(YEAR, 5, 1), date(YEAR, 5, 31))
MIDSUMMER = (date(YEAR, 6, 24), date(YEAR, 6, 24))


@pytest.fixture
async def house(database: Database) -> House:
    return await book_a_year(database, 400)


@pytest.fixture
async def alex(house: House) -> Visitor:
    visitor = Visitor(house.database, ALEX, "Alex")
    await visitor.type("/start")
    return visitor


async def test_figures_are_asked_for_by_any_days(alex: Visitor) -> None:
    report = await alex.type(f"/report May {YEAR}")
    assert f"<b>May {YEAR}</b> (Berlin)" in report
    for part in ("bookings</b>", "took place", "<b>Income</b>", "customers</b>", "<b>Busiest</b>"):
        assert part in report
    assert "Kenji Mori: " in report
    assert alex.labels()[:2] == [f"Apr {YEAR}", f"Jun {YEAR}"]
    assert f"<b>Apr {YEAR}</b>" in await alex.press(alex.key(f"Apr {YEAR}"))
    assert f"<b>{YEAR}</b> (Berlin)" in await alex.type(str(YEAR))
    assert alex.labels()[:2] == [str(YEAR - 1), str(YEAR + 1)]
    report = await alex.type(f"1 Mar – 15 Apr {YEAR}")
    assert f"<b>Sun 1 Mar – Wed, 15 Apr {YEAR}</b>" in report
    assert alex.labels()[0] == "14 Jan – 28 Feb"


async def test_days_without_bookings_say_so_and_what_can_be_typed(alex: Visitor) -> None:
    report = await alex.type("/report")
    assert "<b>May 2031</b>" in report
    assert "No bookings in this period." in report
    assert "<code>last month</code>" in report
    assert "This month" not in alex.labels()
    assert "<b>Mon, 5 May 2031</b>" in await alex.press(alex.key("Today"))
    assert "This month" in alex.labels()


async def test_days_that_cannot_be_read_are_told_with_an_example(alex: Visitor) -> None:
    reply = await alex.type("/report the good old days")
    assert "I cannot read that as days." in reply
    assert "<code>2031-04-01 - 2031-05-05</code>" in reply
    assert "<b>May 2031</b>" in reply
    assert "February has 28 days." in await alex.type("/report 31.2.")
    assert "November has 30 days." in await alex.type("31.11.")
    assert "ends before it begins" in await alex.type("/report today - yesterday")


def in_a_file(first: date, last: date) -> Press:
    return ReportFile(first, last, 0)


@pytest.mark.parametrize("forged", [ShowReport, ReportPicture, in_a_file])
@pytest.mark.parametrize(
    "days",
    [
        (date(YEAR - 11, 1, 1), date(YEAR, 1, 1)),
        (date(YEAR, 1, 2), date(YEAR, 1, 1)),
        (date(1, 1, 1), date(1, 1, 1)),
    ],
)
async def test_days_that_no_report_covers_are_refused_with_a_sentence(
    alex: Visitor, forged: Callable[[date, date], Press], days: tuple[date, date]
) -> None:
    reply = await alex.press(forged(*days))
    assert "at most 3660 days" in reply
    assert "Here is this month instead." in reply
    assert not alex.uploads


async def test_more_days_than_a_report_covers_are_refused_below_one_too(alex: Visitor) -> None:
    await alex.type("/report")
    for typed in ("last 5000 days", f"/report 2001-01-01 - {YEAR}-01-01"):
        assert "is longer than ten years" in await alex.type(typed)


async def test_german_figures_are_written_as_germans_do(alex: Visitor) -> None:
    alex.person["language_code"] = "de"
    report = await alex.type(f"/report Mai {YEAR}")
    assert "Buchungen</b>" in report
    assert "€" in report
    assert " %" in report.replace("\u00a0", " ")
    assert "Diese Woche" in alex.labels()


async def test_the_picture_has_the_same_days(alex: Visitor) -> None:
    await alex.type(f"/report May {YEAR}")
    caption = await alex.press(alex.key("As a picture"))
    assert f"<b>May {YEAR}</b>" in caption
    assert alex.uploads[-1].startswith(PNG)
    await alex.press(alex.key("Dark picture"))
    assert "Light picture" in alex.labels()
    await alex.press(alex.key(f"Jun {YEAR}"))
    assert "Light picture" in alex.labels()
    assert "<b>Income</b>" in await alex.press(alex.key("As text"))


async def test_without_a_picture_there_is_the_text(
    alex: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "LARGEST", 0)
    report = await alex.press(ReportPicture(*MAY))
    assert "<b>Busiest</b>" in report
    assert "cannot be drawn" in alex.toast()


async def test_every_booking_is_in_the_file(house: House, alex: Visitor) -> None:
    await alex.press(ReportFile(*MAY, 0))
    rows = list(csv.DictReader(StringIO(alex.uploads[-1].decode("utf-8-sig"))))
    async with house.database.read() as reader:
        [[count]] = await reader.fetch(
            """SELECT count(*) FROM appointments WHERE status <> 'held'
            AND to_char(starts_at AT TIME ZONE 'Europe/Berlin', 'YYYY-MM') = $1""",
            f"{YEAR}-05",
        )
    assert len(rows) == count > 0
    assert {row["Currency"] for row in rows} == {"EUR", "USD"}
    assert all(len(row["Start"]) == 16 for row in rows)
    await alex.press(ReportFile(*MAY, 1))
    assert alex.uploads[-1].startswith(b"PK")
    method, sent = alex.calls[-1]
    assert method == "sendDocument"
    assert sent["caption"] == f"Bookings: May {YEAR}"


async def test_a_file_of_nothing_or_of_too_much_is_not_sent(
    alex: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await alex.press(ReportFile(date(2031, 5, 1), date(2031, 5, 31), 0))
    assert "nothing to send" in alex.toast()
    monkeypatch.setattr(reports, "MOST_ROWS", 1)
    monkeypatch.setattr("handlers.chat.admin.operations.report.MOST_ROWS", 1)
    await alex.press(ReportFile(*MAY, 0))
    assert "do not fit into one file" in alex.toast()
    assert not alex.uploads


async def test_more_than_can_be_added_up_asks_for_fewer_days(
    alex: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(*_: object) -> None:
        raise TooSlow("a statement took too long")

    monkeypatch.setattr(reports, "sums", slow)
    assert "Choose fewer days." in await alex.press(ShowReport(*MAY))
    assert "Today" in alex.labels()


async def test_days_of_a_forged_button_are_days(alex: Visitor) -> None:
    assert "<b>May 2031</b>" in await alex.press(ShowReport(date(2031, 5, 5), date(1, 1, 1)))
    assert "<b>May 2031</b>" in await alex.press(ShowReport(date.min, date.max))
    for day in (date.min, date.max):
        assert "<b>May 2031</b>" in await alex.press(ShowReport(day, day))


async def test_who_is_not_of_the_team_sees_no_figures(house: House) -> None:
    for person, name in ((MIA, "Mia"), (ANNA, "Anna")):
        somebody = Visitor(house.database, person, name)
        await somebody.type("/start")
        assert "Income" not in await somebody.type("/report")
        await somebody.press(ReportFile(*MAY, 0))
        assert not somebody.uploads
