"""The team finds people by whatever it knows of them, and reads what is known of each."""

from datetime import timedelta
from functools import partial

import pytest

from domain.accounts.identity import Identity
from domain.appointments.appointment import Status
from domain.roles import Role
from handlers.actions.people.customers import add_customer
from handlers.actions.people.erasing import erase
from handlers.buttons.people_links import People, SessionsOf, ShowPerson
from handlers.queries.people.people import COMPARED
from storage.people import merging, name_marks, people
from storage.people.people import TelegramProfile
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.doorstep import ALEX, MIA, NOW, Visitor
from tests.house import House, acting, open_house

KEYS = ["Their sessions", "Book for them", "Note", "Messages to them", "Change their role"]
KEYS += [
    "Devices",
    "Block them",
    "Limit bookings",
    "Same person as somebody else",
    "What was done",
    "Write to Mia",
]


IMPORTED = """
INSERT INTO people (telegram_id, first_name) SELECT n, 'Robin' FROM generate_series(1, $1) n
"""


@pytest.fixture
async def opened(database: Database) -> House:
    """Alex the admin, Anna the coach, Mia who has booked, and Zoë, whom Anna has entered."""
    house = await open_house(database)
    mia = TelegramProfile(MIA, "Mia", "Großkopf", "mia_g", "de")
    await database.write(partial(people.register, profile=mia))
    await add_customer(
        database,
        "Zoë Müller",
        (Identity.phone("+49 151 2345678"), Identity.email("z.mueller@example.org")),
        actor=acting(house.coach_person),
        key="zoe",
        now=NOW,
    )
    await Visitor(database, ALEX, "Alex").type("/start")
    return house


async def mia_of(database: Database) -> people.Person:
    async with database.read() as reader:
        mia = await people.by_telegram_id(reader, MIA)
    assert mia is not None
    return mia


async def test_of_who_was_erased_only_what_there_was_is_read(
    opened: House, database: Database
) -> None:
    mia, alex = await mia_of(database), Visitor(database, ALEX, "Alex")
    await opened.book(
        customer_id=mia.id, starts_at=NOW - timedelta(days=3), status=Status.COMPLETED
    )
    async with database.read() as reader:
        offered = await catalogue.load(reader)
    await erase(database, offered, mia.id, actor=acting(mia, Role.ADMIN), key="erase", now=NOW)

    await alex.press(ShowPerson(mia.id))

    assert alex.labels()[:-2] == ["Their sessions", "Messages to them", "What was done"]


@pytest.mark.parametrize("marked", [False, True])
async def test_somebody_is_found_by_whatever_there_is_of_them(
    opened: House, database: Database, marked: bool
) -> None:
    mia, alex = await mia_of(database), Visitor(database, ALEX, "Alex")
    if marked:  # as by the clock
        await database.write(name_marks.make)
    session = await opened.book(customer_id=mia.id, starts_at=NOW + timedelta(days=3))
    await alex.type("/people")
    assert "is closed" not in await alex.type("/people")  # it asks the same again
    assert "no longer waiting for an answer" in await alex.type("/services")
    typed = ("Mia", "grosskopf", "Großkpof mai", "@MIA_G", "mia g", str(MIA), f"#{mia.id}")
    for text in (*typed, session.code, f"#{session.code.lower()}"):
        assert (await alex.type(f"/people {text}")).startswith("<b>Mia Großkopf</b>"), text
    numbers = ("+49 151 2345678", "0151/2345678", "2345678", "Z.Mueller@Example.org", "mueler@x.de")
    for text in (*numbers, "zoe", "MULLER", "Mülelr"):
        assert (await alex.type(text)).startswith("<b>Zoë Müller</b>"), text  # below a card, too
    for text in ("Xaver", "99999", "!?", "Mia Müller", "'); --", "0000000"):
        assert "I cannot find anybody by" in await alex.type(f"/people {text}"), text


async def test_a_card_says_what_is_known_and_leads_on(opened: House, database: Database) -> None:
    mia, alex = await mia_of(database), Visitor(database, ALEX, "Alex")
    await opened.book(customer_id=mia.id, starts_at=NOW + timedelta(days=3))
    for day, status in ((1, Status.COMPLETED), (2, Status.NO_SHOW), (3, Status.CANCELLED)):
        then = NOW - timedelta(days=day)
        await opened.book(customer_id=mia.id, starts_at=then, status=status)

    card = await alex.type("/people mia")

    assert "Here as: customer" in card
    assert "messages arrive\nTelegram id: <code>7001</code>\nUser name: @mia_g" in card
    assert "Language: German" in card
    assert "Sessions: 1 coming · 1 took place · 1 missed · 1 cancelled\nNext: Thu, 8 May" in card
    assert alex.labels()[: len(KEYS)] == KEYS
    assert "Upcoming sessions of Mia" in await alex.press(alex.key("Their sessions"))
    past = await alex.press(alex.key("Show past sessions"))
    assert past.count("Coaching with Anna Berg") == 3
    assert "✕ Zoë Müller" not in await alex.press(SessionsOf(mia.id, 1, 2**40))
    assert (await alex.press(ShowPerson(mia.id))).startswith("<b>Mia Großkopf</b>")
    await alex.press(alex.key("Book for them"))
    assert "Coaching with Anna Berg for Mia Großkopf" in await alex.press(alex.key("Anna Berg"))
    assert "cannot find that" in await alex.press(ShowPerson(2**62))


async def test_a_long_list_is_turned_and_the_way_back_finds_it_again(
    opened: House, database: Database
) -> None:
    for number in range(20):
        profile = TelegramProfile(9100 + number, "Robin", f"Weber{number:02}", language="en")
        await database.write(partial(people.register, profile=profile))
    alex = Visitor(database, ALEX, "Alex")
    assert "20 possible matches" in await alex.type("/people robin weber")
    await alex.press(alex.key("Next ›"))
    first, second = alex.labels()[:2]
    await alex.press(alex.key(second))
    again = await alex.press(alex.key("‹ Back"))
    assert "People found by “robin weber”" in again
    assert first.startswith("Robin Weber11")
    assert (await alex.press(People(2**40))).startswith("<b>People found by")


async def test_a_search_says_that_there_may_be_others_while_many_have_no_marks_yet(
    opened: House, database: Database
) -> None:
    """The newest of them are compared as they are; Mia is older than all of an import."""
    await database.write(lambda w: w.fetch(IMPORTED, COMPARED))
    await database.write(partial(people.register, profile=TelegramProfile(9100, "Miah")))
    alex = Visitor(database, ALEX, "Alex")

    assert "there may be others" in await alex.type("/people mia")
    while await database.write(name_marks.make):
        pass  # as by the clock
    assert "2 possible matches" in await alex.type("/people mia")


async def test_who_is_called_otherwise_is_found_by_that_and_a_record_leads_to_its_person(
    opened: House, database: Database
) -> None:
    alex, mia = Visitor(database, ALEX, "Alex"), await mia_of(database)
    await alex.type("/people zoe")
    async with database.read() as reader:
        [[zoe]] = await reader.fetch("SELECT id FROM people WHERE first_name LIKE 'Zo%'")
    renamed = TelegramProfile(MIA, "Mia", "Sommer", "mia_g", "de")
    await database.write(partial(people.register, profile=renamed))
    assert "I cannot find anybody" in await alex.type("/people Großkopf")
    assert (await alex.type("/people summer")).startswith("<b>Mia Sommer</b>")

    await database.write(partial(merging.merge, record_id=zoe, person_id=mia.id))

    assert "I cannot find anybody" in await alex.type("/people Zoë Müller")
    assert (await alex.type("/people 2345678")).startswith("<b>Mia Sommer</b>")
    assert (await alex.press(ShowPerson(zoe))).startswith("<b>Mia Sommer</b>")


async def test_only_the_team_looks_for_people(opened: House, database: Database) -> None:
    mia = Visitor(database, MIA, "Mia")
    assert "Only" in await mia.type("/people zoe")
    person = await mia_of(database)
    for press in (People(), ShowPerson(person.id), SessionsOf(person.id)):
        assert "Großkopf" not in await mia.press(press)
    await database.write(partial(people.set_role, person_id=person.id, role=Role.MANAGER))
    await mia.type("/people zoe")
    assert "Change their role" not in mia.labels()
