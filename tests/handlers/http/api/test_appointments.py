"""Appointments by HTTP: listed, booked in every way, moved and cancelled by every rule."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.services.forms import AnswerKind, FormQuestion
from domain.services.rules import Rules
from domain.services.service import Approval
from storage.services import forms
from storage.transactions import Database
from tests.handlers.http.api.booked import TOMORROW, booking_body, second_coach, second_service
from tests.handlers.http.api.programs import Answer, Api, Program, serve
from tests.house import NOW, House, Plan, open_house

HOUR = timedelta(hours=1)
LEAVE = """
INSERT INTO leaves (coach_id, starts_local, ends_local) VALUES ($1, '2026-03-05', '2026-03-06')
"""


async def all_items(program: Program, path: str) -> list[dict[str, Any]]:
    """Everything in a list, page by page."""
    items, cursor = list[dict[str, Any]](), ""
    while True:
        page = (await program.get(f"{path}{cursor}")).data
        items += page["items"]
        if "next" not in page:
            return items
        cursor = f"&cursor={page['next']}"


async def test_lists_are_walked_by_cursors_each_by_whom_it_concerns(api: Api, house: House) -> None:
    customer, coach = await api.of(house.customer), await api.of(house.coach_person)
    _, ben = await second_coach(house)
    for ahead in range(-3, 4):
        await house.book(starts_at=NOW + timedelta(days=ahead, minutes=30))
    other = await house.book(starts_at=TOMORROW + 3 * HOUR, customer_id=house.customers[1].id)

    coming = await all_items(customer, "/appointments?limit=2")
    past = await all_items(customer, "/appointments?when=past&limit=2")

    assert [one["start"] for one in coming] == sorted(one["start"] for one in coming)
    assert [one["start"] for one in past] == sorted((one["start"] for one in past), reverse=True)
    assert (len(coming), len(past)) == (4, 3)
    assert other.id not in {one["id"] for one in coming}
    tended = await all_items(coach, "/calendar/appointments?limit=3")
    assert len(tended) == 8
    assert tended == sorted(tended, key=lambda one: one["start"])
    of_other = f"/calendar/appointments?client_id={house.customers[1].id}"
    assert [one["id"] for one in await all_items(coach, of_other)] == [other.id]
    day = await all_items(coach, "/calendar/appointments?from=2026-03-03&to=2026-03-03&limit=1")
    assert len(day) == 2
    assert len(await all_items(coach, "/calendar/appointments?when=past&limit=2")) == 3
    assert len(await all_items(coach, "/calendar/appointments?when=coming&status=confirmed")) == 5
    matches = (await customer.get(f"/appointments?code={coming[0]['code'].lower()}")).data["items"]
    assert [one["id"] for one in matches] == [coming[0]["id"]]
    nobody = (await customer.get("/calendar/appointments")).code
    assert (await (await api.of(ben)).get("/calendar/appointments")).data["items"] == []
    theirs = await (await api.of(ben)).get(f"/coaches/{house.coach.id}/appointments")
    assert (nobody, theirs.status) == ("NOT_ALLOWED", 404)
    assert len((await coach.get(f"/coaches/{house.coach.id}/appointments")).data["items"]) == 8
    for junk in ("cursor=x", "from=2026-02-30", "cursor=WzksIngiXQ"):
        assert (await customer.get(f"/appointments?{junk}")).status == 400, junk


@pytest.fixture
def shut() -> Plan:
    """A house in which every rule applies."""
    rules = Rules(notice_book=120, notice_move=240, notice_cancel=240, horizon_days=7, cap_day=3)
    return Plan(customers=3, approval=Approval.AUTO, service={"rules": rules})


async def test_each_rule_of_a_start_has_its_code(database: Database, shut: Plan) -> None:
    house = await open_house(database, shut)
    await house.book(starts_at=TOMORROW + 2 * HOUR, customer_id=house.customers[1].id)
    async with serve(database) as api:
        customer = await api.of(house.customer)
        await database.write(lambda w: w.fetch(LEAVE, house.coach.id))
        for start, status, code, facts in (
            (TOMORROW + timedelta(days=2), 422, "NOT_OFFERED", {"reason": "leave"}),
            (NOW + HOUR, 422, "TOO_SOON", {"rule": "book", "notice": 120}),
            (NOW + timedelta(days=9), 422, "TOO_FAR", {"horizon_days": 7}),
            (TOMORROW - 2 * HOUR, 422, "NOT_OFFERED", {"reason": "hours"}),
            (TOMORROW + timedelta(minutes=7), 422, "NOT_OFFERED", {"reason": "grid"}),
            (TOMORROW + 2 * HOUR, 409, "APPOINTMENT_CONFLICT", {"reason": "booked"}),
            (TOMORROW + HOUR, 409, "APPOINTMENT_CONFLICT", {"reason": "buffer"}),
            (datetime(2199, 1, 1, tzinfo=UTC), 422, "TOO_FAR", {}),
        ):
            answer = await customer.post("/appointments", booking_body(house, start))
            assert (answer.status, answer.code) == (status, code), start
            assert answer.details.items() >= facts.items(), answer.details
            if status == 409:
                assert len(answer.details["nearest"]) == 3
                near = booking_body(house, datetime.fromisoformat(answer.details["nearest"][0]))
                assert (await customer.post("/appointments", near)).status == 201
        full = await customer.post("/appointments", booking_body(house, TOMORROW + 7 * HOUR))
        assert (full.status, full.code) == (422, "DAY_FULL")
        [first, *_] = await all_items(customer, "/appointments?limit=9")
        path, same = f"/appointments/{first['id']}", first["start"]
        assert (await customer.put(path, {"start": same})).code == "SAME_TIME"
        api.now[0] = datetime.fromisoformat(same) - 2 * HOUR
        assert (await customer.delete(path)).details["rule"] == "cancel"
        later = (TOMORROW + timedelta(days=2)).isoformat()
        assert (await customer.put(path, {"start": later})).details["rule"] == "move"


async def test_a_time_is_kept_while_somebody_makes_up_their_mind(
    api: Api, house: House, database: Database
) -> None:
    customer, other = await api.of(house.customer), await api.of(house.customers[1])
    assert (await customer.put("/hold", booking_body(house))).data == {}
    await database.write(lambda w: w.fetch("UPDATE business SET hold_minutes = 10"))

    kept = await customer.put("/hold", booking_body(house))
    assert datetime.fromisoformat(kept.data["until"]) == NOW + timedelta(minutes=10)
    taken = await other.post("/appointments", booking_body(house))
    assert (taken.status, taken.details["reason"]) == (409, "held")
    where = f"/availability?service_id={house.service.id}&from=2026-03-03"
    mine, theirs = [
        (await program.get(where)).data["days"][0]["starts"][0]["start"]
        for program in (customer, other)
    ]
    assert mine < theirs
    assert (await customer.delete("/hold")).status == 200
    assert (await other.post("/appointments", booking_body(house))).status == 201


async def test_one_books_what_the_chat_lets_one_book(api: Api, house: House) -> None:
    customer, coach = await api.of(house.customer), await api.of(house.coach_person)
    massage = await second_service(house)

    row = await customer.post("/appointments", booking_body(house, also=[massage]))
    assert (row.status, row.data["minutes"], row.data["also"]) == (201, 90, [massage])
    assert row.data["price"] == {"minor": 8000, "currency": "EUR"}
    later = TOMORROW + timedelta(days=1)
    dear = await customer.post("/appointments", booking_body(house, later, price=1))
    assert (dear.status, dear.code) == (409, "OFFER_CHANGED")
    none = await customer.post("/appointments", booking_body(house, later, minutes=17))
    assert (none.status, none.code) == (422, "NO_LONGER_OFFERED")
    many = await customer.post("/appointments", booking_body(house, later, places=2))
    assert many.code in ("TOO_MANY_PLACES", "NO_LONGER_OFFERED")
    odd = await customer.post(
        "/appointments", booking_body(house, later, anyway=True, ask_first=True)
    )
    assert odd.complaints == {"anyway": "invalid", "ask_first": "invalid"}

    client = house.customers[1].id
    body = booking_body(house, later, client_id=client, coach_id=None, note=" Knee ")
    unknown = await coach.post("/appointments", body)
    assert (unknown.status, unknown.code) == (404, "NOT_FOUND")
    await house.book(starts_at=TOMORROW + 6 * HOUR, customer_id=client)
    refusal = await coach.post("/appointments", {**body, "ask_first": True})
    assert (refusal.status, refusal.code) == (409, "OFFER_CHANGED")
    booked = await coach.post("/appointments", body)
    assert (booked.data["client_id"], booked.data["status"]) == (client, "confirmed")
    assert booked.data["note"] == "Knee"
    stolen = await customer.post("/appointments", {**body, "coach_id": house.coach.id})
    assert stolen.code == "NOT_ALLOWED"


async def test_who_books_answers_what_the_service_asks(api: Api, house: House) -> None:
    customer = await api.of(house.customer)
    form = (FormQuestion(0, AnswerKind.CHOICE, "Which knee?", options=("Left", "Right")),)
    await house.database.write(lambda w: forms.replace(w, house.service.id, (), form))
    async with house.database.read() as reader:
        [question_id] = (await reader.fetch("SELECT id FROM form_questions"))[0]

    refusal = await customer.post("/appointments", booking_body(house))
    assert (refusal.status, refusal.code) == (422, "UNANSWERED")
    assert refusal.details == {"question_id": question_id}
    for reply in ("Both", ""):
        answers = [{"question_id": question_id, "answer": reply}]
        wrong = await customer.post("/appointments", booking_body(house, answers=answers))
        assert wrong.complaints == {"answers": "invalid"}
    strange = [{"question_id": question_id + 1, "answer": "Left"}]
    wrong = await customer.post("/appointments", booking_body(house, answers=strange))
    assert wrong.complaints == {"answers": "invalid"}
    answers = [{"question_id": question_id, "answer": "left"}]
    booked = await customer.post("/appointments", booking_body(house, answers=answers))
    assert booked.data["answers"] == [{"question": "Which knee?", "answer": "Left"}]


async def test_a_booking_without_a_coach_gets_a_free_one(api: Api, house: House) -> None:
    ben_id, _ = await second_coach(house)
    programs = [await api.of(one) for one in house.customers]

    answers = await asyncio.gather(
        *(
            program.post(
                "/appointments",
                booking_body(house, coach_id=None),
                headers={"Idempotency-Key": f"{n}-{twin}"},
            )
            for n, program in enumerate(programs)
            for twin in range(2)
        )
    )

    booked = {answer.data["id"]: answer.data for answer in answers if answer.status == 201}
    assert {one["coach_id"] for one in booked.values()} == {house.coach.id, ben_id}
    refused = [answer for answer in answers if answer.status != 201]
    assert refused
    assert {one.code for one in refused} == {"APPOINTMENT_CONFLICT"}
    assert all(one.details["nearest"] for one in refused)


async def test_of_many_on_one_start_one_has_it(database: Database) -> None:
    house = await open_house(database, Plan(customers=20, approval=Approval.AUTO))
    async with serve(database) as api:
        programs = [await api.of(one) for one in house.customers]

        async def book_with_retries(program: Program) -> Answer:
            """Retry if the database was too busy for it, as the answer says."""
            while (
                answer := await program.post("/appointments", booking_body(house))
            ).status == 503:
                assert answer.headers["Retry-After"]
            return answer

        answers = await asyncio.gather(*map(book_with_retries, programs * 10))

    assert len({answer.data["id"] for answer in answers if answer.status == 201}) == 1
    refused = [answer for answer in answers if answer.status == 409]
    assert {answer.code for answer in refused} == {"APPOINTMENT_CONFLICT"}
    assert len(refused) == 190


async def test_of_two_who_change_what_both_have_seen_one_does(api: Api, house: House) -> None:
    customer, coach = await api.of(house.customer), await api.of(house.coach_person)
    booked = await house.book()
    tag = {"If-Match": f'"{booked.version}"'}
    path = f"/appointments/{booked.id}"

    answers = await asyncio.gather(
        customer.put(path, {"start": (TOMORROW + 2 * HOUR).isoformat()}, headers=tag),
        coach.put(path, {"start": (TOMORROW + 5 * HOUR).isoformat()}, headers=tag),
        customer.delete(path, headers=tag),
    )

    assert sorted(answer.status for answer in answers) == [200, 412, 412]


async def test_staff_says_why_it_cancels_and_a_client_does_not(api: Api, house: House) -> None:
    customer, coach = await api.of(house.customer), await api.of(house.coach_person)
    one, other = await house.book(), await house.book(starts_at=TOMORROW + 2 * HOUR)
    stranger = await api.of(house.customers[1])

    path = f"/appointments/{one.id}/cancel"
    assert (await stranger.post(path, {})).status == 404
    refused = await customer.post(path, {"reason": "Ill"})
    assert refused.complaints == {"reason": "invalid"}
    cancellation = await coach.post(path, {"reason": " Ill ", "borne_by": "customer"})
    assert (cancellation.data["reason"], cancellation.data["borne_by"]) == ("Ill", "customer")
    assert (await coach.post(path, {})).code == "ALREADY_DECIDED"
    plain = await customer.post(f"/appointments/{other.id}/cancel", {})
    assert (plain.data["status"], plain.data["borne_by"]) == ("cancelled", "customer")
