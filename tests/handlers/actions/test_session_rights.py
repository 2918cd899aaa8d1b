"""A session exists only for its people, and whoever is blocked can do nothing with theirs."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.appointments.appointment import Status
from domain.refusals import BlockedPerson, NotFound
from domain.roles import Actor
from handlers.actions.appointments import answering, deciding, outcome, proposing
from handlers.actions.people import people as people_actions
from handlers.actions.services import catalogue
from tests.house import NOW, House, acting

TOMORROW = NOW + timedelta(days=1)


async def approve(house: House, number: int, actor: Actor) -> object:
    return await deciding.approve(house.database, number, actor=actor, key="k", now=NOW)


async def decline(house: House, number: int, actor: Actor) -> object:
    return await deciding.decline(house.database, number, None, actor=actor, key="k", now=NOW)


async def call_off(house: House, number: int, actor: Actor) -> object:
    return await deciding.cancel_by_coach(
        house.database, number, None, actor=actor, key="k", now=NOW
    )


async def move(house: House, number: int, actor: Actor) -> object:
    known = await catalogue.newest(house.database)
    start = TOMORROW + timedelta(hours=2)
    return await deciding.move(house.database, known, number, start, actor=actor, key="k", now=NOW)


async def propose(house: House, number: int, actor: Actor) -> object:
    known = await catalogue.newest(house.database)
    return await proposing.propose(
        house.database, known, number, [TOMORROW], actor=actor, key="k", now=NOW
    )


async def cancel(house: House, number: int, actor: Actor) -> object:
    known = await catalogue.newest(house.database)
    return await deciding.cancel_by_customer(
        house.database, known, number, actor=actor, key="k", now=NOW
    )


async def attend(house: House, number: int, actor: Actor) -> object:
    return await answering.attend(house.database, number, actor=actor, key="k", now=NOW)


async def record(house: House, number: int, actor: Actor) -> object:
    return await outcome.record(
        house.database, number, Status.NO_SHOW, actor=actor, key="k", now=NOW
    )


ANSWERS = [approve, decline, call_off, move, propose, cancel, attend, record]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.__name__)
async def test_somebody_elses_session_is_not_there(
    house: House, answer: Callable[[House, int, Actor], Awaitable[object]]
) -> None:
    appointment = await house.book()
    stranger = replace(acting(house.customer), person_id=house.coach_person.id)
    another_coach = replace(acting(house.coach_person), person_id=0, coach_id=house.coach.id + 1)
    for actor in (stranger, another_coach):
        with pytest.raises(NotFound):
            await answer(house, appointment.id, actor)


async def test_who_is_blocked_changes_nothing_of_their_own_either(house: House) -> None:
    blocked = replace(acting(house.customer), blocked=True)
    appointment = await house.book()
    for change in (
        attend(house, appointment.id, blocked),
        people_actions.choose_language(
            house.database, "de", among=("en", "de"), actor=blocked, now=NOW
        ),
        people_actions.set_zone(house.database, "Asia/Tokyo", actor=blocked, now=NOW),
        people_actions.set_email(house.database, "a@example.org", actor=blocked, now=NOW),
    ):
        with pytest.raises(BlockedPerson):
            await change
