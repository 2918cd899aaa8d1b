"""What people are known by: kept up to date by any version, and one person's once proved."""

import asyncio
from functools import partial
from typing import Any

import asyncpg
import pytest

from domain.accounts.identity import Identity, IdentityKind
from storage import migrations
from storage.appointments import cards
from storage.appointments.cards import CardSubject
from storage.messages import reach
from storage.people import identities, people
from storage.people.people import Person, TelegramProfile
from storage.transactions import Database, Writer
from tests.house import NOW, House
from tests.storage.letters import claim, enqueue, message
from tests.storage.schemas import downgrade
from tests.waits import somebody_waits

CHAT, PHONE = Identity.telegram(7001), Identity.phone("+49 151 2345678")
MAILBOX = Identity.email("mia@example.org")


async def known_identities(database: Database, person_id: int) -> list[tuple[Identity, bool]]:
    async with database.read() as reader:
        return [
            (one.identity, one.verified_at is not None)
            for one in await identities.of_person(reader, person_id)
        ]


async def mia(database: Database) -> Person:
    return await database.write(lambda w: people.register(w, TelegramProfile(7001, "Mia")))


async def nobody(database: Database, name: str = "Mia", email: str | None = None) -> Person:
    """Somebody without a chat."""
    return await database.write(lambda w: people.add(w, name, email, NOW))


async def test_who_writes_to_us_is_known_by_their_chat(database: Database) -> None:
    assert await known_identities(database, (await mia(database)).id) == [(CHAT, True)]


async def test_who_was_only_named_has_not_shown_that_the_chat_is_theirs(
    database: Database,
) -> None:
    async def name(writer: Writer) -> Person:
        person = await people.register(writer, TelegramProfile(7001, "Mia"))
        await reach.set_never_met(writer, person.id, NOW)
        return person

    person = await database.write(name)
    assert await known_identities(database, person.id) == [(CHAT, False)]

    await mia(database)

    assert await known_identities(database, person.id) == [(CHAT, True)]


async def test_an_address_is_said_until_another_is_or_none(database: Database) -> None:
    person = await mia(database)
    seen = []
    for email in ("Mia@example.org", "mia@example.com", None):
        await database.write(partial(people.set_email, person_id=person.id, email=email))
        seen.append((await known_identities(database, person.id))[1:])

    assert seen == [[(MAILBOX, False)], [(Identity.email("mia@example.com"), False)], []]


async def test_a_mailbox_that_is_shown_to_be_theirs_stays_when_nothing_is_sent_there_any_more(
    database: Database,
) -> None:
    person = await mia(database)
    await database.write(partial(people.set_email, person_id=person.id, email="mia@example.org"))
    await database.write(lambda w: identities.show(w, person.id, MAILBOX, NOW))

    await database.write(partial(people.set_email, person_id=person.id, email=None))

    assert await known_identities(database, person.id) == [(CHAT, True), (MAILBOX, True)]


async def test_what_is_said_may_be_said_of_many_and_what_is_shown_is_one_persons(
    database: Database,
) -> None:
    one, other = await mia(database), await nobody(database)
    for person in (one, other):
        await database.write(partial(identities.say, person_id=person.id, identity=PHONE, now=NOW))
        await database.write(partial(identities.show, person_id=person.id, identity=PHONE, now=NOW))

    assert await known_identities(database, one.id) == [(CHAT, True), (PHONE, False)]
    assert await known_identities(database, other.id) == [(PHONE, True)]
    async with database.read() as reader:
        assert await identities.holder(reader, PHONE) == other.id
        with pytest.raises(asyncpg.UniqueViolationError):
            await reader.fetch("UPDATE identities SET verified_at = now()")


async def test_a_record_is_one_as_which_nobody_can_act(database: Database) -> None:
    written, chatting, proven = (
        await nobody(database),
        await mia(database),
        await nobody(database),
    )
    for person in (written, chatting, proven):
        await database.write(partial(identities.say, person_id=person.id, identity=PHONE, now=NOW))
    await database.write(lambda w: identities.show(w, proven.id, MAILBOX, NOW))

    async with database.read() as reader:
        assert await identities.records(reader, PHONE) == [written.id]
        assert await identities.holder(reader, PHONE) is None


async def test_what_a_person_is_known_by_can_be_forgotten(database: Database) -> None:
    person = await mia(database)
    await database.write(lambda w: identities.show(w, person.id, PHONE, NOW))

    async def forget(writer: Writer) -> bool:
        return await identities.forget(writer, person.id, IdentityKind.PHONE)

    assert await database.write(forget) is True
    assert await database.write(forget) is False
    assert await known_identities(database, person.id) == [(CHAT, True)]


async def test_who_has_no_chat_is_out_of_reach_and_cannot_be_said_not_to_be(
    database: Database,
) -> None:
    person = await nobody(database)

    assert (person.telegram_id, person.unreachable, person.name) == (None, True, "Mia")
    with pytest.raises(asyncpg.CheckViolationError, match="ck_people_written_to"):
        async with database.read() as reader:
            await reader.fetch("UPDATE people SET unreachable_since = NULL")


async def test_a_message_to_who_has_no_chat_is_claimed_with_their_mailbox(house: House) -> None:
    person = await nobody(house.database, email="mia@example.org")
    await enqueue(house, message(house, "k", recipient_id=person.id))

    [row] = await claim(house)

    assert (row.telegram_id, row.unreachable, row.email) == (None, True, "mia@example.org")


async def test_a_card_of_who_has_no_chat_any_more_is_not_redrawn_until_its_session_changes(
    house: House,
) -> None:
    session = await house.book()
    async with house.database.autocommit() as autocommit:
        shown = CardSubject.to_customer(session)
        await cards.show(autocommit, house.customer.id, 7, shown, generation=None)
        await autocommit.fetch(
            "UPDATE people SET telegram_id = NULL, unreachable_since = now() WHERE id = $1",
            house.customer.id,
        )
        await autocommit.fetch("UPDATE cards SET due_at = clock_timestamp()")
        assert await cards.begin(autocommit, house.customer.id, 7) is None

        assert await cards.pick(autocommit, 10) == []

        assert await autocommit.fetch("SELECT due_at FROM cards") == [(None,)]


async def test_two_who_deal_with_the_same_number_wait_for_each_other(
    database: Database, observer: Any
) -> None:
    order: list[str] = []
    held = asyncio.Event()

    async def first(writer: Writer) -> None:
        await identities.hold(writer, [PHONE, MAILBOX])
        held.set()
        await somebody_waits(observer.fetch)
        order.append("first")

    async def second(writer: Writer) -> None:
        await held.wait()
        await identities.hold(writer, [MAILBOX])
        order.append("second")

    await asyncio.gather(database.write(first), database.write(second))

    assert order == ["first", "second"]


async def test_a_replica_of_the_version_before_tells_who_is_known_without_knowing_it(
    database: Database, observer: Any
) -> None:
    person_id = await observer.fetchval(
        "INSERT INTO people (telegram_id, first_name) VALUES (7001, 'Mia') RETURNING id"
    )
    await observer.execute("UPDATE people SET email = 'mia@example.org'")

    assert await known_identities(database, person_id) == [(CHAT, True), (MAILBOX, False)]


async def test_people_of_before_are_known_after_the_migration(database_url: str) -> None:
    await downgrade(database_url, "0015")
    connection = await asyncpg.connect(database_url)
    await connection.execute(
        "INSERT INTO people (telegram_id, first_name, email, met, unreachable_since) VALUES"
        " (7001, 'Mia', 'Mia@example.org', true, NULL), (7002, 'Anna', NULL, false, now())"
    )

    assert await migrations.upgrade(database_url)

    rows = await connection.fetch(
        "SELECT kind, value, verified_at IS NOT NULL FROM identities ORDER BY value"
    )
    assert [tuple(row) for row in rows] == [
        ("telegram", "7001", True),
        ("telegram", "7002", False),
        ("email", "mia@example.org", False),
    ]
    await connection.close()


async def test_an_address_that_changes_while_it_is_written_down_is_the_new_one(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old version changes it between the trigger and the batch that would find it."""
    await downgrade(database_url, "0016")
    early = await asyncpg.connect(database_url)
    await early.execute("ALTER TABLE people DISABLE TRIGGER identities_begin")
    await early.execute(
        "INSERT INTO people (telegram_id, first_name, email) VALUES (7001, 'Mia', 'a@example.org')"
    )
    await early.execute("ALTER TABLE people ENABLE TRIGGER identities_begin")
    changing = early.transaction()
    await changing.start()
    await early.execute("UPDATE people SET email = 'b@example.org'")

    upgrade = asyncio.create_task(migrations.upgrade(database_url))
    late = await asyncpg.connect(database_url)
    await somebody_waits(late.fetch)
    await changing.commit()

    assert await upgrade
    rows = await late.fetch("SELECT value FROM identities WHERE kind = 'email'")
    assert [row["value"] for row in rows] == ["b@example.org"]
    await early.close()
    await late.close()
