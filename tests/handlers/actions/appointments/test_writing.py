"""The two people of a session write to each other: kept once, delivered once, and within rights."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.appointments.correspondence import (
    KEPT,
    LATE_WITHIN,
    MOST,
    Content,
    ContentKind,
    closes,
)
from domain.appointments.message_refusals import (
    CannotBeLate,
    CannotReach,
    MessagesStopped,
    MessagesUnwanted,
    ReportDecided,
    TooManyMessages,
    WritingForbidden,
    WritingOver,
)
from domain.refusals import BlockedPerson, NotAllowed, NotFound, Refusal
from domain.roles import Role
from handlers.actions.appointments import complaints, writing
from handlers.queries.appointments import correspondence as queries
from storage.appointments import correspondence
from storage.messages import reach
from storage.people import people
from storage.people.people import TelegramProfile
from tests.handlers.actions.correspondents import (
    HELLO,
    WORDS,
    audit_entries,
    coach,
    contents,
    customer,
    notices,
    try_write,
    write,
)
from tests.house import NOW, House, acting


async def test_each_side_hears_from_the_other_once_and_the_log_does_not_know_what(
    house: House,
) -> None:
    a = await house.book()
    for _ in range(2):  # the update is delivered again
        await write(house, a, customer(house), key="asks")
        await write(
            house, a, coach(house), key="answers", content=Content(ContentKind.PHOTO, "2", "AgA")
        )

    to_coach, to_customer = await notices(house.database)
    assert to_coach["recipient_id"] == house.coach_person.id
    assert to_coach["facts"]["said"] == {"kind": "text", "text": HELLO.text}
    assert to_customer["recipient_id"] == house.customer.id
    assert await contents(house, a) == [HELLO, Content(ContentKind.PHOTO, "2", "AgA")]
    log = await audit_entries(house.database)
    assert [line["action"] for line in log] == ["write", "write"]
    assert "door <is>" not in str(log)


async def test_nobody_else_writes_or_reads(house: House) -> None:
    a = await house.book()
    await write(house, a, customer(house))
    stranger = acting(house.customers[1])
    admin = acting(house.customers[2], Role.ADMIN)
    for actor in (stranger, admin):
        key = f"by {actor.person_id}"
        assert isinstance(await try_write(house, a, actor, key=key), NotFound)
        assert isinstance(
            await try_write(house, a, actor, key=f"{key} 2", by_coach=True), NotAllowed
        )
        for by_coach in (False, True):
            with pytest.raises((NotFound, NotAllowed)):
                await queries.thread(house.database, a.id, 0, by_coach=by_coach, actor=actor)
        [message] = await messages(house, a)
        with pytest.raises(NotFound):
            await queries.message(house.database, message.id, actor=actor)
    assert isinstance(await try_write(house, a, coach(house), key="2", by_coach=False), NotFound)
    assert isinstance(
        await try_write(house, a, customer(house), key="3", by_coach=True), NotAllowed
    )
    blocked = replace(customer(house), blocked=True)
    assert isinstance(await try_write(house, a, blocked, key="4"), BlockedPerson)
    assert len(await contents(house, a)) == 1


async def messages(house: House, a: Appointment) -> list[correspondence.Message]:
    async with house.database.read() as reader:
        return await correspondence.page(reader, a, limit=100, offset=0)


async def test_writing_ends_some_days_after_the_session(house: House) -> None:
    a = await house.book()
    assert await try_write(house, a, customer(house), now=closes(a) - timedelta(seconds=1)) is None
    assert isinstance(
        await try_write(house, a, customer(house), key="2", now=closes(a)), WritingOver
    )
    held = await house.book(status=Status.HELD, starts_at=NOW + timedelta(days=2))
    assert isinstance(await try_write(house, held, customer(house), key="3"), WritingOver)


async def test_nobody_is_late_for_what_is_far_off_or_does_not_take_place(house: House) -> None:
    a = await house.book()
    near, late = a.starts_at - LATE_WITHIN, Content(ContentKind.LATE, minutes=5)
    for n, actor in enumerate((coach(house), customer(house))):
        early = near - timedelta(seconds=1)
        refusal = await try_write(house, a, actor, key=f"far {n}", content=late, now=early)
        assert refusal == CannotBeLate(a.id)
    declined = await house.book(status=Status.DECLINED, starts_at=a.starts_at + timedelta(hours=1))
    refusal = await try_write(house, declined, coach(house), key="no", content=late, now=near)
    assert refusal == CannotBeLate(declined.id)
    assert await contents(house, a) == await contents(house, declined) == []
    assert await try_write(house, a, coach(house), key="near", content=late, now=near) is None
    assert await contents(house, a) == [late]


async def test_who_cannot_be_reached_is_said_at_once_and_the_number_only_to_the_coach(
    house: House,
) -> None:
    a = await house.book()
    await house.database.write(lambda w: reach.set_never_met(w, house.customer.id, NOW))
    await house.database.write(lambda w: reach.set_unreachable(w, house.coach_person.id, NOW))
    async with house.database.read() as reader:
        await reader.fetch(
            "INSERT INTO identities (person_id, kind, value)"
            " SELECT id, 'phone', '+4930' FROM people"
        )
    assert await try_write(house, a, coach(house)) == CannotReach(a.id, True, False, "+4930")
    assert await try_write(house, a, customer(house), key="2") == CannotReach(
        a.id, False, True, None
    )
    assert await contents(house, a) == []


async def test_what_does_not_arrive_is_told_to_whoever_wrote_it(house: House) -> None:
    a = await house.book()
    await write(house, a, coach(house))
    [row] = await notices(house.database)
    await house.database.write(
        lambda w: writing.tell_writer(w, row["key"], row["facts"], NOW, waits=True)
    )
    [lost] = await notices(house.database, "message_lost")
    assert lost["recipient_id"] == house.coach_person.id
    assert WORDS not in str(lost["facts"])


async def test_a_flood_ends_and_begins_again_in_time(house: House) -> None:
    a, (most, within) = await house.book(), MOST[0]
    tries = [try_write(house, a, customer(house), key=f"flood {n}") for n in range(most + 3)]
    refused = [one for one in await asyncio.gather(*tries) if one is not None]
    assert refused == [TooManyMessages(10)] * 3
    assert len(await contents(house, a)) == most
    assert await try_write(house, a, customer(house), key="later", now=NOW + within) is None


async def test_messages_can_be_stopped_and_let_in_again(house: House) -> None:
    a = await house.book()
    for stops, refused in ((True, True), (True, True), (False, False)):
        for _ in range(2):
            await complaints.set_stopped(
                house.database,
                a.id,
                stops=stops,
                by_coach=False,
                actor=customer(house),
                key=f"{stops}",
                now=NOW,
            )
        expected = (MessagesUnwanted(a.id, True), MessagesStopped(a.id, False))
        both = (
            await try_write(house, a, coach(house), key=f"c{stops}"),
            await try_write(house, a, customer(house), key=f"m{stops}"),
        )
        assert both == (expected if refused else (None, None))


async def test_a_complaint_goes_to_the_team_but_not_to_whom_it_is_about(house: House) -> None:
    a = await house.book()
    await write(house, a, coach(house))
    alex = await house.database.write(lambda w: people.register(w, TelegramProfile(7003, "Alex")))
    for person in (alex.id, house.coach_person.id):
        await house.database.write(partial(people.set_role, person_id=person, role=Role.ADMIN))
    team, accused = acting(alex, Role.ADMIN), replace(coach(house), roles=frozenset(Role))
    reporting = [
        complaints.report(
            house.database, a.id, by_coach=False, actor=customer(house), key=f"r{n}", now=NOW
        )
        for n in range(2)
    ]
    await asyncio.gather(*reporting)

    [notice] = await notices(house.database, "complaint")
    assert notice["recipient_id"] == alex.id
    report = notice["facts"]["report"]
    assert WORDS not in str(notice["facts"])
    with pytest.raises(NotFound):
        await queries.complaint(house.database, report, 0, actor=accused)
    with pytest.raises(NotAllowed):
        await queries.complaint(house.database, report, 0, actor=customer(house))
    case = await queries.complaint(house.database, report, 0, actor=team)
    assert [message.content for message in case.messages] == [HELLO]
    assert case.parties == ("Customer 0", "Anna Berg")

    async def decide(key: str, *, again: bool = False, banned: bool = True) -> Refusal | None:
        try:
            await complaints.decide(
                house.database, report, banned=banned, again=again, actor=team, key=key, now=NOW
            )
        except Refusal as refusal:
            return refusal
        return None

    outcomes = await asyncio.gather(decide("d1"), decide("d2"))
    assert sorted(map(str, outcomes)) == sorted(["None", str(ReportDecided(report))])
    assert isinstance(await try_write(house, a, coach(house), key="2"), WritingForbidden)
    assert await decide("d3", again=True, banned=False) is None
    assert await try_write(house, a, coach(house), key="3") is None


async def test_what_was_written_goes_in_time_and_with_whoever_wrote_it(house: House) -> None:
    a = await house.book()
    await write(house, a, customer(house))
    await write(house, a, coach(house), key="2", now=NOW + timedelta(days=1))
    forget = correspondence.forget_older
    old = NOW + KEPT + timedelta(hours=1)
    assert await house.database.write(lambda w: forget(w, before=old - KEPT)) == 1
    assert len(await contents(house, a)) == 1
    async with house.database.read() as reader:
        rows = await reader.fetch(
            "SELECT confdeltype FROM pg_constraint WHERE conrelid = 'messages'::regclass"
            " AND contype = 'f'"
        )
    assert [row[0] for row in rows] == [b"c"]


def test_the_outbox_is_told_what_was_said_and_reads_it_back() -> None:
    content = {"kind": "place", "latitude": 52.5, "longitude": 13.4}
    assert writing.content_of({"said": content}) == Content(
        ContentKind.PLACE, latitude=52.5, longitude=13.4
    )
