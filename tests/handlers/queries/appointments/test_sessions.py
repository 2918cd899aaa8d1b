"""Sessions can be read by the people concerned; for everybody else they do not exist."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.refusals import AlreadyDecided, BlockedPerson, NotAllowed, NotFound
from domain.roles import SYSTEM, Actor, Role
from handlers.queries.appointments import sessions
from handlers.queries.coaches import coaches
from handlers.queries.people import team
from handlers.queries.starts.shop import Shop
from storage.services import catalogue
from storage.transactions import Database
from tests.house import NOW, House, Plan, acting, open_house


@dataclass(frozen=True)
class Case:
    """A requested session, and everybody who may want to see it."""

    house: House
    session: Appointment
    people: dict[str, Actor]


@pytest.fixture
async def case(database: Database) -> Case:
    house = await open_house(database, Plan(customers=2))
    session = await house.book(status=Status.PENDING)
    mia, lena = house.customers
    anna = acting(house.coach_person)
    people = {
        "its customer": acting(mia),
        "another customer": acting(lena),
        "its coach": anna,
        "another coach": replace(anna, person_id=lena.id, coach_id=house.coach.id + 1),
        "a manager": acting(lena, Role.MANAGER),
        "an admin": acting(lena, Role.ADMIN),
    }
    return Case(house, session, people)


Read = Callable[[Case, Actor], Awaitable[object]]


async def own(case: Case, actor: Actor) -> object:
    return await sessions.own(case.house.database, case.session.id, actor=actor)


async def for_staff(case: Case, actor: Actor) -> object:
    return await sessions.for_staff(case.house.database, case.session.id, actor=actor)


async def either(case: Case, actor: Actor) -> object:
    return await sessions.either(case.house.database, case.session.id, actor=actor)


async def with_code(case: Case, actor: Actor) -> object:
    code = case.session.code.lower()
    return await sessions.with_code(case.house.database, code, actor=actor)


async def requests(case: Case, actor: Actor) -> object:
    appointments = await sessions.requests(
        case.house.database, case.house.coach.id, actor=actor, now=NOW
    )
    return appointments[0]


async def agenda(case: Case, actor: Actor) -> object:
    coach, until = case.house.coach.id, NOW + timedelta(days=2)
    day = await sessions.agenda(case.house.database, coach, NOW, until, actor=actor, now=NOW)
    return day.sessions[0]


async def of_customer(case: Case, actor: Actor) -> object:
    appointments = await sessions.of_customer(
        case.house.database, actor=actor, now=NOW, past=False, limit=9
    )
    return appointments[0] if appointments else None


SEES: dict[Read, set[str]] = {
    own: {"its customer"},
    for_staff: {"its coach", "a manager", "an admin"},
    either: {"its customer", "its coach", "a manager", "an admin"},
    with_code: {"its customer", "its coach"},
    requests: {"its coach", "a manager", "an admin"},
    agenda: {"its coach", "a manager", "an admin"},
    of_customer: {"its customer"},
}


@pytest.mark.parametrize("read", SEES, ids=lambda read: read.__name__)
async def test_a_session_is_there_for_whom_it_concerns(case: Case, read: Read) -> None:
    for name, actor in case.people.items():
        try:
            session = await read(case, actor)
        except (NotFound, NotAllowed):
            session = None
        assert session == (case.session if name in SEES[read] else None), name


@pytest.mark.parametrize("read", SEES, ids=lambda read: read.__name__)
async def test_who_is_blocked_reads_nothing(case: Case, read: Read) -> None:
    for actor in case.people.values():
        with pytest.raises(BlockedPerson):
            await read(case, replace(actor, blocked=True))


async def test_what_there_is_not_is_not_found(case: Case) -> None:
    database, anna = case.house.database, case.people["its coach"]
    for read in (sessions.own, sessions.for_staff, sessions.either):
        with pytest.raises(NotFound):
            await read(database, 999, actor=anna)


async def test_the_house_itself_has_no_sessions(case: Case) -> None:
    with pytest.raises(NotAllowed):
        await own(case, SYSTEM)


async def test_hours_and_leave_are_for_whoever_tends_them(case: Case) -> None:
    known = await Shop(case.house.database).catalogue()
    coach = case.house.coach.id
    for name in ("its coach", "a manager", "an admin"):
        assert coaches.by_id(known, coach, actor=case.people[name]).id == coach
    with pytest.raises(NotFound):
        coaches.by_id(known, coach, actor=case.people["another coach"])
    with pytest.raises(NotAllowed):
        coaches.by_id(known, coach, actor=case.people["its customer"])
    with pytest.raises(NotFound):
        coaches.by_id(known, 999, actor=case.people["an admin"])


async def test_who_runs_the_house_is_for_admins_to_know(case: Case) -> None:
    database = case.house.database
    for name in ("its customer", "its coach", "a manager"):
        with pytest.raises(NotAllowed):
            await team.members(database, actor=case.people[name])
        with pytest.raises(NotAllowed):
            await team.matching_people(database, "Customer", actor=case.people[name])
    people = await team.matching_people(database, "customer", actor=case.people["an admin"])
    assert {person.first_name for person in people} == {"Customer 0", "Customer 1"}


async def test_the_shop_knows_what_changed_whoever_asks(case: Case) -> None:
    database, coach = case.house.database, case.house.coach
    shop = Shop(database)
    first = await shop.catalogue()
    assert await shop.catalogue() is first
    assert await shop.catalogue(first.version) is first

    await database.write(lambda w: catalogue.update_coach(w, coach.id, name="Anna B."))

    assert (await shop.catalogue()).coaches[coach.id].name == "Anna B."


async def test_a_session_is_for_a_calendar_once_it_is_confirmed(case: Case) -> None:
    house = case.house
    start = case.session.starts_at + timedelta(hours=3)
    sure = await house.book(starts_at=start, status=Status.CONFIRMED)

    async def read(session: Appointment, name: str) -> Appointment:
        actor = case.people[name]
        return await sessions.for_calendar(house.database, session.id, actor=actor)

    for name in ("its customer", "its coach", "a manager"):
        assert await read(sure, name) == sure
        with pytest.raises(AlreadyDecided) as refused:
            await read(case.session, name)
        assert refused.value == AlreadyDecided(case.session.id, Status.PENDING)
    for session in (sure, case.session):
        with pytest.raises(NotFound):
            await read(session, "another customer")
