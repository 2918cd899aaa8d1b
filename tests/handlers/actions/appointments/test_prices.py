"""Nobody books at a price that was not shown, even if it changes just before it is decided."""

from dataclasses import replace

import pytest

from domain.appointments.appointment import Appointment
from domain.refusals import OfferChanged
from domain.series.series_refusals import SeriesClash
from domain.services.rules import Rules
from domain.services.service import Approval, Money
from handlers.actions.appointments import booking
from handlers.actions.appointments.booking import BookingOrder
from handlers.actions.series import series_booking
from handlers.actions.series.series_booking import SeriesPreview
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.actions.planned_series import FIRST, Planner, all_rows
from tests.handlers.actions.proposals import load_catalogue
from tests.house import NOW, House, Plan, acting, open_house

SHOWN, DEARER = Money(5000, "EUR"), Money(8000, "EUR")


@pytest.fixture
async def house(database: Database) -> House:
    rules = Rules(horizon_days=90)
    return await open_house(database, Plan(approval=Approval.AUTO, service={"rules": rules}))


async def book_as_the_price_rises(house: House, price: Money | None) -> Appointment:
    """Book with what was known of the offer before its price and length changed."""
    before = await load_catalogue(house)
    await house.database.write(
        lambda w: catalogue.update_service(w, house.service.id, price=DEARER, minutes=90)
    )
    order = BookingOrder(house.service.id, house.coach.id, FIRST, price)
    return await booking.book(
        house.database, before, order, actor=acting(house.customer), key="k", now=NOW
    )


async def test_a_price_that_rises_before_the_booking_is_decided_is_not_booked(
    house: House,
) -> None:
    with pytest.raises(OfferChanged):
        await book_as_the_price_rises(house, SHOWN)
    assert await all_rows(house) == []


@pytest.mark.parametrize("price", [DEARER, None])
async def test_the_price_that_was_shown_is_paid_or_the_one_there_is_if_none_was(
    house: House, price: Money | None
) -> None:
    booked = await book_as_the_price_rises(house, price)
    assert (booked.price, booked.minutes) == (DEARER, 90)


async def test_the_same_figure_in_another_currency_is_another_price(house: House) -> None:
    dollars = replace(SHOWN, currency="USD")
    order = BookingOrder(house.service.id, house.coach.id, FIRST, dollars)
    with pytest.raises(OfferChanged):
        await booking.book(
            house.database,
            await load_catalogue(house),
            order,
            actor=acting(house.customer),
            key="k",
            now=NOW,
        )


async def test_a_series_whose_price_rises_meanwhile_is_looked_at_again(house: House) -> None:
    mia = Planner(house, house.customer)
    draft, before = await mia.plan(2), await load_catalogue(house)
    await house.database.write(
        lambda w: catalogue.update_service(w, house.service.id, price=DEARER)
    )
    with pytest.raises(SeriesClash) as refused:
        await series_booking.book_series(
            house.database,
            before,
            draft,
            SeriesPreview(2, SHOWN.minor),
            actor=mia.actor,
            key="k",
            now=NOW,
        )
    assert refused.value.lost == ()
    assert await all_rows(house) == []
