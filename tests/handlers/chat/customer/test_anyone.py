"""No coach chosen: how soon somebody is free, who gets the customer and why, and who steps in."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.appointments.appointment import Appointment
from domain.services.catalogue import Catalogue, Coach
from domain.services.service import Service
from handlers.actions.appointments import booking
from handlers.buttons.coach_links import ShowBusiness
from handlers.buttons.links import PickSlot
from handlers.chat.admin.settings.policy import POLICIES, SetPolicy, SetWeight, ShowPolicy, Weights
from handlers.chat.customer.summary import Confirm
from storage import audit
from storage.appointments import appointments
from storage.people import people
from storage.people.people import TelegramProfile
from storage.services import catalogue, rooms
from storage.transactions import Database
from tests.handlers.doorstep import ALEX, ANNA, MIA, NOW, Visitor
from tests.house import acting
from tests.northside import open_northside

# On Thursday in Berlin both coaches are at work from 14:00 on.
TWO, THREE = (datetime(2031, 5, 8, hour, 0, tzinfo=UTC) for hour in (12, 13))


@pytest.fixture
async def house(database: Database) -> Database:
    await open_northside(database, NOW)
    *_, service = await load_with_coaches(database)
    # Both are free at once only where they do not share one room.
    await database.write(lambda writer: rooms.set_needs(writer, service.id, []))
    return database


async def load_with_coaches(database: Database) -> tuple[Catalogue, Coach, Coach, Service]:
    async with database.read() as reader:
        offered = await catalogue.load(reader)
    anna, ben = sorted(offered.coaches.values(), key=lambda coach: coach.name)[:2]
    return offered, anna, ben, next(s for s in offered.offered_services if s.minutes == 60)


async def book(database: Database, who: int, coach: int, start: datetime) -> Appointment:
    offered, *_, service = await load_with_coaches(database)
    person = await database.write(lambda w: people.register(w, TelegramProfile(who, "Lena")))
    order = booking.BookingOrder(service.id, coach, start, service.price)
    key = f"{who} {start}"
    return await booking.book(database, offered, order, actor=acting(person), key=key, now=NOW)


async def summary_for(database: Database, who: int, start: datetime) -> tuple[Visitor, Confirm]:
    """What a customer who named nobody is about to confirm."""
    *_, service = await load_with_coaches(database)
    visitor = Visitor(database, who, "Mia")
    await visitor.press(PickSlot(service.id, 0, 0, int(start.timestamp()) // 60))
    confirm = visitor.key(visitor.labels()[0])
    assert isinstance(confirm, Confirm)
    return visitor, confirm


async def why_of(database: Database, appointment_id: int) -> object:
    async with database.read() as reader:
        [line] = await audit.of(reader, "appointment", appointment_id)
    return (line.after or {}).get("assigned")


async def booked_with(database: Database, who: int, start: datetime) -> tuple[str, object]:
    """Books with anyone; the first name of the coach they got, and why."""
    visitor, confirm = await summary_for(database, who, start)
    await visitor.press(confirm)
    async with database.read() as reader:
        person = await people.by_telegram_id(reader, who)
        assert person is not None
        appointment = await appointments.mine_at(reader, person.id, confirm.coach, start)
    assert appointment is not None
    return appointment.coach_name.split()[0], await why_of(database, appointment.id)


async def test_a_note_and_another_service_take_nothing_from_why_somebody_was_chosen(
    house: Database,
) -> None:
    mia, first = await summary_for(house, MIA, TWO)
    await mia.press(mia.key("Add a note"))
    await mia.type("I come with questions")
    await mia.press(mia.key("Add another service"))
    await mia.press(mia.key(mia.labels()[0]))
    confirm = mia.key(mia.labels()[0])
    assert isinstance(confirm, Confirm)
    assert confirm.choice
    assert confirm.why == first.why > 0
    await mia.press(confirm)
    assert await why_of(house, 1) == "least_loaded"


async def test_without_a_name_it_is_the_least_loaded_and_the_log_says_so(
    house: Database,
) -> None:
    _, anna, _, _ = await load_with_coaches(house)
    named = await book(house, 7005, anna.id, TWO - timedelta(hours=4))
    assert await why_of(house, named.id) is None
    assert await booked_with(house, MIA, TWO) == ("Ben", "least_loaded")
    assert await booked_with(house, 7006, TWO) == ("Anna", "only")
    assert await booked_with(house, 7005, THREE + timedelta(hours=1)) == ("Anna", "known")


async def test_in_turn_one_follows_the_other(house: Database) -> None:
    office = Visitor(house, ALEX, "Alex")
    await office.press(SetPolicy(POLICIES.index("in_turn")))
    days = [TWO, THREE + timedelta(minutes=30), TWO + timedelta(days=7)]
    got = [await booked_with(house, 7100 + n, start) for n, start in enumerate(days)]
    assert [name for name, _ in got] in (["Anna", "Ben", "Anna"], ["Ben", "Anna", "Ben"])
    assert {why for _, why in got} == {"in_turn"}


async def test_whom_somebody_was_faster_to_is_replaced_by_who_else_is_free(
    house: Database,
) -> None:
    visitor, confirm = await summary_for(house, MIA, TWO)
    await book(house, 7005, confirm.coach, TWO)
    screen = await visitor.press(confirm)
    offered, *_ = await load_with_coaches(house)
    [other] = (c for c in offered.coaches.values() if c.id != confirm.coach and c.service_ids)
    assert "is free then, too" in visitor.toast()
    assert f"Coach: {other.name}" in screen
    await book(house, 7006, other.id, TWO)
    assert "another session is booked then" in await visitor.press(visitor.key(visitor.labels()[0]))


async def test_a_forged_reason_is_none(house: Database) -> None:
    visitor, confirm = await summary_for(house, MIA, TWO)
    forged = Confirm(confirm.service, confirm.coach, confirm.start, confirm.price, "", 99)
    await visitor.press(forged)
    async with house.read() as reader:
        person = await people.by_telegram_id(reader, MIA)
        assert person is not None
        appointment = await appointments.mine_at(reader, person.id, confirm.coach, TWO)
    assert appointment is not None
    assert await why_of(house, appointment.id) is None


async def test_an_admin_chooses_the_rule_and_the_weights(house: Database) -> None:
    offered, anna, *_ = await load_with_coaches(house)
    office = Visitor(house, ALEX, "Alex")
    assert "No coach chosen: The least busy" in await office.press(ShowBusiness())
    assert "fewest sessions in the surrounding days" in await office.press(ShowPolicy())
    assert "weight 2 gets twice as many" in await office.press(SetPolicy(2))
    assert "Weights" in office.labels()
    await office.press(Weights(0))
    assert f"{anna.name} · 1" in office.labels()
    await office.press(SetWeight(anna.id, 3, 0))
    assert f"{anna.name} · 3" in office.labels()
    await office.press(SetWeight(anna.id, 10**6, 0))
    assert f"{anna.name} · 10" in office.labels()
    assert "I cannot find that any more" in await office.press(SetPolicy(7))
    assert "I cannot find that any more" in await office.press(SetWeight(10**9, 1, 0))
    async with house.read() as reader:
        after = await catalogue.load(reader)
    assert after.business.policy == "by_weight"
    assert after.version > offered.version
    anna_ = Visitor(house, ANNA, "Anna")
    await anna_.press(SetPolicy(0))
    async with house.read() as reader:
        assert (await catalogue.load(reader)).business.policy == "by_weight"
