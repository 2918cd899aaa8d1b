"""Who would like to be a coach: said, sent, answered; and two admins who decide at once."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.coaches.applications import (
    ApplicantBlocked,
    Application,
    ApplicationChanged,
    ApplicationDecided,
    ApplicationOver,
    ApplicationState,
    ApplicationStep,
    CoachAlready,
    NotAgainYet,
)
from domain.refusals import Refusal
from domain.roles import Role
from handlers.actions.coaches import applications as answering
from handlers.actions.coaches import applying, hiring
from handlers.actions.services.catalogue import newest
from storage.coaches import applications
from storage.people import people
from storage.people.people import Person, TelegramProfile
from storage.transactions import Database
from tests.house import NOW, House, acting

WEEK = (((540, 720),), *((),) * 6)


def whole(draft: Application, service: int) -> Application:
    return replace(
        draft,
        category="Life",
        about="Ten years of quiet talks.",
        place="Oak Lane 1",
        latitude=52.5,
        longitude=13.4,
        photo="AgACAgIAA",
        service_ids=(service,),
        week=WEEK,
        reached=ApplicationStep.LOOK,
    )


async def person(database: Database, telegram_id: int, role: Role | None = None) -> Person:
    one = await database.write(
        lambda w: people.register(w, TelegramProfile(telegram_id, f"P{telegram_id}"))
    )
    if role:
        await database.write(lambda w: people.set_role(w, one.id, role))
    async with database.read() as reader:
        stored_person = await people.by_id(reader, one.id)
    assert stored_person is not None
    return stored_person


async def send_application(house: House, who: Person, now: datetime = NOW) -> Application:
    by, service = acting(who), house.service.id
    await applying.begin(house.database, "Nora", "Europe/Berlin", actor=by, key=f"b{now}", now=now)
    await applying.change(
        house.database, lambda one: whole(one, service), actor=by, key=f"c{now}", now=now
    )
    return await applying.send(house.database, actor=by, key=f"s{now}", now=now)


async def message_count(database: Database, kind: str) -> int:
    async with database.read() as reader:
        [[number]] = await reader.fetch("SELECT count(*) FROM outbox WHERE kind = $1", kind)
    return int(number)


async def test_of_two_admins_at_once_one_decides_and_the_other_reads_what(house: House) -> None:
    nora = await person(house.database, 7050)
    admins = [await person(house.database, 7060 + n, Role.ADMIN) for n in range(2)]
    one = await send_application(house, nora)
    assert await message_count(house.database, "application") == 2

    outcomes = await asyncio.gather(
        answering.approve(
            house.database, one.id, one.version, actor=acting(admins[0]), key="a", now=NOW
        ),
        answering.decline(
            house.database, one.id, one.version, "full", actor=acting(admins[1]), key="d", now=NOW
        ),
        return_exceptions=True,
    )

    lost = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    assert lost == [ApplicationDecided(one.id)]
    [won] = [outcome for outcome in outcomes if isinstance(outcome, Application)]
    coach = (await newest(house.database)).coach_of(nora.id)
    assert (coach is not None) is (won.state is ApplicationState.APPROVED)
    assert await message_count(house.database, f"application_{won.state}") == 1


async def test_approval_makes_all_of_the_coach_at_once_and_once(house: House) -> None:
    nora, admin = await person(house.database, 7050), await person(house.database, 7060, Role.ADMIN)
    one = await send_application(house, nora)
    assert (await newest(house.database)).coach_of(nora.id) is None

    for key in ("a", "a", "again"):
        await answering.approve(
            house.database, one.id, one.version, actor=acting(admin), key=key, now=NOW
        )

    coach = (await newest(house.database)).coach_of(nora.id)
    assert coach is not None
    assert (coach.active, coach.setting_up, coach.name) == (True, False, "Nora")
    assert (coach.category, coach.place, coach.latitude) == ("Life", "Oak Lane 1", 52.5)
    assert (coach.photo, set(coach.service_ids)) == ("AgACAgIAA", {house.service.id})
    assert coach.hours.weekly == WEEK
    async with house.database.read() as reader:
        rows = await reader.fetch(
            "SELECT before ->> 'application', after ->> 'application' FROM audit"
            " WHERE action = 'approve_application'"
        )
    assert [tuple(row) for row in rows] == [("sent", "approved")]
    with pytest.raises(CoachAlready):
        await applying.begin(
            house.database,
            "Nora",
            "UTC",
            actor=acting(await person(house.database, 7050)),
            key="b",
            now=NOW,
        )


async def test_who_is_coach_by_an_admins_word_waits_no_more(house: House) -> None:
    nora, admin = await person(house.database, 7050), await person(house.database, 7060, Role.ADMIN)
    one = await send_application(house, nora)
    await hiring.add_coach(
        house.database,
        TelegramProfile(7050, "Nora"),
        "Nora",
        "UTC",
        actor=acting(admin),
        key="h",
        now=NOW,
    )
    async with house.database.read() as reader:
        application = await applications.by_id(reader, one.id)
    assert application is not None
    assert application.state is ApplicationState.APPROVED


async def test_what_was_taken_back_or_changed_is_not_decided_as_it_was_read(house: House) -> None:
    nora, admin = await person(house.database, 7050), await person(house.database, 7060, Role.ADMIN)
    by_nora, by_admin = acting(nora), acting(admin)
    one = await send_application(house, nora)
    application = await answering.ask(
        house.database, one.id, one.version, "Where?", actor=by_admin, key="q", now=NOW
    )
    await applying.answer(house.database, "In Berlin.", actor=by_nora, key="r", now=NOW)
    with pytest.raises(ApplicationChanged):
        await answering.approve(
            house.database, one.id, application.version, actor=by_admin, key="a", now=NOW
        )
    with pytest.raises(ApplicationOver):
        await applying.answer(house.database, "Again.", actor=by_nora, key="r2", now=NOW)

    draft = await applying.take_back(house.database, actor=by_nora, key="t", now=NOW)
    with pytest.raises(ApplicationDecided):
        await answering.approve(
            house.database, one.id, draft.version, actor=by_admin, key="a2", now=NOW
        )
    with pytest.raises(NotAgainYet):
        await applying.send(house.database, actor=by_nora, key="s2", now=NOW)


async def test_the_blocked_are_not_approved_and_the_declined_come_again_a_day_later(
    house: House,
) -> None:
    nora, admin = await person(house.database, 7050), await person(house.database, 7060, Role.ADMIN)
    by_admin = acting(admin)
    one = await send_application(house, nora)
    await house.database.write(lambda w: people.set_blocked(w, nora.id, NOW, "no"))
    with pytest.raises(ApplicantBlocked):
        await answering.approve(
            house.database, one.id, one.version, actor=by_admin, key="a", now=NOW
        )
    await answering.decline(
        house.database, one.id, one.version, "Not now.", actor=by_admin, key="d", now=NOW
    )
    await house.database.write(lambda w: people.set_blocked(w, nora.id, None, None))
    with pytest.raises(NotAgainYet):
        await send_application(house, nora, NOW + timedelta(hours=23))
    again = await send_application(house, nora, NOW + timedelta(hours=25))
    assert (again.id != one.id, again.state, again.place) == (
        True,
        ApplicationState.SENT,
        "Oak Lane 1",
    )
