"""People: known by their Telegram id, kept up to date, and what they are to the business."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import text

from domain.roles import Role
from storage.messages import reach
from storage.people import people, team
from storage.people.people import Person, TelegramProfile
from storage.transactions import Database, Reader, Writer
from tests.house import NOW, House

MIA = TelegramProfile(7001, "Mia", "Keller", "mia", "en")
ADMINS = partial(team.with_roles, roles={Role.ADMIN})


async def register(
    database: Database, profile: TelegramProfile, *, appoint: bool = False
) -> Person:
    return await database.write(lambda writer: people.register(writer, profile, appoint=appoint))


async def role_of(database: Database, person: Person) -> Role | None:
    current_person = await read(database, partial(people.by_id, person_id=person.id))
    assert isinstance(current_person, Person)
    return current_person.role


async def read(database: Database, ask: Callable[[Reader], Awaitable[Any]]) -> Any:
    async with database.read() as reader:
        return await ask(reader)


async def test_a_new_person_is_what_telegram_says(database: Database) -> None:
    mia = await register(database, MIA)

    assert mia == Person(
        id=mia.id,
        telegram_id=7001,
        first_name="Mia",
        last_name="Keller",
        username="mia",
        language="en",
        chosen_language=None,
        zone=None,
        role=None,
        blocked=False,
        unreachable=False,
        coach_id=None,
    )
    assert mia.name == "Mia Keller"
    assert await read(database, lambda reader: people.by_telegram_id(reader, 7001)) == mia
    assert await read(database, lambda reader: people.by_id(reader, mia.id)) == mia


async def test_a_user_name_is_theirs_who_was_seen_under_it_last(database: Database) -> None:
    old = await register(database, TelegramProfile(7001, "Mia", username="Mia_K"))
    new = await register(database, TelegramProfile(7009, "Mike", username="mia_k"))
    ask = partial(people.by_username, username="MIA_K")
    assert await read(database, ask) == new

    again = await register(database, TelegramProfile(7001, "Mia", username="mia_k"))

    assert again.id == old.id
    assert await read(database, ask) == again
    assert await read(database, partial(people.by_username, username="mia")) is None


async def test_the_setting_makes_admins_and_takes_nobody_anything(database: Database) -> None:
    mia = await register(database, MIA, appoint=True)
    anna = await register(database, TelegramProfile(7002, "Anna"))
    for wanted in ([7002, 99], []):
        await database.write(partial(team.appoint, telegram_ids=wanted))
        admin_ids = [person.id for person in await read(database, ADMINS)]
        assert admin_ids == [mia.id, anna.id]
    assert mia.role == Role.ADMIN


async def test_who_was_given_a_role_keeps_it_whatever_the_setting_says(database: Database) -> None:
    alex = await register(database, TelegramProfile(7003, "Alex"), appoint=True)
    for role in (Role.CUSTOMER, Role.MANAGER):
        mia = await register(database, MIA)
        await database.write(partial(people.set_role, person_id=mia.id, role=role))

        await database.write(partial(team.appoint, telegram_ids=[7001, 7003]))
        await register(database, MIA, appoint=True)

        assert await role_of(database, mia) == role
    assert await role_of(database, alex) == Role.ADMIN


async def test_without_any_admin_the_setting_makes_one_of_anybody(database: Database) -> None:
    mia = await register(database, MIA)
    await database.write(partial(people.set_role, person_id=mia.id, role=Role.CUSTOMER))

    await database.write(partial(team.appoint, telegram_ids=[7001]))

    assert await role_of(database, mia) == Role.ADMIN


async def test_a_person_has_every_role_that_is_theirs(house: House) -> None:
    await house.database.write(
        partial(people.set_role, person_id=house.coach_person.id, role=Role.MANAGER)
    )
    ask = partial(people.by_id, person_id=house.coach_person.id)

    anna = await read(house.database, ask)

    assert anna.roles == {Role.CUSTOMER, Role.COACH, Role.MANAGER}
    assert house.customer.roles == {Role.CUSTOMER}


async def test_someone_unknown_is_nobody(database: Database) -> None:
    assert await read(database, lambda reader: people.by_telegram_id(reader, 7001)) is None
    assert await read(database, lambda reader: people.by_id(reader, 1)) is None
    assert await database.write(lambda writer: people.lock(writer, 1)) is None


async def test_a_person_who_comes_back_is_brought_up_to_date(database: Database) -> None:
    mia = await register(database, MIA)
    await database.write(lambda writer: people.set_language(writer, mia.id, "de"))

    again = await register(database, TelegramProfile(7001, "Maria"), appoint=True)

    assert (again.id, again.name, again.username, again.language) == (mia.id, "Maria", None, None)
    assert (again.chosen_language, again.role) == ("de", Role.ADMIN)


async def test_big_telegram_ids_fit(database: Database) -> None:
    assert (await register(database, TelegramProfile(2**52 - 1, "Mia"))).telegram_id == 2**52 - 1


async def test_whoever_writes_can_be_reached_again(database: Database) -> None:
    mia = await register(database, MIA)
    await database.write(lambda writer: reach.set_unreachable(writer, mia.id, NOW))
    gone = await read(database, lambda reader: people.by_id(reader, mia.id))

    back = await register(database, MIA)

    assert (gone.unreachable, back.unreachable) == (True, False)


async def test_unreachable_is_since_the_first_failure(database: Database) -> None:
    mia = await register(database, MIA)
    for since in (NOW, NOW + timedelta(days=1)):
        await database.write(partial(reach.set_unreachable, person_id=mia.id, since=since))

    async with database.read() as reader:
        assert await reader.fetch("SELECT unreachable_since FROM people") == [(NOW,)]
    await database.write(lambda writer: reach.set_unreachable(writer, mia.id, None))
    person = await read(database, lambda reader: people.by_id(reader, mia.id))
    assert person.unreachable is False


async def test_the_language_and_zone_of_a_person_can_be_set_and_taken_back(
    database: Database,
) -> None:
    mia = await register(database, MIA)
    versions = []
    for language, zone in (("de", "Europe/London"), (None, None)):
        await database.write(partial(people.set_language, person_id=mia.id, language=language))
        await database.write(partial(people.set_zone, person_id=mia.id, zone=zone))
        versions.append(await read(database, lambda reader: people.by_id(reader, mia.id)))

    assert [(p.chosen_language, p.zone) for p in versions] == [
        ("de", "Europe/London"),
        (None, None),
    ]


async def test_an_address_stays_until_it_is_removed(database: Database) -> None:
    mia = await register(database, MIA)
    await database.write(partial(people.set_email, person_id=mia.id, email="mia@example.org"))
    met_again = await register(database, TelegramProfile(7001, "Maria"))
    await database.write(partial(people.set_email, person_id=mia.id, email=None))
    removed = await read(database, lambda reader: people.by_id(reader, mia.id))

    assert (mia.email, met_again.email, removed.email) == (None, "mia@example.org", None)


async def test_a_person_can_be_blocked_and_let_in_again(database: Database) -> None:
    mia = await register(database, MIA)
    await database.write(lambda writer: people.set_blocked(writer, mia.id, NOW, "no-shows"))
    blocked = await read(database, lambda reader: people.by_id(reader, mia.id))
    await database.write(lambda writer: people.set_blocked(writer, mia.id, None, None))
    free = await read(database, lambda reader: people.by_id(reader, mia.id))

    assert (blocked.blocked, free.blocked) == (True, False)


async def test_a_coach_is_a_person_and_the_other_way_round(house: House) -> None:
    assert house.coach_person.coach_id == house.coach.id
    assert house.customer.coach_id is None
    assert (
        await register(house.database, TelegramProfile(7002, "Anna", "Berg")) == house.coach_person
    )


async def test_admins_are_found(database: Database) -> None:
    await register(database, MIA)
    alex = await register(database, TelegramProfile(7003, "Alex"), appoint=True)

    assert await read(database, ADMINS) == [alex]


async def test_whom_the_version_before_makes_an_admin_is_one_unless_a_role_was_given(
    database: Database,
) -> None:
    mia, lena = [await register(database, TelegramProfile(n, "Mia")) for n in (7001, 7002)]

    async def work(writer: Writer) -> None:
        await people.set_role(writer, lena.id, Role.CUSTOMER)
        await writer.run(text("UPDATE people SET is_admin = true"))
        await writer.run(
            text(
                "INSERT INTO people (telegram_id, first_name, is_admin) VALUES (7003, 'Alex', true)"
            )
        )

    await database.write(work)
    assert [admin.telegram_id for admin in await read(database, ADMINS)] == [7001, 7003]
    assert await role_of(database, mia) == Role.ADMIN
    assert await role_of(database, lena) == Role.CUSTOMER
