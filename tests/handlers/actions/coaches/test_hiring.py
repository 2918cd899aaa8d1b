"""Coaches who are not on Telegram: what they would be told comes to the team."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.accounts.identity import Identity
from domain.refusals import NotFound, OutOfReach
from domain.roles import Role
from domain.services.catalogue import Coach
from handlers.actions import alarms
from handlers.actions.appointments import booking
from handlers.actions.appointments.booking import BookingOrder
from handlers.actions.coaches import hiring, without_chat
from handlers.actions.messages import undelivered
from handlers.actions.services.catalogue import change_coach
from handlers.queries.coaches import coaches
from handlers.wording.words import words_for
from storage import audit
from storage.messages import outbox, outgoing
from storage.messages.outgoing import ClaimedMessage
from storage.people import people
from storage.services import catalogue
from storage.transactions import Writer
from tests.handlers.notices.rendered import render
from tests.house import NOW, House, acting

MAIL, PHONE = Identity.email("mia@example.org"), Identity.phone("+4930901820")


async def hire(house: House, *contacts: Identity) -> Coach:
    """Mia, open for booking and not on Telegram; the second customer is an admin."""
    admin = house.customers[1]
    await house.database.write(lambda w: people.set_role(w, admin.id, Role.ADMIN))
    actor = acting(admin, Role.ADMIN)
    new_coach = await without_chat.add_without_chat(
        house.database, "Mia K.", contacts, "Europe/Berlin", actor=actor, key="add", now=NOW
    )
    service = house.service.id
    await house.database.write(lambda w: catalogue.set_coach_services(w, new_coach.id, {service}))
    return await change_coach(
        house.database,
        new_coach.id,
        lambda coach: replace(coach, active=True),
        actor=actor,
        key="open",
        now=NOW,
        available_channels=(),
        anyway=True,
    )


async def book_and_claim(house: House, coach: Coach) -> ClaimedMessage:
    """What a customer's request tells the coach, on its way."""
    async with house.database.read() as reader:
        offered = await catalogue.load(reader)
    start = NOW + timedelta(days=1, hours=1)
    order = BookingOrder(house.service.id, coach.id, start, house.service.price)
    await booking.book(
        house.database, offered, order, actor=acting(house.customer), key="book", now=NOW
    )

    async def claim(writer: Writer) -> list[ClaimedMessage]:
        return await outgoing.claim(writer, "me", NOW, 20, timedelta(minutes=1))

    rows = await house.database.write(claim)
    return next(row for row in rows if row.recipient_id == coach.person_id)


@pytest.mark.parametrize("by_mail", [False, True])
async def test_what_they_are_asked_the_team_is_told_and_answers(
    house: House, by_mail: bool
) -> None:
    coach = await hire(house, MAIL)
    row = await book_and_claim(house, coach)
    assert (row.kind, row.telegram_id, row.email) == ("request", None, "mia@example.org")

    async def report(writer: Writer) -> None:
        if by_mail:
            await undelivered.report_mailed(writer, row, NOW)
        else:
            await undelivered.report_undelivered(
                writer, row, outbox.UNREACHABLE, NOW, available_channels=()
            )

    await house.database.write(report)

    async with house.database.read() as reader:
        facts = await outbox.facts(reader, f"in_place:{row.key}:{house.customers[1].id}")
    # Nobody promises an answer by somebody who is not there: the team is who answers.
    assert await alarms.standing_in(house.database, coach.id, available_channels=()) is None
    assert facts is not None
    text = render("in_place", facts, words_for("en"), None, NOW).text
    assert ("e-mail" in text, "is not on Telegram" in text) == (by_mail, True)


async def test_who_has_no_chat_is_opened_knowingly_and_not_welcomed_there(house: House) -> None:
    coach = await hire(house)

    async def set_active(active: bool) -> Coach:
        return await change_coach(
            house.database,
            coach.id,
            lambda one: replace(one, active=active),
            actor=acting(house.customers[1], Role.ADMIN),
            key=f"turn {active}",
            now=NOW,
            available_channels=(),
        )

    await set_active(False)
    with pytest.raises(OutOfReach) as refused:
        await set_active(True)
    assert (refused.value.chat, coach.active) == (False, True)
    async with house.database.read() as reader:
        assert not await outbox.has_key(reader, f"coach_welcome:{coach.id}")


async def test_how_else_they_are_reached_is_what_was_said_last(house: House) -> None:
    coach = await hire(house, MAIL)
    actor = acting(house.customers[1], Role.ADMIN)
    for key, contacts in enumerate(([PHONE], [PHONE, MAIL], [])):
        await without_chat.set_contacts(
            house.database, coach.id, contacts, actor=actor, key=f"set {key}", now=NOW
        )
        known = await coaches.contacts(house.database, coach, actor=actor)
        assert known == [one.value for one in reversed(contacts)]
        async with house.database.read() as reader:
            person = await people.by_id(reader, coach.person_id)
        assert person is not None
        assert person.email == ("mia@example.org" if MAIL in contacts else None)
    with pytest.raises(NotFound):
        await without_chat.set_contacts(
            house.database, house.coach.id, [MAIL], actor=actor, key="theirs", now=NOW
        )


async def test_who_was_never_met_is_written_down_as_new_once(house: House) -> None:
    admin = acting(house.coach_person, Role.ADMIN)
    nora = people.TelegramProfile(7050, "Nora")
    ids = {
        (
            await hiring.add_coach(
                house.database, nora, "Nora", "UTC", actor=admin, key=key, now=NOW
            )
        ).person_id
        for key in ("a", "b")
    }
    [person_id] = ids
    async with house.database.read() as reader:
        lines = await audit.of(reader, "person", person_id)
    assert [(one.action, one.actor_id) for one in lines] == [("register", admin.person_id)]
