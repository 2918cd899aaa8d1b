"""A class with places, and what tests do with it: book, move, see who is in it."""

from datetime import datetime, timedelta
from typing import Any

from domain.appointments.appointment import Appointment
from domain.groups.group import GroupSession
from domain.refusals import Refusal
from domain.services.service import Approval, Money
from domain.services.service_choice import Choice
from handlers.actions.appointments import booking
from handlers.actions.appointments.booking import BookingOrder
from storage.appointments import session_rows
from storage.faults import DatabaseBusy
from storage.people.people import Person
from storage.transactions import Database
from tests.handlers.actions.proposals import load_catalogue
from tests.house import NOW, House, Plan, acting, open_house

TUESDAY = NOW + timedelta(days=1)  # 09:00 in Berlin
EVENING = TUESDAY + timedelta(hours=5)
PRICE = 5000


async def open_class(
    database: Database,
    *,
    customers: int = 3,
    approval: Approval = Approval.AUTO,
    **service: Any,
) -> House:
    """A house whose service has eight places, up to four per booking."""
    service = {"capacity": 8, "most_places": 4} | service
    return await open_house(database, Plan(customers, approval, service))


async def join(
    house: House,
    customer: Person,
    places: int = 1,
    *,
    start: datetime = TUESDAY,
    key: str | None = None,
    now: datetime = NOW,
) -> Appointment:
    """The customer's seat; raises the refusal if there is one."""
    price = Money(PRICE * places, "EUR")
    order = BookingOrder(
        house.service.id, house.coach.id, start, price, choice=Choice(places=places)
    )
    key = key or f"join {customer.id} {places} {start}"
    return await booking.book(
        house.database, await load_catalogue(house), order, actor=acting(customer), key=key, now=now
    )


async def try_join(house: House, customer: Person, places: int = 1, **more: Any) -> Any:
    """The seat, or the refusal."""
    try:
        return await join(house, customer, places, **more)
    except Refusal as refusal:
        return refusal
    except DatabaseBusy:  # as with any update, it comes again
        return await try_join(house, customer, places, **more)


async def session_at(house: House, start: datetime = TUESDAY) -> GroupSession | None:
    """The session at a start."""
    async with house.database.read() as reader:
        return await session_rows.at(reader, house.coach.id, start)


async def occupancy(house: House, start: datetime = TUESDAY) -> tuple[int, int] | None:
    """How many places are taken of how many, None if there is no session."""
    session = await session_at(house, start)
    return (session.taken, session.capacity) if session else None
