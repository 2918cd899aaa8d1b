"""An order that comes again, through the API: the same is answered, and another one refused."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from domain.services.forms import AnswerKind, FormQuestion
from storage.services import catalogue, forms
from storage.transactions import Database
from tests.handlers.http.api.booked import TOMORROW, booking_body, second_service
from tests.handlers.http.api.programs import Answer, Api
from tests.house import House

HOUR = timedelta(hours=1)


async def test_what_lost_its_answer_is_done_once_all_the_same(
    api: Api, house: House, database: Database
) -> None:
    customer = await api.of(house.customer)

    async def again(method: str, path: str, body: Any, **headers: str) -> tuple[Answer, Answer]:
        """The same twice, with the first answer lost."""
        headers = {"Idempotency-Key": f"{method} {path}".replace(" ", "-"), **headers}
        first = await customer.ask(method, path, json=body, headers=headers)
        await database.write(lambda writer: writer.run(text("DELETE FROM api_requests"), {}))
        return first, await customer.ask(method, path, json=body, headers=headers)

    first, second = await again("POST", "/appointments", booking_body(house, coach_id=None))
    assert (first.status, second.status, first.data) == (201, 201, second.data)
    path, version = f"/appointments/{first.data['id']}", first.data["version"]
    moved = (TOMORROW + 2 * HOUR).isoformat()
    tag = {"If-Match": f'"{version}"'}
    first, second = await again("PUT", path, {"start": moved}, **tag)
    assert (first.status, second.data) == (200, first.data)
    foreign = {"If-Match": '"\u0663"'}
    unread = await customer.put(path, {"start": TOMORROW.isoformat()}, headers=foreign)
    assert (unread.status, unread.code) == (400, "INVALID_REQUEST")
    stale = await customer.put(path, {"start": TOMORROW.isoformat()}, headers=tag)
    assert (stale.status, stale.code) == (412, "CHANGED_MEANWHILE")
    tag = {"If-Match": f'"{version + 1}"'}
    first, second = await again("DELETE", path, None, **tag)
    assert (first.data["status"], second.data) == ("cancelled", first.data)


async def test_only_the_same_order_is_answered_with_what_is_there(
    api: Api, house: House, database: Database
) -> None:
    customer, coach = await api.of(house.customer), await api.of(house.coach_person)
    massage = await second_service(house)
    lesson = await second_service(house, title="Lesson", capacity=4, most_places=3)
    async with database.read() as reader:
        services = set((await catalogue.load(reader)).services)
    await database.write(
        lambda writer: catalogue.set_coach_services(writer, house.coach.id, services)
    )
    later = TOMORROW + 3 * HOUR
    one = await customer.post("/appointments", booking_body(house, note="My knee"))
    seat = await customer.post("/appointments", booking_body(house, later, service_id=lesson))
    assert (one.status, seat.status) == (201, 201)

    same = [
        booking_body(house),
        booking_body(house, note=" My knee "),
        booking_body(house, price=5000),
    ]
    others = [
        booking_body(house, service_id=massage),
        booking_body(house, also=[massage]),
        booking_body(house, price=4000),
        booking_body(house, note="My back"),
    ]
    for body in same:
        again = await customer.post("/appointments", body)
        assert (again.status, again.data) == (201, one.data), body
    for body in others:
        refused = await customer.post("/appointments", body)
        assert (refused.status, refused.code) == (409, "BOOKED_OTHERWISE"), body
        assert refused.details == {"appointment_id": one.data["id"]}
    key = {"Idempotency-Key": "of-two-places"}
    for _ in range(2):
        two = await customer.post(
            "/appointments", booking_body(house, later, service_id=lesson, places=2), headers=key
        )
        assert (two.code, two.details) == ("BOOKED_OTHERWISE", {"appointment_id": seat.data["id"]})

    theirs: dict[str, Any] = {"client_id": house.customer.id}
    again = await coach.post("/appointments", booking_body(house, **theirs))
    assert again.data["id"] == one.data["id"]
    refused = await coach.post("/appointments", booking_body(house, service_id=massage, **theirs))
    assert (refused.status, refused.code) == (409, "BOOKED_OTHERWISE")


async def test_answers_that_differ_are_another_order(
    api: Api, house: House, database: Database
) -> None:
    customer = await api.of(house.customer)
    asked = FormQuestion(0, AnswerKind.TEXT, "Which hand?")
    await database.write(lambda writer: forms.replace(writer, house.service.id, (), (asked,)))
    async with database.read() as reader:
        [question] = (await catalogue.load(reader)).forms[house.service.id]

    def body(answer: str) -> dict[str, Any]:
        return booking_body(house, answers=[{"question_id": question.id, "answer": answer}])

    one = await customer.post("/appointments", body("Left"))
    assert one.status == 201
    assert (await customer.post("/appointments", body("Left"))).data == one.data
    assert (await customer.post("/appointments", booking_body(house))).data == one.data
    assert (await customer.post("/appointments", body("Right"))).code == "BOOKED_OTHERWISE"
