"""If nothing is free, people read what the reason is, and no rule is blamed for another."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.appointments.appointment import Appointment
from domain.services.catalogue import Catalogue, Coach
from domain.services.rules import Rules
from domain.starts.constraints import Reason
from domain.working_hours.hours import Window
from handlers.actions.appointments.booking import BookingOrder, book
from handlers.buttons.links import ShowMonth
from handlers.chat.coach.requests.marks import MarkDay, MarkMonth
from handlers.chat.parts import why_empty
from handlers.chat.parts.day import PickDay
from handlers.wording.words import words_for
from storage.people import people
from storage.services import catalogue
from storage.transactions import Database, Writer
from storage.working_hours import timetables
from tests.handlers.doorstep import ANNA, MIA, NOW, Visitor
from tests.house import acting
from tests.northside import open_northside

THURSDAY = date(2031, 5, 8)
JUNE = date(2031, 6, 1)
OFFICE: Sequence[Window] = ((540, 720),)
ANYONE = 0


class Northside:
    """The business of the playground, with Anna and Ben, and Mia, who looks for an hour there."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.mia = Visitor(database, MIA, "Mia")

    async def catalogue(self) -> Catalogue:
        async with self.database.read() as reader:
            return await catalogue.load(reader)

    async def coach(self, name: str) -> Coach:
        return next(c for c in (await self.catalogue()).coaches.values() if c.name.startswith(name))

    async def service(self) -> int:
        offered = (await self.catalogue()).offered_services
        return next(s.id for s in offered if s.minutes == 60)

    async def hours(self, name: str, day: date, windows: Sequence[Window]) -> None:
        coach = (await self.coach(name)).id
        await self.database.write(lambda w: timetables.set_overrides(w, coach, [day], windows))

    async def leave(
        self, name: str, first: date, days: int, hours: tuple[int, int] = (0, 0)
    ) -> None:
        coach, midnight = (await self.coach(name)).id, datetime.combine(first, datetime.min.time())
        starts = midnight + timedelta(hours=hours[0])
        ends = midnight + timedelta(days=days, hours=hours[1])
        await self.database.write(lambda w: catalogue.add_leave(w, coach, starts, ends))

    async def rules(self, rules: Rules) -> None:
        service = await self.service()
        await self.database.write(lambda w: catalogue.update_service(w, service, rules=rules))

    async def book(self, name: str, at: datetime) -> Appointment:
        """The session of an hour, by the coach themself."""
        known, coach = await self.catalogue(), await self.coach(name)
        service = known.services[await self.service()]
        async with self.database.read() as reader:
            person = await people.by_id(reader, coach.person_id)
        assert person is not None
        order = BookingOrder(service.id, coach.id, at, service.price)
        by = acting(person)
        return await book(self.database, known, order, actor=by, key="by Anna", now=NOW)

    async def day(self, coach: str | None = "Anna", day: date = THURSDAY) -> str:
        """What is said about a day without a free time."""
        number = (await self.coach(coach)).id if coach else ANYONE
        screen = await self.mia.press(PickDay(await self.service(), number, 0, day, ""))
        return screen.split("Nothing is free on that day", 1)[1].removeprefix(": ")

    async def month(self, coach: str | None = "Anna") -> str:
        number = (await self.coach(coach)).id if coach else ANYONE
        return await self.mia.press(ShowMonth(await self.service(), number, 0, JUNE))


@pytest.fixture
async def northside(database: Database) -> Northside:
    await open_northside(database, NOW)
    return Northside(database)


async def test_a_day_without_hours_or_with_short_ones_says_so(northside: Northside) -> None:
    await northside.hours("Anna", THURSDAY, ())
    assert await northside.day() == "Anna Berg does not work then."
    await northside.hours("Anna", THURSDAY, ((540, 570), (600, 640)))
    reason = "no stretch of working hours is long enough."
    assert await northside.day() == reason


async def test_a_day_of_leave_or_past_the_notice_says_so(northside: Northside) -> None:
    await northside.hours("Anna", THURSDAY, OFFICE)
    await northside.rules(Rules(notice_book=7 * 1440))
    assert await northside.day() == "it is too late to book then, as 7 days of notice is needed."
    await northside.rules(Rules(notice_book=0))
    await northside.leave("Anna", THURSDAY, 1)
    assert await northside.day() == "Anna Berg is off then."


async def test_a_coach_reads_of_themself(northside: Northside) -> None:
    await northside.leave("Anna", THURSDAY, 1)
    northside.mia = Visitor(northside.database, ANNA, "Anna")
    assert await northside.day() == "you are off then."


async def test_what_several_rules_only_leave_nothing_of_together_is_told_of_each(
    northside: Northside,
) -> None:
    await northside.hours("Anna", THURSDAY, OFFICE)
    await northside.leave("Anna", THURSDAY, 1)
    await northside.hours("Ben", THURSDAY, ())
    both = "Anna Berg is off then; Ben Okoro does not work then."
    assert await northside.day(None) == both
    await northside.hours("Anna", THURSDAY, ())
    assert await northside.day(None) == "nobody works then."


async def test_a_day_that_is_booked_says_so_with_its_hours_and_leads_to_the_times_around(
    northside: Northside,
) -> None:
    await northside.hours("Anna", THURSDAY, OFFICE)
    await northside.book("Anna", datetime(2031, 5, 8, 8, tzinfo=UTC))  # at ten in Berlin
    booked = "Anna Berg works 09:00–12:00 then, and everything is already booked."
    assert await northside.day() == booked
    labels = northside.mia.labels()
    assert "Before: Wed 7 May, 16:00" in labels
    assert "Next free: Fri 9 May, 09:00" in labels
    await northside.hours("Anna", THURSDAY, ((480, 540), (600, 660)))
    await northside.leave("Anna", THURSDAY, 0, hours=(8, 9))
    mixed = "for part of it, Anna Berg is off then; for the rest, everything is already booked."
    assert await northside.day() == mixed


async def test_hours_and_times_elsewhere_say_on_whose_clock_they_are(northside: Northside) -> None:
    await northside.hours("Anna", THURSDAY, OFFICE)
    await northside.book("Anna", datetime(2031, 5, 8, 8, tzinfo=UTC))
    await northside.day()
    async with northside.database.read() as reader:
        mia = await people.by_telegram_id(reader, MIA)
    assert mia is not None
    await northside.database.write(lambda w: people.set_zone(w, mia.id, "America/New_York"))

    full = await northside.day()

    assert full.startswith("Anna Berg works 09:00–12:00 (Berlin) then, and everything is")
    assert full.endswith("\n\nAll times are Berlin time.")
    await northside.leave("Anna", JUNE, 30)
    assert (await northside.month()).endswith("\n\nAll times are Berlin time.")


async def test_a_cap_and_a_closure_are_told_by_what_they_are(northside: Northside) -> None:
    anna = (await northside.coach("Anna")).id
    await northside.database.write(lambda w: catalogue.update_coach(w, anna, cap_day=1))
    await northside.book("Anna", datetime(2031, 5, 8, 8, tzinfo=UTC))
    assert await northside.day() == "Anna Berg takes one session a day at most."
    northside.mia = Visitor(northside.database, ANNA, "Anna")
    assert await northside.day() == "your limit of one a day is reached."


async def test_a_coach_who_proposes_reads_what_leaves_none(northside: Northside) -> None:
    await northside.leave("Anna", JUNE, 30)
    request = await northside.book("Anna", datetime(2031, 5, 8, 8, tzinfo=UTC))
    northside.mia = Visitor(northside.database, ANNA, "Anna")
    screen = await northside.mia.press(MarkMonth(request.id, 0, 0, 0, JUNE))
    assert "Nothing else is free in this month: you are off then. The next free time:" in screen
    await northside.mia.press(MarkDay(request.id, 0, 0, 0, JUNE.replace(day=2), ""))
    assert northside.mia.toast() == "Nothing is free on that day: you are off then."


async def test_each_quiet_day_of_the_calendar_says_why_it_is_quiet(northside: Northside) -> None:
    await northside.leave("Anna", THURSDAY, 1)
    anna = (await northside.coach("Anna")).id
    await northside.mia.press(ShowMonth(await northside.service(), anna, 0, THURSDAY))
    quiet = PickDay(await northside.service(), anna, 0, THURSDAY, "")
    assert northside.mia.key("·") == quiet


def test_every_reason_has_its_words_alone_of_everybody_and_of_some() -> None:
    for language in ("en", "de"):
        words = words_for(language)
        for reason in set(Reason) - {Reason.GRID}:  # which leaves no day empty
            text = why_empty.of_reasons(words, (reason,), "Anna")
            assert text is not None
            assert "why." not in text
            assert "why." not in words.text(f"why.{reason}_some")
            assert text in str(why_empty.of_reasons(words, (Reason.NOTICE, reason), "Anna"))


async def test_a_month_of_leave_says_so_and_leads_on(northside: Northside) -> None:
    await northside.leave("Anna", JUNE, 30)
    screen = await northside.month()
    assert "Nothing is free in this month: Anna Berg is off then. The next free time:" in screen
    assert any(label.startswith("Next free: ") for label in northside.mia.labels())


async def test_a_coach_who_does_not_work_at_all_is_told_of_in_german_too(
    northside: Northside,
) -> None:
    anna = (await northside.coach("Anna")).id

    async def close(writer: Writer) -> None:
        for weekday in range(7):
            await timetables.set_weekday_hours(writer, anna, weekday, ())

    await northside.database.write(close)
    screen = await northside.month()
    assert "that can be booked now: Anna Berg does not work then. Try another coach" in screen
    northside.mia.person["language_code"] = "de"
    assert "ist nichts frei: Anna Berg arbeitet dann nicht. Versuche" in await northside.month()
