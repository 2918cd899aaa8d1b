"""The team looks through everybody's bookings, and a coach through their own."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.appointments.appointment import Status
from handlers.buttons.booking_links import BookingCourse, Bookings, ChooseFilter, ShowBooking
from storage.people import people
from storage.transactions import Database
from tests.handlers.actions.colleagues import open_with_colleagues
from tests.handlers.doorstep import ALEX, ANNA, Visitor
from tests.house import NOW, House, Plan, open_house

HOUR = timedelta(hours=1)
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
async def full(database: Database) -> House:
    """A house with fourteen bookings of seven customers from tomorrow on, two a day."""
    house = await open_house(database, Plan(customers=7))
    for n in range(14):
        start = TOMORROW + timedelta(days=n // 2) + (n % 2) * 2 * HOUR
        state = Status.PENDING if n == 3 else Status.CONFIRMED
        customer = house.customers[n % 7]
        await house.book(starts_at=start, customer_id=customer.id, status=state)
    return house


def admin(database: Database) -> Visitor:
    return Visitor(database, ALEX, "Alex", now=NOW)


def keys_of(visitor: Visitor) -> list[str]:
    """The keys of bookings."""
    return [label for label in visitor.labels() if "Customer " in label and "✕" not in label]


async def test_pages_lead_on_and_back_and_a_card_back_to_its_page(full: House) -> None:
    alex = admin(full.database)
    await alex.type("/bookings")
    first = keys_of(alex)
    assert len(first) == 6
    await alex.press(alex.key("Later ›"))
    second = keys_of(alex)
    assert len(second) == 6
    assert not set(first) & set(second)
    card = await alex.press(alex.key(second[2]))
    assert "Booking code" in card
    assert {"Move session", "Cancel session", "History"} <= set(alex.labels())
    await alex.press(alex.key("What was done"))
    await alex.press(alex.key("‹ Back"))
    await alex.press(alex.key("‹ Back"))
    assert keys_of(alex) == second
    await alex.press(alex.key("‹ Earlier"))
    assert keys_of(alex) == first
    await alex.press(alex.key("Later ›"))
    await alex.press(alex.key("Later ›"))
    assert len(keys_of(alex)) == 2
    assert "Later ›" not in alex.labels()


async def test_filters_are_typed_set_by_keys_and_taken_off_one_by_one(full: House) -> None:
    alex = admin(full.database)
    reply = await alex.type("/bookings pending anna tomorrow")
    assert "With Anna Berg" in reply
    assert "Only: waiting for an answer" in reply
    assert "Nothing matches" in reply
    await alex.press(alex.key("✕ Tue, 3 Mar 2026"))
    [only] = keys_of(alex)
    assert "Customer 3" in only
    await alex.press(alex.key("✕ waiting for an answer"))
    reply = await alex.type("Custmer 5")
    assert "Of Customer 5" in reply
    assert "With Anna Berg" in reply
    assert len(keys_of(alex)) == 2
    await alex.press(alex.key("✕ With Anna Berg"))
    await alex.press(alex.key("Days"))
    await alex.press(alex.key("This week"))
    assert all("Customer 5" in one for one in keys_of(alex))
    reply = await alex.type("nobody at all")
    assert "Of Customer 5" not in reply, (
        "what says nothing of bookings means what it means anywhere"
    )
    reply = await alex.type("/bookings nobody at all")
    assert "I cannot find anybody by “nobody at all”." in reply


async def test_a_code_opens_its_booking_and_several_people_are_asked_about(full: House) -> None:
    alex = admin(full.database)
    booked = await full.book(starts_at=TOMORROW + 30 * 24 * HOUR)
    assert booked.code in await alex.type(f"/bookings {booked.code.lower()}")
    assert await alex.type("/bookings customer") == "Who do you mean?"
    await alex.press(alex.key("Customer 2"))
    assert len(keys_of(alex)) == 2


async def test_a_coach_sees_their_own_whatever_their_buttons_say(database: Database) -> None:
    with_ = await open_with_colleagues(database, Plan(customers=3))
    house = with_.house
    mine = await house.book(starts_at=TOMORROW)
    theirs = await house.book(starts_at=TOMORROW, coach_id=with_.ben.id, code="ZZZZZZ")
    anna = Visitor(database, ANNA, "Anna", now=NOW, admins=frozenset())
    anna.person["last_name"] = "Berg"
    for press in (
        Bookings(coach=with_.ben.id),
        Bookings(customer=house.customer.id),
        ChooseFilter("c", 0, with_.ben.id),
        ChooseFilter("b"),
    ):
        screen = await anna.press(press)
        assert "Ben" not in screen
        assert len(keys_of(anna)) == 1
    assert "Booking code" not in await anna.press(ShowBooking(theirs.id))
    assert "ZZZZZZ" not in await anna.press(BookingCourse(theirs.id))
    assert "Booking code" not in await anna.type("/bookings ZZZZZZ")
    assert mine.code in await anna.type(f"/bookings {mine.code}")


async def test_a_key_names_the_city_whose_clock_it_is_on_if_that_is_another(
    database: Database,
) -> None:
    with_ = await open_with_colleagues(database, Plan(customers=3))
    await with_.house.book(starts_at=TOMORROW)
    wall = TOMORROW.astimezone(ZoneInfo("America/New_York"))
    await with_.house.book(
        starts_at=TOMORROW,
        coach_id=with_.ben.id,
        zone=str(wall.tzinfo),
        wall_start=wall.replace(tzinfo=None),
    )
    alex = admin(database)
    await alex.type("/start")
    async with database.read() as reader:
        person = await people.by_telegram_id(reader, ALEX)
    assert person is not None
    await database.write(lambda w: people.set_zone(w, person.id, "Europe/Berlin"))

    await alex.type("/bookings")

    here, elsewhere = sorted(keys_of(alex), key=lambda label: "(" in label)
    assert "(" not in here
    assert " (New York) · Customer" in elsewhere


async def test_no_forged_button_goes_beyond_what_there_is(full: House) -> None:
    alex = admin(full.database)
    huge = 36**8
    for press in (
        Bookings(huge, huge, 3, huge, "Q", 9, 9, 9),
        Bookings(-1, -1, -1, -1, "", -huge, 5),
        ChooseFilter("Zz", huge, huge),
        ChooseFilter("c", huge),
        Bookings(0, 0, 5, 3),
    ):
        assert await alex.press(press)
        assert alex.labels()
    screen = await alex.press(Bookings(customer=10**9))
    assert "All of them" in screen
    customers = Visitor(full.database, 8001, "Customer 1", now=NOW)
    assert "Bookings" not in await customers.press(Bookings())
