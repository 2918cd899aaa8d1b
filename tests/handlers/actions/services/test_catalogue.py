"""Coaches and services, added and changed."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.refusals import NotFound
from domain.roles import Role
from domain.services.catalogue import Business, Coach
from domain.services.service import Approval, Money, Service
from handlers.actions.business.business import change_business
from handlers.actions.coaches.hiring import add_coach
from handlers.actions.services.catalogue import (
    add_service,
    assign_service,
    change_coach,
    change_service,
    newest,
)
from storage import audit
from storage.messages.backlog import backlog_at
from storage.people import people
from storage.people.people import TelegramProfile
from tests.house import NOW, House, acting

BEN = TelegramProfile(7004, "Ben", "Okoro", "ben")

KEYS = map("k:{}".format, itertools.count())


async def add_as_admin(house: House, profile: TelegramProfile = BEN, *, key: str = "u:1") -> Coach:
    return await add_coach(
        house.database,
        profile,
        "Ben O.",
        "Europe/Lisbon",
        actor=acting(house.customer, Role.ADMIN),
        key=key,
        now=NOW,
    )


async def test_a_new_coach_has_usual_hours_and_is_not_open_yet(house: House) -> None:
    coach = await add_as_admin(house)
    assert (coach.name, coach.zone, coach.approval) == ("Ben O.", "Europe/Lisbon", Approval.MANUAL)
    assert not coach.active
    assert coach.service_ids == frozenset()
    assert coach.hours.weekly == (*[((540, 1020),)] * 5, (), ())


async def test_a_person_whom_the_bot_never_met_is_out_of_reach_until_they_write(
    house: House,
) -> None:
    coach = await add_as_admin(house)
    async with house.database.read() as reader:
        person = await people.by_id(reader, coach.person_id)
    assert person is not None
    assert (person.telegram_id, person.name, person.unreachable) == (7004, "Ben Okoro", True)
    met = await house.database.write(lambda writer: people.register(writer, BEN))
    assert (met.id, met.coach_id, met.unreachable) == (person.id, coach.id, False)


async def test_what_a_known_person_told_telegram_is_not_overwritten_by_a_contact_card(
    house: House,
) -> None:
    profile = TelegramProfile(7004, "Benjamin", "Okoro", "ben", "de")
    await house.database.write(lambda writer: people.register(writer, profile))
    coach = await add_as_admin(house, TelegramProfile(7004, "My friend Ben"))
    async with house.database.read() as reader:
        person = await people.by_id(reader, coach.person_id)
    assert person is not None
    assert (person.name, person.language, person.unreachable) == ("Benjamin Okoro", "de", False)


async def test_a_person_is_a_coach_once_however_often_they_are_added(house: House) -> None:
    coaches = await asyncio.gather(*(add_as_admin(house, key=f"u:{n}") for n in range(8)))
    assert len({coach.id for coach in coaches}) == 1
    again = await add_as_admin(house, key="u:0")
    assert again.id == coaches[0].id
    assert len((await newest(house.database)).coaches) == 2


def activate(coach: Coach) -> Coach:
    return replace(coach, active=True)


def deactivate(coach: Coach) -> Coach:
    return replace(coach, active=False)


async def test_who_is_opened_for_the_first_time_is_welcomed_once(house: House) -> None:
    coach = await add_as_admin(house)
    for change in (activate, activate, deactivate, activate):
        await change_coach(
            house.database,
            coach.id,
            change,
            actor=acting(house.customer, Role.ADMIN),
            key=next(KEYS),
            now=NOW,
            available_channels=(),
            anyway=True,
        )
    async with house.database.read() as reader:
        backlog = await backlog_at(reader, NOW + timedelta(minutes=1))
        written = await audit.of(reader, "coach", coach.id)
    assert sum(backlog.due.values()) == 2  # that they were added, too
    assert [entry.action for entry in written] == ["add_coach", *["change_coach"] * 3]
    assert (written[1].before, written[1].after) == (
        {"active": False, "setting_up": True},
        {"active": True, "setting_up": False},
    )


async def test_saying_twice_that_a_coach_does_a_service_says_it_once(house: House) -> None:
    coach = await add_as_admin(house)
    for does in (True, True, False, False):
        await assign_service(
            house.database,
            coach.id,
            house.service.id,
            does,
            actor=acting(house.customer, Role.ADMIN),
            key=next(KEYS),
            now=NOW,
        )
        stored_coach = (await newest(house.database)).coaches[coach.id]
        assert stored_coach.service_ids == ({house.service.id} if does else set())
    async with house.database.read() as reader:
        written = await audit.of(reader, "coach", coach.id)
    assert [entry.action for entry in written] == ["add_coach", "offer", "offer"]


async def test_admins_who_switch_different_services_at_once_do_not_undo_each_other(
    house: House,
) -> None:
    new = [
        await add_service(
            house.database,
            f"Service {n}",
            "EUR",
            actor=acting(house.customer, Role.ADMIN),
            key=f"s:{n}",
            now=NOW,
        )
        for n in range(6)
    ]
    await asyncio.gather(
        *(
            assign_service(
                house.database,
                house.coach.id,
                service.id,
                True,
                actor=acting(house.customer, Role.ADMIN),
                key=next(KEYS),
                now=NOW,
            )
            for service in new
        )
    )
    coach = (await newest(house.database)).coaches[house.coach.id]
    assert coach.service_ids == {house.service.id, *(service.id for service in new)}


async def test_a_new_service_is_hidden_last_in_the_list_and_added_once(house: House) -> None:
    first, again = [
        await add_service(
            house.database,
            "Deep talk",
            "EUR",
            actor=acting(house.customer, Role.ADMIN),
            key="u:1",
            now=NOW,
        )
        for _ in range(2)
    ]
    assert first == again
    assert (first.hidden, first.price, first.minutes) == (True, Money(0, "EUR"), 60)
    assert first.position > house.service.position


async def test_a_change_of_a_service_leaves_its_other_fields_and_what_is_booked_alone(
    house: House,
) -> None:
    booked = await house.book()

    def dearer(service: Service) -> Service:
        return replace(service, price=Money(9900, "EUR"), minutes=90)

    changed = await change_service(
        house.database,
        house.service.id,
        dearer,
        actor=acting(house.customer, Role.ADMIN),
        key=next(KEYS),
        now=NOW,
    )
    assert changed == replace(house.service, price=Money(9900, "EUR"), minutes=90)
    assert (booked.price, booked.minutes) == (Money(5000, "EUR"), 60)
    async with house.database.read() as reader:
        [written] = await audit.of(reader, "service", house.service.id)
    assert written.before == {"minutes": 60, "price": {"minor": 5000, "currency": "EUR"}}
    assert written.after == {"minutes": 90, "price": {"minor": 9900, "currency": "EUR"}}


async def test_two_rules_changed_at_once_are_both_kept(house: House) -> None:
    def late_booking(service: Service) -> Service:
        return replace(service, rules=replace(service.rules, notice_book=5))

    def late_moving(service: Service) -> Service:
        return replace(service, rules=replace(service.rules, notice_move=5))

    await asyncio.gather(
        *(
            change_service(
                house.database,
                house.service.id,
                change,
                actor=acting(house.customer, Role.ADMIN),
                key=next(KEYS),
                now=NOW,
            )
            for change in (late_booking, late_moving)
        )
    )
    rules = (await newest(house.database)).services[house.service.id].rules
    assert (rules.notice_book, rules.notice_move) == (5, 5)


async def test_what_is_not_there_is_not_found(house: House) -> None:
    by = house.customer
    with pytest.raises(NotFound):
        await change_coach(
            house.database,
            999,
            lambda c: c,
            actor=acting(by, Role.ADMIN),
            key=next(KEYS),
            now=NOW,
            available_channels=(),
        )
    with pytest.raises(NotFound):
        await change_service(
            house.database, 999, lambda s: s, actor=acting(by, Role.ADMIN), key=next(KEYS), now=NOW
        )
    with pytest.raises(NotFound):
        await assign_service(
            house.database,
            house.coach.id,
            999,
            True,
            actor=acting(by, Role.ADMIN),
            key=next(KEYS),
            now=NOW,
        )


async def test_an_older_change_that_comes_again_does_not_undo_a_newer_one(house: House) -> None:
    def by_hand(coach: Coach) -> Coach:
        return replace(coach, approval=Approval.MANUAL)

    def at_once(coach: Coach) -> Coach:
        return replace(coach, approval=Approval.AUTO)

    coaches = [
        await change_coach(
            house.database,
            house.coach.id,
            change,
            actor=acting(house.customer, Role.ADMIN),
            key=key,
            now=NOW,
            available_channels=(),
        )
        for change, key in ((at_once, "u:1"), (by_hand, "u:2"), (at_once, "u:1"))
    ]
    assert coaches[-1].approval is Approval.MANUAL

    def rename_to(name: str) -> Callable[[Business], Business]:
        return lambda business: replace(business, name=name)

    names = [
        await change_business(
            house.database,
            rename_to(name),
            actor=acting(house.customer, Role.ADMIN),
            key=key,
            now=NOW,
        )
        for name, key in (("Old", "u:3"), ("New", "u:4"), ("Old", "u:3"))
    ]
    assert names[-1].name == "New"
