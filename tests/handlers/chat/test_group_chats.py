"""A group's session as its customers, its coach and the team meet it, in two languages."""

from datetime import UTC, datetime

import pytest

from bot.seed import group_class
from domain.groups.group import GroupState
from domain.services.terms import Length, Terms
from domain.time.spans import moment
from handlers.buttons.coach_links import OpenGroup, ShowGroup, ShowGroups
from handlers.buttons.links import CoachDay, PickCoach, PickSlot, ShowAppointment
from handlers.chat.admin.services.sections import ShowSection
from handlers.chat.admin.services.service_group import SetPlaces
from handlers.chat.cards.group_cards import ApproveAll, CallGroupOff, MoveGroup
from handlers.chat.coach.groups.group_plans import ReviewGroup, SaveGroup
from handlers.chat.customer.summary import Confirm
from storage.appointments import session_rows
from storage.services import terms
from storage.transactions import Database
from tests.claimed import DISAGREEMENTS
from tests.handlers.doorstep import ALEX, ANNA, BEN, LENA, MIA, NOW, Visitor
from tests.northside import open_northside

CLASS, COACH = 5, 2
SATURDAY = datetime(2031, 5, 10, 8, 0, tzinfo=UTC)  # 10:00 in Berlin
AT = int(SATURDAY.timestamp()) // 60
WEDNESDAY = int(datetime(2031, 5, 7, 7, 0, tzinfo=UTC).timestamp()) // 60  # 09:00


@pytest.fixture
async def house(database: Database) -> Database:
    await open_northside(database, NOW)
    await database.write(lambda writer: group_class.plant(writer, "EUR", NOW))
    return database


async def visitor(house: Database, person: int, name: str, language: str = "en") -> Visitor:
    one = Visitor(house, person, name)
    one.person["language_code"] = language
    await one.type("/start")
    return one


async def session_id(house: Database, start: datetime = SATURDAY) -> int:
    async with house.read() as reader:
        session = await session_rows.at(reader, COACH, start)
    assert session is not None
    return session.id


async def disagreements(house: Database) -> list[str]:
    async with house.read() as reader:
        return [row[0] for row in await reader.fetch(DISAGREEMENTS)]


async def test_a_customer_joins_the_class_with_two_places(house: Database) -> None:
    mia = await visitor(house, MIA, "Mia")
    await mia.press(PickCoach(CLASS, COACH))
    await mia.press(mia.key("10"))
    assert "10:00 · 5 left" in mia.labels()
    shown = await mia.press(mia.key("10:00 · 5 left"))
    assert "5 of 8 places are free" in shown
    assert mia.labels()[:3] == [" ", "1 place", "+ 1"]
    shown = await mia.press(mia.key("+ 1"))
    assert "Places: 2" in shown
    assert "€30.00" in shown
    assert mia.labels()[:3] == ["− 1", "2 places", "+ 1"]
    receipt = await mia.press(mia.key("✓ Book now"))
    assert "Places: 2" in receipt
    assert "Lena" not in receipt
    again = await mia.press(Confirm(CLASS, COACH, AT, 3000, "p2"))
    assert "Confirmed ✓" in again or "Booked ✓" in again
    assert "Confirmed" in await mia.press(PickSlot(CLASS, COACH, 0, AT))

    tom = await visitor(house, LENA, "Tom", "de")
    await tom.press(PickCoach(CLASS, COACH, "p3"))
    await tom.press(tom.key("10"))
    assert "10:00 · noch 3" in tom.labels()
    shown = await tom.press(tom.key("10:00 · noch 3"))
    assert "Plätze: 3" in shown
    assert "3 von 8 Plätzen sind frei" in shown
    assert await disagreements(house) == []


async def test_who_wants_more_places_than_are_left_is_offered_those(house: Database) -> None:
    for person, name in ((MIA, "Mia"), (ANNA, "Anna")):
        one = await visitor(house, person, name)
        await one.press(Confirm(CLASS, COACH, AT, 3000, "p2"))
    tom = await visitor(house, LENA, "Tom", "de")

    refused = await tom.press(Confirm(CLASS, COACH, AT, 4500, "p3"))

    assert "nur noch 1 Platz frei" in refused
    assert "Leider nicht mehr genug Plätze" in tom.toast()
    taken = await tom.press(tom.key("1 Platz nehmen"))
    assert "1 von 8 Plätzen ist frei" in taken
    assert "Je Buchung gehen hier höchstens 3 Plätze" in await tom.press(
        PickSlot(CLASS, COACH, 0, AT, "p4")
    )
    assert "3 Plätze" in tom.labels()
    await tom.press(Confirm(CLASS, COACH, AT, 1500))
    alex = await visitor(house, ALEX, "Alex")
    assert "No place is left" in await alex.press(Confirm(CLASS, COACH, AT, 1500))
    for forged in ("p0", "p9", "p9999", "px", "15p1"):
        assert await alex.press(Confirm(CLASS, COACH, AT, 1500, forged)) != ""
    assert await disagreements(house) == []


async def test_the_coach_sees_who_is_in_it_and_looks_after_all_of_them(house: Database) -> None:
    mia, ben = await visitor(house, MIA, "Mia"), await visitor(house, BEN, "Ben")
    await mia.press(Confirm(CLASS, COACH, AT, 3000, "p2"))

    day = await ben.press(CoachDay(SATURDAY.date()))
    assert "<b>Breathing class</b>, 5 of 8 places" in day
    card = await ben.press(ben.key("10:00 Breathing class · 5/8"))
    assert "5 of 8 places taken" in card
    assert "• Mia (2 places), confirmed" in card
    assert "• Lena Vogt (2 places), confirmed" in card
    assert "Customer: <b>Mia</b>" in await ben.press(ben.key("Mia"))
    await ben.press(ben.key("The whole group"))
    assert "closed for bookings" in await ben.press(ben.key("Close for bookings"))
    alex = await visitor(house, ALEX, "Alex")
    assert "No place is left" in await alex.press(Confirm(CLASS, COACH, AT, 1500))
    await ben.press(ben.key("Open for bookings again"))
    await ben.press(ben.key("Mia"))
    await ben.press(ben.key("Cancel session"))
    await ben.press(ben.key("Cancel without a reason"))
    group = await session_id(house)
    assert "3 of 8 places taken" in await ben.press(ShowGroup(group))
    await ben.press(ben.key("Cancel for all"))
    off = await ben.type("The room is flooded")
    assert "cancelled ✕" in off
    assert "The room is flooded" in off
    assert "cancelled ✕" in await ben.press(CallGroupOff(group, 99))
    assert await disagreements(house) == []


async def test_a_coach_with_terms_of_their_own_reads_how_long_it_will_last(house: Database) -> None:
    ben, own = await visitor(house, BEN, "Ben"), Terms((Length(45, 1200),))
    await house.write(lambda w: terms.keep(w, COACH, CLASS, own))
    assert "<b>Breathing class</b>, 45 min" in await ben.press(
        ReviewGroup(CLASS, COACH, 0, 0, WEDNESDAY)
    )
    await ben.press(SaveGroup(CLASS, COACH, 0, 0, WEDNESDAY))
    async with house.read() as reader:
        session = await session_rows.at(reader, COACH, moment(WEDNESDAY * 60))
    assert session is not None
    assert session.minutes == 45


async def test_stale_and_forged_buttons_of_a_group_do_nothing(house: Database) -> None:
    mia, ben = await visitor(house, MIA, "Mia"), await visitor(house, BEN, "Ben")
    anna, group = await visitor(house, ANNA, "Anna"), await session_id(house)
    await ben.press(ShowGroup(group))
    stale = ben.key("Close for bookings")
    await mia.press(Confirm(CLASS, COACH, AT, 1500))
    assert "4 of 8 places taken" in await ben.press(stale)
    assert "Something has changed" in ben.toast()
    for press in (
        ShowGroup(group),
        ApproveAll(group, 4),
        CallGroupOff(group, 4),
        MoveGroup(group, 4),
        OpenGroup(CLASS, COACH),
        SaveGroup(0, 0, group, 4, WEDNESDAY),
        SaveGroup(CLASS, COACH, 0, 0, WEDNESDAY),
    ):
        for other in (mia, anna):
            assert "Lena" not in await other.press(press)
    for forged in (
        ShowGroup(2**62, 2**62),
        ReviewGroup(2**62, COACH, 0, 0, 2**62),
        ReviewGroup(CLASS, COACH, 0, 0, -(2**62)),
        OpenGroup(0, 0),
        OpenGroup(1, COACH),
        SetPlaces(CLASS, "all", 10**9),
        SetPlaces(CLASS, "nothing", 3),
    ):
        assert await ben.press(forged) != ""
    async with house.read() as reader:
        session = await session_rows.by_id(reader, group)
    assert session is not None
    assert (session.state, session.taken) == (GroupState.OPEN, 4)


async def test_a_coach_opens_a_session_at_any_time_and_moves_it(house: Database) -> None:
    ben = await visitor(house, BEN, "Ben", "de")
    await ben.press(CoachDay(SATURDAY.date()))
    shown = await ben.press(ben.key("Gruppentermin öffnen"))
    assert "an welchem Tag?" in shown
    assert "Schreib Tag und Uhrzeit" in await ben.type("irgendwann")
    assert "Fr., 9. Mai 2031, 21:07 Uhr (Berlin)" in await ben.type("Freitag 21:07")
    review = await ben.press(ben.key("✓ Speichern"))
    assert "Diesen Gruppentermin öffnen?" in review
    assert "Plätze: 8" in review
    card = await ben.press(ben.key("✓ Öffnen"))
    assert "Noch ist niemand dabei." in card
    night = datetime(2031, 5, 9, 19, 7, tzinfo=UTC)

    mia = await visitor(house, MIA, "Mia")
    at = int(night.timestamp()) // 60
    assert "Booked" in await mia.press(Confirm(CLASS, COACH, at, 1500))

    await ben.press(ShowGroup(await session_id(house, night)))
    await ben.press(ben.key("Für alle verschieben"))
    await ben.press(ben.key("10"))
    assert "10:00" not in ben.labels()
    refused = await ben.type("10:30")
    assert "Sa., 10. Mai 2031, 10:30" in refused
    assert "hat dann einen anderen Termin" in await ben.press(ben.key("✓ Speichern"))
    await ben.press(ben.key("10"))
    review = await ben.press(ben.key("11:30"))
    assert "Den Termin für alle verschieben?" in review
    assert "11:30" in await ben.press(ben.key("✓ Verschieben"))
    mine = await mia.type("/appointments")
    assert "Sat, 10 May 2031, 11:30" in mine
    await ben.press(ShowGroup(await session_id(house, datetime(2031, 5, 10, 9, 30, tzinfo=UTC))))
    assert "Mia" in ben.labels()
    assert await disagreements(house) == []


async def test_an_admin_says_how_many_places_a_service_has(house: Database) -> None:
    alex = await visitor(house, ALEX, "Alex")
    page = await alex.press(ShowSection(CLASS, "group"))
    assert "Group: 8 places in each session" in page
    assert "Up to 3 places in one booking" in page
    await alex.press(alex.key("Places"))
    assert "I cannot read" in await alex.type("a few")
    assert "too many or too few" in await alex.type("9999")
    await alex.type("2")
    page = await alex.press(alex.key("✓ Save"))
    assert "1 session has more places taken" in page
    assert "Sat, 10 May 2031, 10:00 (Berlin), 3 places" in page
    assert "Up to 2 places in one booking" in page
    mia = await visitor(house, MIA, "Mia")
    assert "No place is left" in await mia.press(Confirm(CLASS, COACH, AT, 1500))
    coming = await alex.press(alex.key("Sessions to come"))
    assert "how many places are taken" in coming
    assert "Sat 10 May, 10:00 · Ben Okoro · 3/3" in alex.labels()
    await alex.press(SetPlaces(CLASS, "all", 1))
    assert "for one customer alone" in await alex.press(ShowSection(CLASS, "group"))
    assert "Who does it?" not in await alex.press(ShowGroups(CLASS))
    intro = await alex.press(ShowSection(1, "group"))
    assert "for one customer alone" in intro
    assert await disagreements(house) == []


async def test_a_seat_moves_to_a_session_that_its_customer_opens(house: Database) -> None:
    mia = await visitor(house, MIA, "Mia")
    await mia.press(Confirm(CLASS, COACH, AT, 3000, "p2"))
    async with house.read() as reader:
        [[mine]] = await reader.fetch("SELECT max(id) FROM appointments")
    await mia.press(ShowAppointment(mine))
    await mia.press(mia.key("Move it"))
    await mia.press(mia.key("7"))
    await mia.press(mia.key("09:00"))
    moved = await mia.press(mia.key("✓ Move it"))
    assert "Wed, 7 May 2031, 09:00" in moved
    assert "Places: 2" in moved
    assert await disagreements(house) == []
