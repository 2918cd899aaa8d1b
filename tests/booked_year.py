"""A year of bookings of two coaches in two zones and two currencies, made up at random."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import orjson

from domain.services.catalogue import Business
from domain.services.rules import Rules
from domain.services.service import Approval, Money
from storage.people import people
from storage.people.people import TelegramProfile
from storage.services import catalogue
from storage.transactions import Database, Writer
from storage.working_hours import timetables
from tests.house import LETTERS, OFFICE_HOURS, House, open_house

YEAR = 2026
CUSTOMERS = 40
_STATES = ("completed",) * 8 + ("confirmed", "no_show", "cancelled", "declined", "expired", "held")
# Only a report looks at this time, so it needs no claims.
_INSERT = """
INSERT INTO appointments (coach_id, customer_id, service_id, service_title, minutes, status,
    starts_at, ends_at, blocked, zone, wall_start, price_minor, currency, code, created_at,
    updated_at, claimed)
SELECT coach, customer, service, 'Made up', minutes, status, starts,
    starts + minutes * interval '1 minute',
    tstzrange(starts, starts + minutes * interval '1 minute'), zone, starts AT TIME ZONE zone,
    price, currency, code, made, made, true
FROM jsonb_to_recordset($1::text::jsonb) AS r (coach bigint, customer bigint, service bigint,
    minutes int, status text, starts timestamptz, zone text, price bigint, currency text,
    code text, made timestamptz)
"""


async def book_a_year(database: Database, bookings: int, *, seed: int = 1) -> House:
    """This many bookings from the autumn before to the spring after, which may overlap as real ones
    never would: nobody checks."""
    house = await open_house(database)
    random = Random(seed)

    async def fill(writer: Writer) -> None:
        await catalogue.update_business(writer, Business("Northside", "Europe/Berlin"))
        kenji = await people.register(writer, TelegramProfile(7009, "Kenji", "Mori"))
        coach = await catalogue.add_coach(
            writer,
            person_id=kenji.id,
            name="Kenji Mori",
            zone="America/New_York",
            approval=Approval.AUTO,
        )
        for weekday in (0, 2, 4):
            await timetables.set_weekday_hours(writer, coach, weekday, OFFICE_HOURS)
        service = await catalogue.add_service(
            writer, title="Online", minutes=45, price=Money(9000, "USD"), rules=Rules()
        )
        await catalogue.set_coach_services(writer, coach, {service})
        known = [
            (await people.register(writer, TelegramProfile(9000 + n, f"Customer {n}"))).id
            for n in range(CUSTOMERS)
        ]
        theirs = (
            (house.coach.id, "Europe/Berlin", house.service.id, "EUR", (4500, 5000, 0)),
            (coach, "America/New_York", service, "USD", (9000, 12050)),
        )
        rows = []
        for number in range(bookings):
            coach_id, zone, service_id, currency, prices = theirs[random.random() < 0.4]
            day = date(YEAR - 1, 10, 1) + timedelta(days=random.randrange(560))
            at = datetime(
                day.year, day.month, day.day, random.randrange(24), random.choice((0, 30))
            )
            # A wall time that does not exist becomes the next one that does.
            starts = at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
            created_at = starts - timedelta(minutes=int(random.expovariate(1 / 8000)))
            rows.append(
                {
                    "coach": coach_id,
                    "customer": random.choice(known),
                    "service": service_id,
                    "minutes": random.choice((30, 45, 60)),
                    "status": random.choice(_STATES),
                    "starts": starts,
                    "zone": zone,
                    "price": random.choice(prices),
                    "currency": currency,
                    "code": "".join(LETTERS[(number // 31**n) % 31] for n in range(6)),
                    "made": created_at,
                }
            )
        await writer.fetch(_INSERT, orjson.dumps(rows).decode())

    await database.write(fill)
    return house
