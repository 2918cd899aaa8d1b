"""What a program saw of a price holds until it is booked, even while its request is on its way."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from domain.services.service import Money
from storage.services import catalogue
from tests.handlers.actions.in_line import look
from tests.handlers.http.api.booked import TOMORROW, booking_body
from tests.handlers.http.api.programs import Answer, Api, Program
from tests.house import House

JSON = {"Content-Type": "application/json"}


async def send_as_it_changes(program: Program, path: str, body: Any, house: House) -> Answer:
    """Send a body whose second half comes when the service lasts longer and costs more."""

    async def halves() -> AsyncIterator[bytes]:
        raw = json.dumps(body).encode()
        yield raw[:10]
        await asyncio.sleep(0.5)  # by then, all that is read before the body has been read
        await house.database.write(
            lambda w: catalogue.update_service(
                w, house.service.id, price=Money(8000, "EUR"), minutes=90
            )
        )
        yield raw[10:]

    return await program.ask("POST", path, data=halves(), headers=JSON)


async def way_to_accept(api: Api, house: House, customer: Program) -> str:
    """The path by which somebody in line accepts a time that has just come free."""
    holder = await api.of(house.customers[1])
    taken = await house.book(starts_at=TOMORROW, customer_id=house.customers[1].id)
    day = {"first": "2026-03-03", "last": "2026-03-03"}
    place = (await customer.post("/waitlist", {"service_id": house.service.id, **day})).data["id"]
    assert (await holder.delete(f"/appointments/{taken.id}")).status == 200
    await look(house)
    offer = (await customer.get(f"/waitlist/{place}")).data["offer"]["id"]
    return f"/waitlist/offers/{offer}/accept"


@pytest.mark.parametrize("price", [5000, None])
async def test_a_price_that_rises_while_the_request_is_read_is_booked_only_if_none_was_seen(
    api: Api, house: House, price: int | None
) -> None:
    customer = await api.of(house.customer)
    await customer.get("/services")
    answer = await send_as_it_changes(
        customer, "/appointments", booking_body(house, price=price), house
    )
    if price is not None:
        assert (answer.status, answer.code) == (409, "OFFER_CHANGED")
        assert (await customer.get("/appointments")).data["items"] == []
    else:
        assert (answer.status, answer.data["minutes"]) == (201, 90)
        assert answer.data["price"] == {"minor": 8000, "currency": "EUR"}


@pytest.mark.parametrize("price", [5000, None])
async def test_the_same_figure_in_another_currency_is_another_price(
    api: Api, house: House, price: int | None
) -> None:
    customer = await api.of(house.customer)
    body = booking_body(house, price=price)
    refusal = await customer.post("/appointments", body | {"currency": "CHF"})
    assert (refusal.status, refusal.code) == (409, "OFFER_CHANGED")
    assert (await customer.get("/appointments")).data["items"] == []
    assert (await customer.post("/appointments", body | {"currency": "EUR"})).status == 201


async def test_earlier_programs_get_the_length_they_ask_for_or_nothing(
    api: Api, house: House
) -> None:
    customer = await api.of(house.customer)
    await house.database.write(lambda w: w.fetch("UPDATE business SET zone = 'Europe/Berlin'"))
    bearer = customer.headers["Authorization"].removeprefix("Bearer ")
    body = {
        "date_of_appoinment": "2026-03-03",
        "start_time": "2026-03-03 09:00:00",
        "end_time": "2026-03-03 10:00:00",
        "coach_id": house.coach.id,
    }
    program = replace(api.stranger, headers={"token_jwt": bearer})
    answer = await send_as_it_changes(program, "//appointment/create", body, house)
    assert (answer.status, list(answer.body)) == (422, ["error"])
    assert (await customer.get("/appointments")).data["items"] == []


async def test_what_comes_free_is_taken_at_the_price_that_was_seen(api: Api, house: House) -> None:
    customer = await api.of(house.customer)
    accept = await way_to_accept(api, house, customer)

    changed = await customer.post(f"{accept}?price=4900")
    assert (changed.status, changed.code) == (409, "OFFER_CHANGED")
    for other in ("currency=CHF", "price=5000&currency=CHF"):
        assert (await customer.post(f"{accept}?{other}")).code == "OFFER_CHANGED"
    assert (await customer.post(f"{accept}?price=free")).complaints == {"price": "invalid"}
    booked = await customer.post(f"{accept}?price=5000&currency=EUR")
    assert (booked.status, booked.data["price"]["minor"]) == (201, 5000)
    assert (await customer.post(f"{accept}?price=4900")).data["id"] == booked.data["id"]


async def test_what_comes_free_is_taken_at_the_length_that_was_offered(
    api: Api, house: House
) -> None:
    customer = await api.of(house.customer)
    accept = await way_to_accept(api, house, customer)
    await house.database.write(lambda w: catalogue.update_service(w, house.service.id, minutes=30))
    changed = await customer.post(f"{accept}?price=5000")
    assert (changed.status, changed.code) == (409, "OFFER_CHANGED")
    assert (await customer.get("/appointments")).data["items"] == []
