"""Sessions nobody had to book: confirmed, with customers and coaches of their own.

A row about reminders needs more of them, and at other times, than a crowd would book.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.playground.chats import Chat
from bot.playground.sample_people import SamplePerson
from domain.appointments.appointment import Appointment, Status
from domain.services.service import Service
from storage.appointments import booking
from storage.appointments.appointment_rows import NewAppointment
from storage.people import people
from storage.people.people import TelegramProfile
from storage.services import catalogue
from storage.transactions import Writer
from storage.working_hours import timetables
from tests.chaos import town
from tests.chaos.fleet import Fleet

FIRST_CUSTOMER: Final = 20_001
FIRST_COACH: Final = 40_001
AROUND_THE_CLOCK: Final = ((0, 24 * 60),)


@dataclass(frozen=True, slots=True)
class Entry:
    """A session and the chat of its customer."""

    chat: Chat
    made: Appointment


async def fill(
    fleet: Fleet, days: Sequence[Sequence[datetime]], *, each: int = 1, bookable: bool = False
) -> list[Entry]:
    """Sessions at these starts (UTC), in order, with one coach for each inner sequence.

    each: how many sessions a customer has; one customer's are far apart in the list.
    bookable: whether people can book these coaches, around the clock.
    """
    customers = -(-sum(map(len, days)) // each)
    chats = [_join(fleet, FIRST_CUSTOMER + n, "customer") for n in range(customers)]
    hosts = [_join(fleet, FIRST_COACH + n, "coach") for n in range(len(days))]

    async def work(writer: Writer) -> list[Entry]:
        known = await catalogue.load(writer)
        service = known.offered_services[0]
        guests = [await _register(writer, chat) for chat in chats]
        offered = {service.id} if bookable else set()
        coaches = [await _coach(writer, chat, offered) for chat in hosts]
        entries: list[Entry] = []
        for coach, starts in zip(coaches, days, strict=True):
            for start in starts:
                guest = len(entries) % customers
                new = _session(coach, guests[guest], service, start, f"D{len(entries)}")
                appointment = await booking.insert(writer, new)
                assert appointment is not None, "two sessions of one coach overlap"
                entries.append(Entry(chats[guest], appointment))
        return entries

    return await fleet.database.write(work)


def _join(fleet: Fleet, number: int, role: str) -> Chat:
    name = f"{role.title()}{number}"
    fleet.world.put_person(SamplePerson(number, name, None, None, "en", town.ZONE, role))
    chat = fleet.world.chats.get(number)
    assert chat is not None
    fleet.world.chats.start(chat)
    return chat


async def _register(writer: Writer, chat: Chat) -> int:
    profile = TelegramProfile(chat.person.id, chat.person.first_name, language=chat.person.language)
    return (await people.register(writer, profile)).id


async def _coach(writer: Writer, chat: Chat, services: set[int]) -> int:
    person_id, name = await _register(writer, chat), chat.person.first_name
    coach = await catalogue.add_coach(writer, person_id=person_id, name=name, zone=town.ZONE)
    for weekday in range(7):
        await timetables.set_weekday_hours(writer, coach, weekday, AROUND_THE_CLOCK)
    await catalogue.set_coach_services(writer, coach, services)
    return coach


def _session(
    coach: int, customer: int, service: Service, start: datetime, code: str
) -> NewAppointment:
    return NewAppointment(
        coach_id=coach,
        customer_id=customer,
        service=service,
        status=Status.CONFIRMED,
        starts_at=start,
        zone=town.ZONE,
        wall_start=start.astimezone(ZoneInfo(town.ZONE)).replace(tzinfo=None),
        price=service.price,
        code=code,
        created_at=start,
    )
