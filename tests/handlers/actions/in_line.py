"""People in line, for tests of the waitlist."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from domain.appointments.appointment import Status
from domain.messages.notices import Channel
from domain.roles import SYSTEM
from domain.services.service import Approval
from domain.waitlist.waitlist import WaitTimes
from handlers.actions.appointments import booking
from handlers.actions.waitlist import waitlist
from handlers.actions.waitlist.waitlist_watch import WaitlistWatch
from handlers.queries.starts.free_starts import FREE
from handlers.queries.starts.shop import Shop
from storage.appointments import appointments
from storage.appointments import booking as stored
from storage.people import people
from storage.people.people import Person, TelegramProfile
from storage.services import catalogue
from storage.transactions import Writer
from storage.waitlist.waits import WaitKey
from storage.working_hours import timetables
from tests.handlers.actions.proposals import load_catalogue
from tests.house import NOW, OFFICE_HOURS, House, acting

TUESDAY = NOW + timedelta(days=1)  # 9:00 in Berlin
_keys = count()


def key() -> str:
    return f"in line {next(_keys)}"


def at(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    """A time on the Tuesday, or this many days later, on Berlin's clock."""
    return TUESDAY.replace(hour=hour - 1, minute=minute) + timedelta(days=days)


def tuesday(**changed: Any) -> WaitTimes:
    day = date(2026, 3, 3)
    return WaitTimes(**{"first": day, "last": day, "zone": "Europe/Berlin", **changed})


async def join(
    house: House,
    person: Person,
    times: WaitTimes | None = None,
    *,
    anyone: bool = False,
    choice: str = "",
    now: datetime = NOW,
    service_id: int | None = None,
    offered: Collection[Channel] = (),
) -> int:
    line = WaitKey(service_id or house.service.id, None if anyone else house.coach.id, choice)
    return await waitlist.join(
        house.database,
        await load_catalogue(house),
        line,
        times or tuesday(),
        available_channels=offered,
        actor=acting(person),
        key=key(),
        now=now,
    )


async def look(house: House, now: datetime = NOW, watch: WaitlistWatch | None = None) -> int:
    watch = watch or WaitlistWatch(house.database, Shop(house.database), ())
    return await watch.look(actor=SYSTEM, now=now)


async def take(house: House, person: Person, start: datetime, *, now: datetime = NOW) -> Any:
    order = booking.BookingOrder(house.service.id, house.coach.id, start, house.service.price)
    return await booking.book(
        house.database, await load_catalogue(house), order, actor=acting(person), key=key(), now=now
    )


async def pass_on(house: House, person: Person, *, now: datetime = NOW) -> None:
    [[offer_id]] = await rows(
        house, "SELECT max(id) FROM wait_offers WHERE person_id = $1", person.id
    )
    await waitlist.pass_on(house.database, offer_id, actor=acting(person), key=key(), now=now)


async def rows(house: House, sql: str, *arguments: Any) -> Sequence[Any]:
    async with house.database.read() as reader:
        return await reader.fetch(sql, *arguments)


async def offers(house: House) -> list[tuple[int, str]]:
    """Whose turn it was, by the customer's number, and what came of it; in order."""
    numbers = {person.id: number for number, person in enumerate(house.customers)}
    wait_offers = await rows(
        house, "SELECT person_id, coalesce(reason, answer) FROM wait_offers ORDER BY id"
    )
    return [(numbers[person], outcome) for person, outcome in wait_offers]


async def another_coach(house: House) -> int:
    """Somebody else who does the same at the same hours."""

    async def work(writer: Writer) -> int:
        ben = await people.register(writer, TelegramProfile(7004, "Ben"))
        zone = house.coach.zone
        coach_id = await catalogue.add_coach(
            writer, person_id=ben.id, name="Ben", zone=zone, approval=Approval.MANUAL
        )
        for weekday in range(5):
            await timetables.set_weekday_hours(writer, coach_id, weekday, OFFICE_HOURS)
        await catalogue.set_coach_services(writer, coach_id, {house.service.id})
        return coach_id

    return await house.database.write(work)


async def fill(
    house: House,
    *,
    days: int = 0,
    without: Sequence[datetime] = (),
    coach_id: int | None = None,
) -> None:
    """Book the whole Tuesday for somebody who is not waiting."""
    whose = coach_id or house.coach.id
    for hour, minute in ((9, 0), (10, 30), (12, 0), (14, 0), (15, 30)):
        start = at(hour, minute, days=days)
        if start not in without:
            customer = house.customers[-1 if coach_id is None else -2].id
            await house.book(starts_at=start, customer_id=customer, coach_id=whose)


async def free(house: House, start: datetime, *, now: datetime = NOW) -> None:
    """Whoever has this time gives it back."""
    [id_], *_ = await rows(
        house,
        "SELECT id FROM appointments WHERE starts_at = $1 AND status IN ('pending', 'confirmed')"
        " ORDER BY id",
        start,
    )

    async def work(writer: Writer) -> None:
        standing = await appointments.by_id(writer, id_, lock=True)
        assert standing is not None
        await stored.change(writer, standing, status=Status.CANCELLED, now=now)

    await house.database.write(work)


async def free_for_all(house: House, now: datetime = NOW) -> list[datetime]:
    """What anybody else could book on the Tuesday."""
    shop = Shop(house.database)
    known = await shop.catalogue()
    day = at(1), at(23)
    busy = await shop.blocked_spans([house.coach.id], *day, now=now)
    window = int(day[0].timestamp()), int(day[1].timestamp())
    starts = shop.free.of(
        house.service,
        known.coaches[house.coach.id],
        busy.get(house.coach.id, FREE),
        window,
        window[0],
    )
    return [datetime.fromtimestamp(start, UTC) for start in starts]


async def message_kinds(house: House) -> list[str]:
    return [kind for (kind,) in await rows(house, "SELECT kind FROM outbox ORDER BY id")]
