"""Existing sessions, planted in the database: nobody was told of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.playground.sample_people import SamplePerson
from domain.appointments.appointment import Appointment, Status
from domain.services.catalogue import Coach
from domain.services.service import Service
from domain.starts.slots import free_slots
from domain.time.spans import epoch, moment
from storage.appointments import booking
from storage.appointments.appointment_rows import NewAppointment
from storage.transactions import Reader, Writer
from tests.chaos import town
from tests.chaos.fleet import Fleet
from tests.chaos.rush import Waiting, customers, lift_open_limit, register


def session(
    coach: Coach, service: Service, start: datetime, customer: int, now: datetime, code: str
) -> NewAppointment:
    """Confirmed. customer: a person's id."""
    return NewAppointment(
        coach_id=coach.id,
        customer_id=customer,
        service=service,
        status=Status.CONFIRMED,
        starts_at=start,
        zone=coach.zone,
        wall_start=start.astimezone(coach.tz).replace(tzinfo=None),
        price=service.price,
        code=code,
        created_at=now,
    )


async def people(reader: Reader) -> dict[int, int]:
    """The id of each person, by their Telegram id."""
    rows = await reader.fetch("SELECT telegram_id, id FROM people WHERE telegram_id IS NOT NULL")
    return dict(map(tuple, rows))


async def plant(
    coach: Coach,
    service: Service,
    crowd: Sequence[Waiting],
    starts: Sequence[int],
    now: datetime,
    code: str,
    writer: Writer,
) -> list[Appointment]:
    """One for each of the crowd, at these starts (epoch seconds). code: the beginning of their
    booking codes."""
    ids, booked = await people(writer), []
    for number, ((chat, _), start) in enumerate(zip(crowd, starts, strict=True)):
        who = ids[chat.person.id]
        new = session(coach, service, moment(start), who, now, f"{code}{number:03}")
        appointment = await booking.insert(writer, new)
        assert appointment is not None, "the slot is taken"
        booked.append(appointment)
    return booked


@dataclass(frozen=True, slots=True)
class Pair:
    """A customer and a coach with one session, and no other customer or coach."""

    customer: Waiting
    coach: Waiting
    whose: Coach
    service: Service
    appointment: int


async def pairs(fleet: Fleet, count: int, code: str) -> list[Pair]:
    """This many of them, at most as many as there are coaches. code: a letter of their booking
    codes."""
    known = await fleet.database.write(lift_open_limit)
    crowd = customers(fleet, count)
    await register(fleet, crowd)
    now, all_pairs = fleet.witness.moment(), list[Pair]()
    day = epoch(now + timedelta(days=2))
    coaches = sorted(known.coaches.values(), key=lambda one: one.id)
    for number, (customer, coach) in enumerate(zip(crowd, coaches, strict=False)):
        service = known.services[min(coach.service_ids)]
        start = free_slots(service, coach, [], (day, day + 2 * 86_400), epoch(now))[0]
        what = coach, service, [customer], [start], now, f"{code}{number:02}"
        [booked] = await fleet.database.write(partial(plant, *what))
        all_pairs.append(Pair(customer, chat_of(fleet, coach), coach, service, booked.id))
    return all_pairs


def chat_of(fleet: Fleet, coach: Coach) -> Waiting:
    """The coach, who has the bot open."""
    number = town.FIRST_COACH + int(coach.name.removeprefix("Coach"))
    world = fleet.world
    world.put_person(SamplePerson(number, coach.name, None, None, "en", town.ZONE, "coach"))
    chat = world.chats.get(number)
    assert chat is not None
    world.chats.start(chat)
    return chat, world.chats.add(chat, world.profile.user(), {"text": "?"})["message_id"]
