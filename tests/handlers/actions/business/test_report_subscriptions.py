"""Reports come by themselves: once for each day or week, to whoever may read them."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.appointments.appointment import Status
from domain.business.report import day_of
from domain.business.report_times import ReportFrequency
from domain.refusals import BadInput, NotAllowed
from domain.roles import SYSTEM, Role
from handlers.actions.business import report_subscriptions
from handlers.actions.business.report_subscriptions import facts_of, report_of
from handlers.queries.business import reports
from handlers.wording.words import words_for
from storage import audit
from storage.people import people
from storage.people.people import Person, TelegramProfile
from storage.services import catalogue
from storage.transactions import Database, Writer
from tests.handlers.notices.rendered import render
from tests.house import NOW, House, acting, open_house

# NOW is nine in the morning of a Monday in Berlin.
EIGHT, TEN = 8 * 60, 10 * 60
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database)


@pytest.fixture
async def lena(house: House) -> Person:
    """A manager in Berlin. The clock of the business is that of UTC."""

    async def work(writer: Writer) -> Person:
        lena = await people.register(writer, TelegramProfile(7005, "Lena"))
        await people.set_role(writer, lena.id, Role.MANAGER)
        await people.set_zone(writer, lena.id, "Europe/Berlin")
        known = await people.by_id(writer, lena.id)
        assert known is not None
        return known

    return await house.database.write(work)


async def wish(
    house: House, one: Person, every: ReportFrequency, minute: int | None, now: datetime
) -> None:
    await report_subscriptions.set_minute(
        house.database,
        every,
        minute,
        zone=one.zone,
        actor=acting(one, Role.MANAGER),
        key=f"{every}{minute}{now}",
        now=now,
    )


async def send(house: House, now: datetime) -> int:
    return await report_subscriptions.send_due(house.database, actor=SYSTEM, now=now)


async def sent_reports(house: House) -> list[Mapping[str, Any]]:
    async with house.database.read() as reader:
        rows = await reader.fetch("SELECT facts FROM outbox WHERE kind = 'report' ORDER BY id")
    return [facts["report"] for (facts,) in rows]


async def test_each_day_is_told_once_at_any_number_of_replicas_and_late_but_once(
    house: House, lena: Person
) -> None:
    await house.book(starts_at=NOW + HOUR, status=Status.COMPLETED)
    await house.book(starts_at=NOW + 4 * HOUR, status=Status.NO_SHOW)
    await wish(house, lena, ReportFrequency.DAY, EIGHT, NOW)  # over today: it begins tomorrow
    assert await send(house, NOW) == 0
    assert await send(house, NOW + DAY - HOUR - timedelta(minutes=1)) == 0
    at_eight = NOW + DAY - HOUR
    assert sum(await asyncio.gather(*(send(house, at_eight) for _ in range(3)))) == 1
    [report] = await sent_reports(house)
    assert report["days"] == ["2026-03-02", "2026-03-02"]
    for language, says in (("en", "1 missed by the customer"), ("de", "1 versäumt")):
        shown = render("report", {"report": report}, words_for(language), None)
        assert "<b>2 " in shown.text
        assert says in shown.text
        assert "Anna Berg: " in shown.text
    # Nothing ran for three days: one report, of the last day.
    assert await send(house, at_eight + 3 * DAY + 5 * HOUR) == 1
    assert await send(house, at_eight + 3 * DAY + 6 * HOUR) == 0
    assert [one["days"][0] for one in await sent_reports(house)] == ["2026-03-02", "2026-03-05"]


async def test_a_week_comes_on_monday_and_to_nobody_who_may_not_read_it(
    house: House, lena: Person
) -> None:
    await wish(house, lena, ReportFrequency.WEEK, TEN, NOW)
    assert await send(house, NOW) == 0
    assert await send(house, NOW + 2 * HOUR) == 1
    [report] = await sent_reports(house)
    assert report["days"] == ["2026-02-23", "2026-03-01"]
    assert "No bookings" in render("report", {"report": report}, words_for("en"), None).text
    await house.database.write(lambda writer: people.set_role(writer, lena.id, Role.CUSTOMER))
    assert await send(house, NOW + 8 * DAY) == 0
    await house.database.write(lambda writer: people.set_role(writer, lena.id, Role.MANAGER))
    await wish(house, lena, ReportFrequency.WEEK, None, NOW + 8 * DAY)
    assert await send(house, NOW + 15 * DAY) == 0
    async with house.database.read() as reader:
        lines = [e for e in await audit.of(reader, "person", lena.id) if e.action == "set_report"]
    assert [(one.before, one.after) for one in lines] == [
        ({"report_week": None}, {"report_week": TEN}),
        ({"report_week": TEN}, {"report_week": None}),
    ]


async def test_it_is_set_by_who_may_read_reports(house: House, lena: Person) -> None:
    actor = acting(house.customer)
    at: dict[str, Any] = {"zone": None, "key": "k", "now": NOW}
    with pytest.raises(NotAllowed):
        await report_subscriptions.set_minute(
            house.database, ReportFrequency.DAY, 0, actor=actor, **at
        )
    actor = acting(lena, Role.MANAGER)
    for minute in (-1, 1440, 10**9):
        with pytest.raises(BadInput):
            await report_subscriptions.set_minute(
                house.database, ReportFrequency.DAY, minute, actor=actor, **at
            )
    with pytest.raises(NotAllowed):
        await report_subscriptions.send_due(house.database, actor=actor, now=NOW)


async def test_a_report_is_the_same_after_it_was_written_down(house: House, lena: Person) -> None:
    await house.book(starts_at=NOW + HOUR, status=Status.COMPLETED)
    await house.book(starts_at=NOW + 3 * HOUR)
    async with house.database.read() as reader:
        known = await catalogue.load(reader)
    report = await reports.report(
        house.database, known, day_of(NOW.date()), actor=acting(lena, Role.MANAGER)
    )
    again, names = report_of(facts_of(report, {house.coach.id: "Anna"}, "Europe/Berlin"))
    assert names == {0: "Anna"}
    for one in ("period", "bookings", "earned", "new", "returning", "lead", "ahead", "hours"):
        assert getattr(again, one) == getattr(report, one)


async def test_who_is_demoted_as_reports_go_out_gets_none(
    house: House, lena: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between who wants one is looked up and theirs is written, their role is taken."""
    await wish(house, lena, ReportFrequency.DAY, EIGHT, NOW)
    load = catalogue.load

    async def demoting(reader: Any) -> Any:
        await house.database.write(lambda w: people.set_role(w, lena.id, Role.CUSTOMER))
        return await load(reader)

    monkeypatch.setattr(catalogue, "load", demoting)
    assert await send(house, NOW + DAY) == 0
    assert await sent_reports(house) == []


async def test_a_block_stops_the_reports_of_a_manager_and_not_those_of_an_admin(
    house: House, lena: Person
) -> None:
    await wish(house, lena, ReportFrequency.DAY, EIGHT, NOW)
    await house.database.write(lambda w: people.set_blocked(w, lena.id, NOW, "No."))

    assert await send(house, NOW + DAY) == 0

    await house.database.write(lambda w: people.set_role(w, lena.id, Role.ADMIN))
    assert await send(house, NOW + DAY) == 1
