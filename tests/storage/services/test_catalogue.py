"""The catalogue: read as a whole, at one moment, and known by its version."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from functools import partial
from typing import get_type_hints

import pytest
from sqlalchemy import text

from domain.refusals import LeaveOverlaps
from domain.services.catalogue import Business, Catalogue, Coach
from domain.services.rules import Rules
from domain.services.service import Approval, Money, Service
from domain.working_hours.leave import Leave
from storage.services import catalogue
from storage.transactions import Database, Writer
from storage.working_hours import timetables
from tests.house import OFFICE_HOURS, House
from tests.waits import somebody_waits

Change = Callable[[Writer, House], Awaitable[object]]
CHRISTMAS = (datetime(2026, 12, 24), datetime(2026, 12, 27))


async def load_catalogue(database: Database) -> Catalogue:
    async with database.read() as reader:
        return await catalogue.load(reader)


async def test_a_new_database_has_a_business_and_nothing_to_book(database: Database) -> None:
    snapshot = await load_catalogue(database)

    assert (snapshot.business, snapshot.services, snapshot.coaches) == (
        Business("Coachbook", "UTC"),
        {},
        {},
    )


async def test_what_was_written_is_read_back_the_same(house: House) -> None:
    coach_id, first = house.coach.id, house.service.id
    rules = Rules(notice_book=5, notice_move=6, notice_cancel=7, horizon_days=8)

    async def work(writer: Writer) -> tuple[int, int]:
        await catalogue.update_business(writer, Business("Berg & Co", "Europe/Paris", "Rue 1"))
        second = await catalogue.add_service(
            writer,
            title="Trial",
            minutes=30,
            price=Money(0, "JPY"),
            buffer_before=5,
            buffer_after=15,
            step=10,
            rules=rules,
            hidden=True,
            position=3,
        )
        await catalogue.set_coach_services(writer, coach_id, {first, second})
        await catalogue.update_coach(
            writer, coach_id, name="Anna", zone="UTC", approval=Approval.AUTO, place="Room 1"
        )
        await timetables.set_weekday_hours(writer, coach_id, 6, ((0, 1440),))
        await timetables.set_weekday_hours(writer, coach_id, 0, ())
        await timetables.set_overrides(writer, coach_id, [date(2026, 12, 31)], ((540, 600),))
        await timetables.set_overrides(writer, coach_id, [date(2027, 1, 1)], ())
        leave_id = await catalogue.add_leave(writer, coach_id, *CHRISTMAS, "Christmas")
        return second, leave_id

    second, leave_id = await house.database.write(work)
    snapshot = await load_catalogue(house.database)

    assert snapshot.business == Business("Berg & Co", "Europe/Paris", "Rue 1")
    trial = snapshot.services[second]
    assert (trial.title, trial.minutes, trial.price) == ("Trial", 30, Money(0, "JPY"))
    assert (trial.buffer_before, trial.buffer_after, trial.step) == (5, 15, 10)
    assert (trial.rules, trial.hidden, trial.position) == (rules, True, 3)
    assert snapshot.services[first] == house.service
    coach = snapshot.coaches[coach_id]
    assert (coach.name, coach.zone, coach.approval, coach.active, coach.place) == (
        "Anna",
        "UTC",
        Approval.AUTO,
        True,
        "Room 1",
    )
    assert coach.hours.weekly == ((), *[OFFICE_HOURS] * 4, (), ((0, 1440),))
    assert coach.hours.overrides == {date(2026, 12, 31): ((540, 600),), date(2027, 1, 1): ()}
    assert coach.leaves == (Leave(leave_id, *CHRISTMAS),)  # the reason is the coach's own
    assert coach.service_ids == {first, second}
    assert coach.person_id == house.coach_person.id


async def test_a_service_changes_only_where_it_is_told_to(house: House) -> None:
    await house.database.write(
        lambda writer: catalogue.update_service(
            writer, house.service.id, price=Money(100, "USD"), rules=Rules(notice_book=0)
        )
    )

    changed = (await load_catalogue(house.database)).services[house.service.id]
    assert changed.price == Money(100, "USD")
    assert changed.rules == Rules(notice_book=0)
    assert (changed.title, changed.minutes) == (house.service.title, house.service.minutes)


async def test_a_date_can_go_back_to_its_weekday(house: House) -> None:
    day = date(2026, 12, 31)
    for windows in (((540, 600),), ((600, 660),), None):
        await house.database.write(
            partial(timetables.set_overrides, coach_id=house.coach.id, days=[day], windows=windows)
        )

    assert (await load_catalogue(house.database)).coaches[house.coach.id].hours.overrides == {}


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (datetime(2026, 12, 24), datetime(2026, 12, 27)),
        (datetime(2026, 12, 26, 23), datetime(2026, 12, 28)),
        (datetime(2026, 12, 20), datetime(2027, 1, 5)),
    ],
)
async def test_leave_of_a_coach_does_not_overlap(
    house: House, starts: datetime, ends: datetime
) -> None:
    add = catalogue.add_leave
    await house.database.write(lambda writer: add(writer, house.coach.id, *CHRISTMAS))

    with pytest.raises(LeaveOverlaps):
        await house.database.write(lambda writer: add(writer, house.coach.id, starts, ends))

    await house.database.write(
        lambda writer: add(writer, house.coach.id, CHRISTMAS[1], datetime(2026, 12, 28))
    )
    assert len((await load_catalogue(house.database)).coaches[house.coach.id].leaves) == 2


async def test_leave_is_given_back_by_its_own_coach_only(house: House) -> None:
    coach = house.coach.id
    leave = await house.database.write(
        lambda writer: catalogue.add_leave(writer, coach, *CHRISTMAS)
    )

    async def delete(coach_id: int) -> bool:
        return await house.database.write(
            lambda writer: catalogue.delete_leave(writer, coach_id, leave)
        )

    assert [await delete(coach + 1), await delete(coach), await delete(coach)] == [
        False,
        True,
        False,
    ]


async def test_hours_and_leave_wait_for_bookings_and_bookings_for_them(house: House) -> None:
    """A booking shares the coach, a change of hours or leave has them to itself."""
    order: list[str] = []
    shared = asyncio.Barrier(3)

    async def book(name: str) -> None:
        async def work(writer: Writer) -> None:
            await catalogue.share_coach(writer, house.coach.id)
            await shared.wait()
            async with house.database.read() as reader:
                await somebody_waits(reader.fetch)
            order.append(name)

        await house.database.write(work)

    async def take_leave() -> None:
        async def work(writer: Writer) -> None:
            await catalogue.lock_coach(writer, house.coach.id)
            order.append("leave")

        await shared.wait()
        await house.database.write(work)

    await asyncio.gather(book("one"), book("other"), take_leave())

    assert order[-1] == "leave"


async def test_hours_past_midnight_are_read_back_and_end_at_midnight_for_the_version_before(
    house: House,
) -> None:
    coach_id, day = house.coach.id, date(2026, 5, 1)
    night = ((60, 120), (1320, 2000))

    async def work(writer: Writer) -> None:
        await timetables.set_weekday_hours(writer, coach_id, 0, night[::-1])
        await timetables.set_overrides(writer, coach_id, [day], night)

    await house.database.write(work)
    hours = (await load_catalogue(house.database)).coaches[coach_id].hours
    assert (hours.weekly[0], hours.on(day)) == (night, night)
    async with house.database.read() as reader:
        weekly = await reader.fetch(
            "SELECT starts, ends FROM working_hours WHERE weekday = 0 ORDER BY starts"
        )
        special = await reader.fetch("SELECT windows FROM hours_overrides")
    assert [tuple(row) for row in weekly] == [(60, 120), (1320, 1440)]
    assert [row[0] for row in special] == [[[60, 120], [1320, 1440]]]


async def test_a_day_that_the_version_before_has_saved_ends_at_midnight(house: House) -> None:
    coach_id, day = house.coach.id, date(2026, 5, 1)

    async def work(writer: Writer) -> None:
        await writer.run(
            text("INSERT INTO hours_overrides (coach_id, day, windows) VALUES (:c, :d, :w)"),
            {"c": coach_id, "d": day, "w": "[[1320, 1440]]"},
        )

    await house.database.write(work)
    assert (await load_catalogue(house.database)).coaches[coach_id].hours.on(day) == ((1320, 1440),)


async def test_wrong_hours_do_not_get_into_the_database(house: House) -> None:
    for windows in ((600, 540), (-5, 60), (0, 1441)):
        with pytest.raises(Exception, match="ck_working_hours_window"):
            await house.database.write(
                partial(
                    timetables.set_weekday_hours,
                    coach_id=house.coach.id,
                    weekday=0,
                    windows=(windows,),
                )
            )


async def test_there_is_one_business(database: Database) -> None:
    with pytest.raises(Exception, match="ck_business_only_one"):
        await database.write(
            lambda writer: writer.run(
                text("INSERT INTO business (id, name, zone) VALUES (2, 'Second', 'UTC')")
            )
        )


async def test_who_has_not_changed_is_read_but_not_made_anew(house: House) -> None:
    async def change(writer: Writer) -> int:
        await catalogue.update_coach(writer, house.coach.id, name="Anna Maria")
        return await catalogue.add_service(writer, title="Trial", minutes=30, price=Money(0, "EUR"))

    before = await load_catalogue(house.database)
    added = await house.database.write(change)
    after = await load_catalogue(house.database)

    assert after.coaches[house.coach.id].name == "Anna Maria"
    assert after.services[house.service.id] is before.services[house.service.id]
    assert after.services.keys() == {house.service.id, added}


def test_what_can_be_set_of_a_service_or_a_coach_is_what_they_have() -> None:
    # The others follow from what a customer chooses, or from other tables.
    chosen = {"id", "party", "gap", "also", "further", "horizons"}
    service = {n: t for n, t in get_type_hints(Service).items() if n not in chosen}
    assert get_type_hints(catalogue.ServiceColumns) == service
    coach = get_type_hints(Coach)
    for name, kind in get_type_hints(catalogue.CoachColumns).items():
        assert coach[name] == kind, name
