"""Somebody shows what is theirs: who is joined by it, who never is, and who hears of that."""

import asyncio
from datetime import timedelta

import pytest

from domain.accounts.identity import Identity, IdentityKind
from domain.appointments.appointment import Status
from domain.roles import Door
from handlers.actions.appointments import deciding
from handlers.actions.identities import recognizing
from handlers.actions.identities.recognizing import Recognition, recognize
from handlers.actions.people.customers import add_customer
from storage import audit
from storage.appointments import appointments
from storage.messages import outbox, outgoing, reach
from storage.people import identities, people
from storage.people.people import Person, TelegramProfile
from tests.house import NOW, House
from tests.storage.letters import claim

PHONE, MAILBOX = Identity.phone("+49 151 2345678"), Identity.email("mia@example.org")
SOON = NOW + timedelta(days=1)


@pytest.fixture
async def admin(house: House) -> Person:
    return await house.database.write(
        lambda w: people.register(w, TelegramProfile(7003, "Alex"), appoint=True)
    )


async def written_down(house: House, *contacts: Identity, another: bool = False) -> Person:
    """Somebody the coach has entered."""
    customer = await add_customer(
        house.database,
        "Mia Keller",
        contacts or (PHONE,),
        actor=house.coach_person.at(Door.CHAT),
        key=f"add:{another}:{contacts}",
        now=NOW,
        another=another,
    )
    return customer.person


async def newcomer(house: House, telegram_id: int = 7001) -> Person:
    """Somebody who has pressed Start and nothing else."""
    return await house.database.write(
        lambda w: people.register(w, TelegramProfile(telegram_id, "Mia"))
    )


async def show(house: House, person: Person, what: Identity = PHONE, key: str = "k") -> Recognition:
    actor = person.at(Door.CHAT)
    return await recognize(house.database, what, actor=actor, key=key, now=NOW)


async def holder(house: House, what: Identity = PHONE) -> int | None:
    async with house.database.read() as reader:
        return await identities.holder(reader, what)


async def said_to(house: House, person: Person) -> list[str]:
    rows = await claim(house, NOW + timedelta(minutes=1))
    return [row.kind for row in rows if row.recipient_id == person.id]


async def customers_of(house: House, *sessions: int) -> list[int]:
    async with house.database.read() as reader:
        stored_appointments = [await appointments.by_id(reader, one) for one in sessions]
    return [one.customer_id for one in stored_appointments if one is not None]


async def test_what_was_booked_for_a_number_is_theirs_who_shows_it(house: House) -> None:
    record = await written_down(house, PHONE, MAILBOX)
    coming = await house.book(customer_id=record.id, starts_at=SOON)
    past = await house.book(
        customer_id=record.id,
        starts_at=SOON + timedelta(hours=2),
        status=Status.CANCELLED,
    )
    mia = await newcomer(house)

    outcome = await show(house, mia)

    assert outcome == Recognition(coming=1)
    assert await customers_of(house, coming.id, past.id) == [mia.id, mia.id]
    assert await holder(house) == mia.id
    async with house.database.read() as reader:
        known = await identities.of_person(reader, mia.id)
        person = await people.by_id(reader, mia.id)
        shell = await people.by_id(reader, record.id)
        left = await identities.of_person(reader, record.id)
        entries = await audit.of(reader, "person", mia.id)
        _, *merges = await audit.of(reader, "person", record.id)
        [[into]] = await reader.fetch("SELECT merged_into FROM people WHERE id = $1", record.id)
    assert {one.identity for one in known} == {Identity.telegram(7001), PHONE, MAILBOX}
    assert person is not None
    assert shell is not None
    assert (person.email, shell.email, left, into) == ("mia@example.org", None, [], mia.id)
    assert [entry.action for entry in entries] == ["show_phone"]
    [merged] = merges
    assert (merged.action, merged.actor_id) == ("merge", mia.id)
    assert merged.after == {"merged_into": mia.id, "by": "phone", "sessions": 2}


async def test_who_wrote_the_record_down_is_led_to_the_person_and_it_is_counted_no_more(
    house: House,
) -> None:
    await written_down(house)
    mia = await newcomer(house)
    async with house.database.read() as reader:
        before = await reach.unreachable(reader, ())

    await show(house, mia)

    assert (await written_down(house)).id == mia.id  # the same update again
    async with house.database.read() as reader:
        assert (before, await reach.unreachable(reader, ())) == ((1, 0), (0, 0))


async def test_what_the_record_missed_is_told_to_whom_it_has_become(
    house: House, admin: Person
) -> None:
    record = await written_down(house)
    appointment = await house.book(customer_id=record.id, starts_at=SOON, status=Status.PENDING)
    await deciding.approve(
        house.database, appointment.id, actor=house.coach_person.at(Door.CHAT), key="a", now=NOW
    )
    rows = await claim(house)
    [missed] = [row for row in rows if row.recipient_id == record.id]
    await house.database.write(lambda w: outgoing.drop(w, "me", missed.id, outbox.UNREACHABLE))
    mia = await newcomer(house)

    await show(house, mia)

    [notice] = [row for row in await claim(house) if row.recipient_id == mia.id]
    assert (notice.kind, notice.telegram_id, notice.holds) == ("approved", 7001, True)
    assert notice.facts["customer_id"] == mia.id
    later = await claim(house, SOON - timedelta(minutes=30), expired=False)
    assert {(row.kind, row.recipient_id) for row in later} == {("reminder_1h", mia.id)}


async def test_the_same_update_again_has_the_same_outcome(house: House) -> None:
    record = await written_down(house)
    await house.book(customer_id=record.id, starts_at=SOON)
    mia = await newcomer(house)

    assert await show(house, mia, key="u:1") == await show(house, mia, key="u:1")
    assert await show(house, mia, key="u:2") == Recognition()


async def test_of_two_who_show_the_same_at_once_one_is_the_record(
    house: House, admin: Person
) -> None:
    """Both cannot have it: the later proof counts, and what was booked is in one place."""
    record = await written_down(house)
    session = await house.book(customer_id=record.id, starts_at=SOON)
    pair = [await newcomer(house, 7001), await newcomer(house, 7009)]

    outcomes = await asyncio.gather(*(show(house, one, key=str(n)) for n, one in enumerate(pair)))

    assert sorted(outcomes, key=lambda one: one.coming) == [
        Recognition(apart=True),
        Recognition(coming=1),
    ]
    [owner] = await customers_of(house, session.id)
    assert owner == pair[outcomes.index(Recognition(coming=1))].id
    assert await holder(house) == pair[outcomes.index(Recognition(apart=True))].id
    assert await said_to(house, admin) == ["two_records"]


async def test_of_many_who_show_a_number_that_nobody_knows_each_is_heard(house: House) -> None:
    crowd = [await newcomer(house, 7100 + n) for n in range(6)]

    outcomes = await asyncio.gather(*(show(house, one, key=f"{one.id}") for one in crowd))

    assert sorted(one.apart for one in outcomes) == [False] + [True] * 5
    assert await holder(house) in [one.id for one in crowd]


async def test_who_has_booked_themself_stays_apart_and_the_team_is_told(
    house: House, admin: Person
) -> None:
    record = await written_down(house)
    theirs = await house.book(customer_id=record.id, starts_at=SOON)
    own = await house.book(starts_at=SOON + timedelta(hours=2))

    outcome = await show(house, house.customer)

    assert outcome == Recognition(apart=True)
    assert await customers_of(house, theirs.id, own.id) == [record.id, house.customer.id]
    assert await holder(house) == house.customer.id
    assert await said_to(house, admin) == ["two_records"]


async def test_a_number_that_several_share_joins_none_of_them(house: House, admin: Person) -> None:
    records = [await written_down(house), await written_down(house, another=True)]
    session = await house.book(customer_id=records[0].id, starts_at=SOON)

    outcome = await show(house, await newcomer(house))

    assert outcome == Recognition(apart=True)
    assert await customers_of(house, session.id) == [records[0].id]
    assert await said_to(house, admin) == ["two_records"]


async def test_who_only_said_the_number_is_not_joined_by_who_shows_it(
    house: House, admin: Person
) -> None:
    """Else an account made with somebody's number would read along once they open the bot."""
    account = await house.database.write(lambda w: people.add(w, "Mallory", None, NOW))
    await house.database.write(lambda w: identities.show(w, account.id, MAILBOX, NOW))
    await house.database.write(lambda w: identities.say(w, account.id, PHONE, NOW))
    session = await house.book(customer_id=account.id, starts_at=SOON)

    outcome = await show(house, await newcomer(house))

    assert outcome == Recognition()
    assert await customers_of(house, session.id) == [account.id]
    assert await holder(house, MAILBOX) == account.id


async def test_an_account_that_has_shown_the_same_is_the_same_person(house: House) -> None:
    account = await house.database.write(lambda w: people.add(w, "Mia", None, NOW))
    for one in (MAILBOX, PHONE):
        await house.database.write(
            lambda w, one=one: identities.show(w, account.id, one, NOW)  # type: ignore[misc]
        )
    session = await house.book(customer_id=account.id, starts_at=SOON)
    mia = await newcomer(house)

    assert await show(house, mia) == Recognition(coming=1)

    assert await customers_of(house, session.id) == [mia.id]
    assert await holder(house, MAILBOX) == mia.id


async def test_a_number_that_has_changed_hands_is_theirs_who_showed_it_last(
    house: House, admin: Person
) -> None:
    before, after = await newcomer(house, 7001), await newcomer(house, 7009)
    session = await house.book(customer_id=before.id, starts_at=SOON)
    await show(house, before, key="1")

    outcome = await show(house, after, key="2")

    assert outcome == Recognition(apart=True)
    assert await holder(house) == after.id
    assert await customers_of(house, session.id) == [before.id]
    assert await said_to(house, admin) == ["two_records"]


async def test_a_coach_who_was_written_down_as_a_customer_stays_a_coach(
    house: House, admin: Person
) -> None:
    record = await written_down(house)
    session = await house.book(customer_id=record.id, starts_at=SOON)

    assert await show(house, house.coach_person) == Recognition(apart=True)

    assert await customers_of(house, session.id) == [record.id]


async def test_who_may_not_book_may_not_book_as_somebody_else(house: House) -> None:
    record = await written_down(house)
    await house.database.write(lambda w: people.set_blocked(w, record.id, NOW, "no-shows"))
    mia = await newcomer(house)

    await show(house, mia)

    async with house.database.read() as reader:
        joined = await people.by_id(reader, mia.id)
    assert joined is not None
    assert joined.blocked


async def test_a_number_can_be_forgotten(house: House) -> None:
    mia = await newcomer(house)
    await show(house, mia)

    for _ in range(2):
        await recognizing.forget(
            house.database, IdentityKind.PHONE, actor=mia.at(Door.CHAT), now=NOW
        )

    assert await holder(house) is None
    async with house.database.read() as reader:
        actions = [entry.action for entry in await audit.of(reader, "person", mia.id)]
    assert actions == ["show_phone", "forget_phone"]
