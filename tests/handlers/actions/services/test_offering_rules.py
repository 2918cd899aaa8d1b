"""What a service, a coach, a room and their like may be holds in the action, whoever calls it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.business.offering_rules import (
    A_DAY,
    A_WEEK,
    AHEAD,
    BUFFER,
    LONGEST_DESCRIPTION,
    LONGEST_DIRECTIONS,
    LONGEST_ROOM,
    LONGEST_TITLE,
    MINUTES,
    NOTICE,
    PLACES,
    POSITION,
    UNIT_COUNT,
)
from domain.coaches import profiles
from domain.refusals import BadInput
from domain.roles import Actor, Door, Role
from domain.services.horizon import HorizonBy
from domain.services.meeting import Addresses
from domain.services.reminders import MOST
from domain.services.resources import MOST_NEEDS, MOST_OPTIONS, Need, ResourceKind
from domain.services.service import Money, Service
from domain.services.terms import MOST_LENGTHS, Length
from domain.text.field_text import DEAREST
from handlers.actions.business import first_run
from handlers.actions.coaches import hiring, set_up
from handlers.actions.services import rooms
from handlers.actions.services.catalogue import add_service, change_service, newest
from handlers.wording.words import words_for
from storage.people.people import TelegramProfile
from storage.transactions import Database
from tests.handlers.actions.services.refused_changes import as_it_was, intent, over
from tests.handlers.actions.with_rooms import add_rooms
from tests.house import NOW, House, Plan, open_house

TODAY = NOW.date()
ANY = Need(1, ResourceKind.ROOM)


def in_rules(**values: Any) -> dict[str, Any]:
    return {"rules": values}


def ahead(by: HorizonBy, count: int) -> dict[str, Any]:
    return in_rules(horizon_by=by, horizon_count=count, horizon_days=count)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"title": "t" * (LONGEST_TITLE + 1)}, BadInput("title", LONGEST_TITLE)),
        ({"title": ""}, BadInput("title", LONGEST_TITLE)),
        ({"category": "c" * 31}, BadInput("category", profiles.LONGEST_CATEGORY)),
        ({"description": "d" * 301}, BadInput("description", LONGEST_DESCRIPTION)),
        ({"minutes": MINUTES[0] - 1}, BadInput("minutes", MINUTES[0])),
        ({"minutes": over(MINUTES)}, BadInput("minutes", MINUTES[1])),
        ({"price": Money(-1, "EUR")}, BadInput("minor")),
        ({"price": Money(DEAREST * 100 + 1, "EUR")}, BadInput("minor", DEAREST * 100)),
        ({"price": Money(DEAREST + 1, "JPY")}, BadInput("minor", DEAREST)),
        ({"lengths": (Length(over(MINUTES), 1),)}, BadInput("minutes", MINUTES[1])),
        ({"lengths": (Length(90, -1),)}, BadInput("minor")),
        ({"lengths": (Length(60, 1),)}, BadInput("lengths", MOST_LENGTHS)),  # there already
        ({"buffer_before": over(BUFFER)}, BadInput("buffer_before", BUFFER[1])),
        ({"buffer_after": -1}, BadInput("buffer_after")),
        ({"step": 7}, BadInput("step")),
        ({"position": over(POSITION)}, BadInput("position", POSITION[1])),
        ({"capacity": 0}, BadInput("capacity", 1)),
        ({"capacity": over(PLACES)}, BadInput("capacity", PLACES[1])),
        ({"most_places": 2}, BadInput("most_places", 1)),
        ({"reminders": tuple(range(10, 10 + MOST + 1))}, BadInput("reminders", MOST)),
        ({"reminders": (1,)}, BadInput("reminder_time", 30)),
        ({"addresses": Addresses(site="s" * 201)}, BadInput("address", 200)),
        ({"addresses": Addresses(online="nowhere")}, BadInput("link", 200)),
        ({"addresses": Addresses(phone="none")}, BadInput("phone", 200)),
        ({"latitude": 1.0}, BadInput("longitude")),
        ({"latitude": 91.0, "longitude": 1.0}, BadInput("latitude")),
        (in_rules(notice_book=over(NOTICE)), BadInput("notice_book", NOTICE[1])),
        (in_rules(notice_move=-1), BadInput("notice_move")),
        (in_rules(notice_cancel=-1), BadInput("notice_cancel")),
        (in_rules(cap_day=over(A_DAY)), BadInput("cap_day", A_DAY[1])),
        (in_rules(cap_week=over(A_WEEK)), BadInput("cap_week", A_WEEK[1])),
        (in_rules(customer_day=over(A_DAY)), BadInput("customer_day", A_DAY[1])),
        (in_rules(customer_week=over(A_WEEK)), BadInput("customer_week", A_WEEK[1])),
        (ahead(HorizonBy.DAYS, 366), BadInput("count", AHEAD[HorizonBy.DAYS][1])),
        (ahead(HorizonBy.WORKING_DAYS, 0), BadInput("count", 1)),
        (ahead(HorizonBy.MONTHS, 12), BadInput("count", 11)),
        (in_rules(horizon_by=HorizonBy.DATE), BadInput("until", 366)),
        (
            in_rules(horizon_by=HorizonBy.DATE, horizon_until=TODAY - timedelta(days=1)),
            BadInput("until", 366),
        ),
    ],
)
async def test_a_service_keeps_its_bounds(
    house: House, values: dict[str, Any], refusal: BadInput
) -> None:
    def with_values(one: Service) -> Service:
        rules = replace(one.rules, **values.get("rules", {}))
        return replace(one, **{**values, "rules": rules})

    before = await newest(house.database)
    with pytest.raises(BadInput) as change:
        await change_service(house.database, house.service.id, with_values, **intent(house))
    with pytest.raises(BadInput) as addition:
        await add_service(house.database, "New", "EUR", described=with_values, **intent(house))
    assert replace(change.value, blank=False) == refusal
    assert replace(addition.value, blank=False) == refusal
    assert await as_it_was(house, before)


async def test_an_old_value_out_of_bounds_keeps_nobody_from_changing_another(
    database: Database,
) -> None:
    old = {
        "minutes": 1440,
        "buffer_before": 1440,
        "description": "d" * 450,
        "category": "c" * 60,
        "capacity": 400,
        "lengths": (Length(1, 5000),),
    }
    house = await open_house(database, Plan(service=old))

    one = await change_service(
        database,
        house.service.id,
        lambda service: replace(service, title="Talk", price=Money(4000, "EUR"), most_places=2),
        **intent(house),
    )
    assert (one.title, one.price.minor, one.minutes) == ("Talk", 4000, 1440)
    with pytest.raises(BadInput) as refused:
        await change_service(
            database,
            house.service.id,
            lambda service: replace(service, minutes=1439),
            **intent(house),
        )
    assert refused.value == BadInput("minutes", MINUTES[1])


@pytest.mark.parametrize(
    ("title", "length", "field"),
    [("t" * 61, Length(60, 1), "title"), ("Talk", Length(721, 1), "minutes")],
)
async def test_so_does_the_first_service_of_all(
    database: Database, house: House, title: str, length: Length, field: str
) -> None:
    coach = await hiring.add_coach(
        database, TelegramProfile(7004, "Ben"), "Ben", "UTC", **intent(house)
    )
    await database.write(lambda writer: writer.fetch("DELETE FROM coach_services"))
    await database.write(lambda writer: writer.fetch("DELETE FROM services"))
    own = Actor(coach.person_id, frozenset({Role.COACH}), Door.CHAT, coach_id=coach.id)
    for first_service, who in (
        (first_run.first_service, intent(house)),
        (set_up.first_service, {**intent(house), "actor": own}),
    ):
        with pytest.raises(BadInput) as refused:
            await first_service(database, title, length, "EUR", **who)
        assert refused.value.field == field


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"name": "n" * 41}, BadInput("name", LONGEST_ROOM)),
        ({"directions": "d" * 121}, BadInput("directions", LONGEST_DIRECTIONS)),
        ({"units": 0}, BadInput("units", 1)),
        ({"units": over(UNIT_COUNT)}, BadInput("units", UNIT_COUNT[1])),
    ],
)
async def test_so_does_a_room(house: House, values: dict[str, Any], refusal: BadInput) -> None:
    [room] = await add_rooms(house, 1)
    before = await newest(house.database)
    with pytest.raises(BadInput) as change:
        await rooms.change_room(
            house.database, room, lambda one: replace(one, **values), **intent(house)
        )
    with pytest.raises(BadInput) as addition:
        await rooms.add_room(
            house.database,
            ResourceKind.ROOM,
            "Blue room",
            described=lambda one: replace(one, **values),
            **intent(house),
        )
    assert change.value == addition.value == refusal
    with pytest.raises(BadInput):
        await rooms.add_room(house.database, ResourceKind.DEVICE, "n" * 41, **intent(house))
    assert await as_it_was(house, before)


@pytest.mark.parametrize(
    ("needs", "refusal"),
    [
        ((ANY,) * (MOST_NEEDS + 1), BadInput("needs", MOST_NEEDS)),
        ((replace(ANY, units=0),), BadInput("units", 1)),
        ((replace(ANY, units=over(UNIT_COUNT)),), BadInput("units", UNIT_COUNT[1])),
        ((replace(ANY, resource_ids=(1,)),), BadInput("resource_ids")),
        ((Need(1),), BadInput("resource_ids")),
        (
            (Need(1, None, tuple(range(1, MOST_OPTIONS + 2))),),
            BadInput("resource_ids", MOST_OPTIONS),
        ),
    ],
)
async def test_so_does_what_a_service_needs(
    house: House, needs: tuple[Need, ...], refusal: BadInput
) -> None:
    with pytest.raises(BadInput) as change:
        await rooms.set_needs(house.database, house.service.id, lambda _: needs, **intent(house))
    assert change.value == refusal
    assert (await newest(house.database)).needs == {}


@pytest.mark.parametrize("language", ["en", "de"])
def test_too_many_rooms_for_one_need_have_a_sentence_in_the_chat(language: str) -> None:
    assert "50" in words_for(language).text("refusal.bad_resource_ids", limit=MOST_OPTIONS)
