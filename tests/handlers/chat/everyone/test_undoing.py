"""The key that undoes a step: in time, too late, and with something in the way."""

from datetime import date, timedelta

import pytest

from domain.roles import Role
from domain.series.series import mark
from domain.time.periods import Period
from handlers.actions.working_hours.closures import add_closure
from handlers.buttons.book_for_links import ForService
from handlers.buttons.coach_keys import CallOff
from handlers.chat.cards.undo_keys import Undo
from handlers.chat.coach.groups.group_sessions import CallGroupOffNow
from handlers.chat.coach.leave.blocked_time_card import RemoveBlock
from handlers.chat.coach.series import CallOffSeries
from handlers.queries.groups import group_sessions as queries
from storage.transactions import Database
from tests.handlers.actions.group_classes import join, open_class
from tests.handlers.actions.planned_series import Planner
from tests.handlers.actions.proposals import load_catalogue
from tests.handlers.doorstep import ANNA, Visitor
from tests.house import NOW, House, acting, open_house


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database)


@pytest.mark.parametrize(
    ("language", "key", "done"),
    [
        ("en", "↩ Undo", "Undone: everything is as it was."),
        ("de", "↩ Rückgängig", "Rückgängig gemacht: Alles ist wie zuvor."),
    ],
)
async def test_the_dates_of_a_series_come_back_with_one_tap(
    house: House, language: str, key: str, done: str
) -> None:
    dates = await Planner(house, house.customer).book_dates(2)
    anna = Visitor(house.database, ANNA, "Anna", now=NOW)
    anna.person |= {"last_name": "Berg", "language_code": language}
    await anna.press(CallOffSeries(dates[0].id, mark(dates)))
    undo = anna.key(key)
    screen = await anna.press(undo)
    assert anna.toast() == done
    assert key not in anna.labels()
    assert await anna.press(undo) == screen, "pressed twice"
    assert {one.status for one in await Planner(house, house.customer).dates(dates[0])} == {
        dates[0].status
    }


@pytest.mark.parametrize(("language", "key"), [("en", "↩ Undo"), ("de", "↩ Rückgängig")])
async def test_leave_an_hour_and_a_class_come_back_with_one_tap(
    database: Database, language: str, key: str
) -> None:
    house = await open_class(database)
    anna = Visitor(house.database, ANNA, "Anna", now=NOW)
    anna.person |= {"last_name": "Berg", "language_code": language}
    await anna.type("/busy 14-15")
    [hour] = (await load_catalogue(house)).coaches[house.coach.id].single_leaves
    await anna.press(RemoveBlock(hour.id))
    undo = anna.key(key)
    await anna.press(undo)
    [again] = (await load_catalogue(house)).coaches[house.coach.id].single_leaves
    assert (again.starts, again.ends, again.block) == (hour.starts, hour.ends, True)
    seat = await join(house, house.customer)
    group = await queries.by_id(
        house.database, seat.session_id or 0, actor=acting(house.coach_person)
    )
    await anna.press(CallGroupOffNow(group.session.id, group.session.version))
    screen = await anna.press(anna.key(key))
    assert "Customer 0" in screen
    assert key not in anna.labels()


@pytest.mark.parametrize(
    ("language", "typed", "save", "key", "gone"),
    [
        ("en", "/leave every Friday 14-18", "✓ Take it off", "↩ Undo", "You have no leave"),
        (
            "de",
            "/leave jeden Freitag 14-18",
            "✓ Freinehmen",
            "↩ Rückgängig",
            "keinen Urlaub eingetragen",
        ),
    ],
)
async def test_leave_that_repeats_comes_and_goes_with_one_tap(
    house: House, language: str, typed: str, save: str, key: str, gone: str
) -> None:
    anna = Visitor(house.database, ANNA, "Anna", now=NOW)
    anna.person |= {"last_name": "Berg", "language_code": language}
    await anna.type(typed)
    await anna.press(anna.key(save))
    undo = anna.key(key)
    assert gone in await anna.press(undo)
    assert key not in anna.labels()
    assert gone in await anna.press(undo), "pressed twice"
    anna.now = NOW + timedelta(seconds=61)
    assert gone in await anna.press(undo)


async def test_a_late_tap_and_a_taken_time_are_told_with_the_card_as_it_is(house: House) -> None:
    booked = await house.book()
    anna = Visitor(house.database, ANNA, "Anna", now=NOW, admins=frozenset())
    anna.person["last_name"] = "Berg"
    await anna.press(CallOff(booked.id, booked.version))
    await anna.press(anna.key("Cancel without a reason"))
    undo = anna.key("↩ Undo")
    assert undo == Undo(booked.id, booked.version + 1)
    other = await house.book()
    await anna.press(undo)
    assert anna.toast() == "This cannot be undone: somebody else has that time now."
    assert anna.key("Book again for Customer 0") == ForService(house.coach.id, house.customer.id)
    await anna.press(CallOff(other.id, other.version))
    anna.now = NOW + timedelta(seconds=61)
    card = await anna.press(undo)
    assert anna.toast() == "Undo is available for one minute only."
    assert "Cancelled" in card
    assert "↩ Undo" not in anna.labels()
    stranger = Visitor(house.database, 7999, "Eve", now=NOW)
    await stranger.press(undo)
    assert "Cancelled" not in str(stranger.calls)


@pytest.mark.parametrize(
    ("language", "key", "skip", "why"),
    [
        (
            "en",
            "↩ Undo",
            "Cancel without a reason",
            "This cannot be undone: the business is closed on that day now.",
        ),
        (
            "de",
            "↩ Rückgängig",
            "Ohne Grund absagen",
            "Das lässt sich nicht rückgängig machen: An dem Tag ist inzwischen geschlossen.",
        ),
    ],
)
async def test_a_day_closed_meanwhile_is_named(
    house: House, language: str, key: str, skip: str, why: str
) -> None:
    booked = await house.book()
    anna = Visitor(house.database, ANNA, "Anna", now=NOW, admins=frozenset())
    anna.person |= {"last_name": "Berg", "language_code": language}
    await anna.press(CallOff(booked.id, booked.version))
    await anna.press(anna.key(skip))
    day = Period(date(2026, 3, 3), date(2026, 3, 3))
    admin = acting(house.customer, Role.ADMIN)
    await add_closure(house.database, "Holiday", day, actor=admin, key="close", now=NOW)
    await anna.press(anna.key(key))
    assert anna.toast() == why
