"""A house with two more coaches, and what becomes of a session handed from one to another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.appointments.appointment import Appointment
from domain.roles import Role
from domain.services.catalogue import Coach
from domain.services.service import Approval
from domain.starts.constraints import Reason
from handlers.actions.appointments import handing_over, taking_over
from handlers.queries.appointments import colleagues
from storage.people import people
from storage.people.people import Person, TelegramProfile
from storage.services import catalogue
from storage.transactions import Database, Writer
from storage.working_hours import timetables
from tests.handlers.actions.proposals import load_catalogue
from tests.house import NOW, OFFICE_HOURS, House, Plan, acting, open_house

AT_NINE = datetime(2026, 3, 3, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Colleagues:
    """A house with its coach Anna, and Ben and Carla, who do the same."""

    house: House
    ben: Coach
    ben_person: Person
    carla: Coach
    carla_person: Person


async def open_with_colleagues(database: Database, plan: Plan | None = None) -> Colleagues:
    house = await open_house(database, plan or Plan(customers=3))

    async def add(writer: Writer, chat: int, name: str) -> tuple[int, Person]:
        person = await people.register(writer, TelegramProfile(chat, name))
        coach_id = await catalogue.add_coach(
            writer,
            person_id=person.id,
            name=name,
            zone="Europe/Berlin",
            approval=Approval.AUTO,
        )
        for weekday in range(5):
            await timetables.set_weekday_hours(writer, coach_id, weekday, OFFICE_HOURS)
        await catalogue.set_coach_services(writer, coach_id, {house.service.id})
        return coach_id, person

    async def work(writer: Writer) -> list[tuple[int, Person]]:
        return [await add(writer, 7004, "Ben"), await add(writer, 7006, "Carla")]

    [(ben, _), (carla, _)] = await database.write(work)
    coaches = (await load_catalogue(house)).coaches
    async with database.read() as reader:
        persons = [await people.by_id(reader, coaches[one].person_id) for one in (ben, carla)]
    [of_ben, of_carla] = [one for one in persons if one is not None]
    return Colleagues(house, coaches[ben], of_ben, coaches[carla], of_carla)


async def ask(
    with_: Colleagues, a: Appointment, coach: Coach, *, key: str = "ask", now: datetime = NOW
) -> Appointment:
    house = with_.house
    return await handing_over.ask(
        house.database,
        await load_catalogue(house),
        a.id,
        coach.id,
        actor=acting(house.coach_person),
        key=f"{key}{a.id}",
        now=now,
    )


async def take(
    with_: Colleagues,
    appointment: Appointment,
    *,
    by: Person | None = None,
    key: str = "take",
    now: datetime = NOW,
) -> Appointment:
    house = with_.house
    return await taking_over.take_over(
        house.database,
        await load_catalogue(house),
        appointment.id,
        appointment.version,
        actor=acting(by or with_.ben_person),
        key=key,
        now=now,
    )


async def refuse(with_: Colleagues, appointment: Appointment, *, key: str = "no") -> Appointment:
    return await handing_over.refuse(
        with_.house.database,
        appointment.id,
        appointment.version,
        actor=acting(with_.ben_person),
        key=key,
        now=NOW,
    )


async def withdraw(with_: Colleagues, a: Appointment, *, key: str = "back") -> Appointment:
    return await handing_over.withdraw(
        with_.house.database, a.id, actor=acting(with_.house.coach_person), key=key, now=NOW
    )


async def give(
    with_: Colleagues, a: Appointment, coach: Coach, *, key: str = "give"
) -> Appointment:
    house = with_.house
    return await taking_over.give(
        house.database,
        await load_catalogue(house),
        a.id,
        coach.id,
        actor=acting(house.customers[-1], Role.MANAGER),
        key=key,
        now=NOW,
    )


async def whys(with_: Colleagues, a: Appointment) -> Mapping[str, Reason | None]:
    """Each colleague, in the order of the list, with what keeps them from the session."""
    house = with_.house
    _, candidates = await colleagues.of_session(
        house.database, await load_catalogue(house), a.id, actor=acting(house.coach_person), now=NOW
    )
    return {one.coach.name: one.why for one in candidates}


async def claims(with_: Colleagues, a: Appointment) -> list[tuple[int, str]]:
    """Whose time the appointment claims, and for what."""
    async with with_.house.database.read() as reader:
        rows = await reader.fetch(
            "SELECT resource_id, reason FROM claims WHERE holder_id = $1 ORDER BY reason", a.id
        )
    return [(row[0], row[1]) for row in rows]
