"""Confirmed at once for people the coach knows, by hand for all others, whichever way they book."""

from datetime import datetime, timedelta

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.refusals import OfferChanged
from domain.services import booking_promise
from domain.services.service import Approval
from handlers.actions.appointments import booking
from handlers.actions.appointments.booking import BookingOrder
from handlers.queries.starts import approval
from storage.people.people import Person
from storage.services import catalogue
from tests.house import NOW, House, acting

TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
async def picky(house: House) -> House:
    """The coach knows the first customer, and answers all others by hand."""
    known = Approval.KNOWN
    await house.database.write(lambda w: catalogue.update_coach(w, house.coach.id, approval=known))
    await house.book(starts_at=NOW - timedelta(days=7), status=Status.COMPLETED)
    other = house.customers[1].id
    for n, status in enumerate((Status.NO_SHOW, Status.CANCELLED, Status.CONFIRMED)):
        at = NOW - timedelta(days=8 + n)
        await house.book(customer_id=other, starts_at=at, status=status)
    return house


async def book(
    house: House, person: Person, start: datetime = TOMORROW, shown: bool | None = None
) -> Appointment:
    """shown: whether the last look has said "at once"; None for no last look."""
    async with house.database.read() as reader:
        offered = await catalogue.load(reader)
    service, coach = offered.services[house.service.id], offered.coaches[house.coach.id]
    mark = None if shown is None else booking_promise.mark(offered, service, coach, known=shown)
    order = BookingOrder(service.id, coach.id, start, service.price, promised=mark)
    key = f"{person.id} {start} {shown}"
    return await booking.book(
        house.database, offered, order, actor=acting(person), key=key, now=NOW
    )


async def test_who_was_there_is_confirmed_and_who_missed_it_asks(picky: House) -> None:
    mine = await book(picky, picky.customer)
    theirs = await book(picky, picky.customers[1], TOMORROW + timedelta(hours=2))

    assert (mine.status, mine.answer_by) == (Status.CONFIRMED, None)
    assert theirs.status is Status.PENDING
    assert theirs.answer_by is not None


async def test_what_was_shown_is_what_is_booked(picky: House) -> None:
    with pytest.raises(OfferChanged):
        await book(picky, picky.customers[1], shown=True)
    with pytest.raises(OfferChanged):
        await book(picky, picky.customer, shown=False)

    assert (await book(picky, picky.customer, shown=True)).status is Status.CONFIRMED


async def test_a_service_says_so_for_whichever_coach(picky: House) -> None:
    id_, auto = picky.coach.id, Approval.AUTO
    await picky.database.write(lambda w: catalogue.update_coach(w, id_, approval=auto))
    known = Approval.KNOWN
    await picky.database.write(
        lambda w: catalogue.update_service(w, picky.service.id, approval=known)
    )

    async with picky.database.read() as reader:
        offered = await catalogue.load(reader)
    service, coach = offered.services[picky.service.id], offered.coaches[id_]
    assert (service.approval, coach.approval) == (known, auto)
    assert (await book(picky, picky.customers[1])).status is Status.PENDING
    offers = [(service, coach)]
    for one, of in ((picky.customer, {id_}), (picky.customers[1], set())):
        assert await approval.coaches_who_know(picky.database, offers, actor=acting(one)) == of
