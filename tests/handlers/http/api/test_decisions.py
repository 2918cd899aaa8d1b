"""What is decided on an appointment over HTTP: answers, other times, who comes, another coach."""

from datetime import datetime, timedelta
from typing import Any

from domain.appointments.appointment import Status
from storage.transactions import Database
from tests.handlers.http.api.booked import TOMORROW, booking_body, second_coach
from tests.handlers.http.api.programs import Answer, Api, Program
from tests.house import House

HOUR = timedelta(hours=1)


def later(hours: int) -> str:
    return (TOMORROW + hours * HOUR).isoformat()


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def post_action(program: Program, id_: int, what: str, body: Any = None) -> Answer:
    return await program.post(f"/appointments/{id_}/{what}", body)


async def test_only_who_is_concerned_decides(api: Api, house: House) -> None:
    _, ben = await second_coach(house)
    strangers = [await api.of(house.customers[1]), await api.of(ben)]
    booked = await house.book(status=Status.PENDING)
    starts = {"starts": [later(2)]}

    for what, body in (
        ("approve", None), ("decline", {}), ("accept", None), ("refuse", None),
        ("attendance", {"answer": "in_time"}), ("requests", {"wish": "cancel"}),
        ("check-in", None), ("begin", None), ("outcome", {"outcome": "no_show"}),
        ("undo", {}), ("proposal", starts), ("proposal/accept", {"start": later(2)}),
        ("proposal/decline", None), ("suggestion", starts),
        ("suggestion/accept", {"start": later(2)}), ("suggestion/decline", None),
        ("cover", {"coach_id": house.coach.id}), ("handover", {"coach_id": house.coach.id}),
    ):  # fmt: skip
        for stranger in strangers:
            assert (await post_action(stranger, booked.id, what, body)).status in (403, 404), what
        nobody = await post_action(api.stranger, booked.id, what, body)
        assert (nobody.status, nobody.code) == (401, "NOT_SIGNED_IN")


async def test_what_staff_books_is_the_clients_to_take(
    api: Api, house: House, database: Database
) -> None:
    customer, coach = await api.of(house.customer), await api.of(house.coach_person)
    await database.write(lambda w: w.fetch("UPDATE coaches SET ask_first = true"))
    await house.book(starts_at=TOMORROW + 6 * HOUR)

    client: dict[str, Any] = {"client_id": house.customer.id}
    first = (await coach.post("/appointments", booking_body(house, **client, ask_first=True))).data
    other = (
        await coach.post("/appointments", booking_body(house, TOMORROW + 2 * HOUR, **client))
    ).data

    assert (first["status"], other["status"]) == ("held", "held")
    assert instant(first["held_until"]) <= instant(first["start"])
    assert (await post_action(coach, first["id"], "accept")).status == 404
    assert (await post_action(customer, first["id"], "accept")).data["status"] == "confirmed"
    assert (await post_action(customer, other["id"], "refuse")).data["status"] == "declined"
    assert (await post_action(customer, other["id"], "accept")).code == "ALREADY_DECIDED"


async def test_either_side_offers_other_times_and_the_other_one_answers(
    api: Api, house: House
) -> None:
    customer, coach = await api.of(house.customer), await api.of(house.coach_person)
    booked = await house.book(status=Status.PENDING)
    await house.book(starts_at=TOMORROW + 2 * HOUR, customer_id=house.customers[1].id)

    taken = await post_action(coach, booked.id, "proposal", {"starts": [later(2)]})
    assert (taken.status, taken.code) == (409, "APPOINTMENT_CONFLICT")
    assert taken.details["nearest"]
    none = await post_action(coach, booked.id, "proposal", {"starts": []})
    assert none.complaints == {"starts": "invalid"}
    offer = (await post_action(coach, booked.id, "proposal", {"starts": [later(5), later(6)]})).data
    assert (len(offer["proposed"]), offer["status"]) == (2, "pending")
    gone = await post_action(customer, booked.id, "proposal/accept", {"start": later(7)})
    assert (gone.status, gone.code) == (409, "APPOINTMENT_CONFLICT")
    assert [instant(one) for one in gone.details["left"]] == [
        TOMORROW + 5 * HOUR,
        TOMORROW + 6 * HOUR,
    ]
    declined = (await post_action(customer, booked.id, "proposal/decline")).data
    assert "proposed" not in declined
    wish = (await post_action(customer, booked.id, "suggestion", {"starts": [later(7)]})).data
    assert [instant(one) for one in wish["suggested"]] == [TOMORROW + 7 * HOUR]
    assert "suggested" not in (await post_action(coach, booked.id, "suggestion/decline")).data
    await post_action(customer, booked.id, "suggestion", {"starts": [later(6)]})
    agreed = (await post_action(coach, booked.id, "suggestion/accept", {"start": later(6)})).data
    assert (instant(agreed["start"]), agreed["status"]) == (TOMORROW + 6 * HOUR, "confirmed")


async def test_who_comes_is_checked_in_and_what_became_of_it_is_noted(
    api: Api, house: House
) -> None:
    customer, coach = await api.of(house.customer), await api.of(house.coach_person)
    booked = await house.book()
    path = f"/appointments/{booked.id}"

    early = await post_action(coach, booked.id, "check-in")
    assert (early.status, early.code) == (409, "CHECK_IN_CLOSED")
    assert instant(early.details["opens"]) == TOMORROW - HOUR
    comes = (await post_action(customer, booked.id, "attendance", {"answer": "in_time"})).data
    assert comes["attending_at"]
    api.now[0] = TOMORROW - 2 * HOUR
    assert (await post_action(customer, booked.id, "requests", {"wish": "move"})).data == {
        "asked": True
    }
    assert (await post_action(customer, booked.id, "requests", {"wish": "move"})).data == {
        "asked": False
    }
    api.now[0] = TOMORROW - timedelta(minutes=5)
    late = {"answer": "late", "minutes": 20}
    assert (await post_action(customer, booked.id, "attendance", late)).data["late_minutes"] == 20
    assert (await post_action(coach, booked.id, "check-in")).data["begun_at"]
    api.now[0] = TOMORROW + 2 * HOUR
    unsaid = f"/coaches/{house.coach.id}/unrecorded"
    assert [one["id"] for one in (await coach.get(unsaid)).data["items"]] in ([], [booked.id])
    missed = (await post_action(coach, booked.id, "outcome", {"outcome": "no_show"})).data
    assert missed["status"] == "no_show"
    undone = (await post_action(coach, booked.id, "undo", {})).data
    assert undone["status"] == "confirmed"
    noted = await coach.post(unsaid, {"until": api.now[0].isoformat()})
    assert noted.data["sessions"] in (0, 1)
    await post_action(coach, booked.id, "outcome", {"outcome": "completed"})
    assert (await coach.get(path)).data["status"] == "completed"
    api.now[0] += timedelta(minutes=2)
    over = await post_action(coach, booked.id, "undo", {})
    assert (over.status, over.code) == (409, "TOO_LATE_TO_UNDO")


async def test_who_is_late_says_so_once_they_have_been_asked_and_until_they_are_there(
    api: Api, house: House
) -> None:
    customer, coach = await api.of(house.customer), await api.of(house.coach_person)
    start = TOMORROW + timedelta(days=28)
    booked = await house.book(starts_at=start)
    late = {"answer": "late", "minutes": 10}

    early = await post_action(customer, booked.id, "attendance", late)
    assert (early.status, early.code) == (409, "CANNOT_BE_LATE")
    in_time = await post_action(customer, booked.id, "attendance", {"answer": "in_time"})
    assert in_time.data["attending_at"]
    api.now[0] = start - timedelta(minutes=20)
    assert (await post_action(coach, booked.id, "check-in")).data["begun_at"]
    for answer in (late, {"answer": "in_time"}):
        there = await post_action(customer, booked.id, "attendance", answer)
        assert (there.status, there.code) == (409, "ALREADY_DECIDED")
    async with house.database.read() as reader:
        assert await reader.fetch("SELECT FROM outbox WHERE kind = 'late'") == []


async def test_a_client_asks_only_for_what_it_is_too_late_to_do(api: Api, house: House) -> None:
    customer = await api.of(house.customer)
    booked = await house.book()

    for wish in ("move", "cancel"):
        refused = await post_action(customer, booked.id, "requests", {"wish": wish})
        assert (refused.status, refused.code) == (409, "ALREADY_DECIDED")
    api.now[0] = TOMORROW - 2 * HOUR
    for wish in ("move", "cancel"):
        request = await post_action(customer, booked.id, "requests", {"wish": wish})
        assert request.data == {"asked": True}


async def test_a_session_goes_to_a_colleague_who_takes_it(api: Api, house: House) -> None:
    ben_id, ben_person = await second_coach(house)
    coach, ben = await api.of(house.coach_person), await api.of(ben_person)
    customer = await api.of(house.customer)
    booked = await house.book()
    path = f"/appointments/{booked.id}"

    [able] = (await coach.get(f"{path}/colleagues")).data["items"]
    assert able == {"coach_id": ben_id, "coach": "Ben Roth"}
    appointment = (await post_action(coach, booked.id, "handover", {"coach_id": ben_id})).data
    assert appointment["asked_coach_id"] == ben_id
    assert "asked_coach_id" not in (await customer.get(path)).data
    assert (await coach.delete(f"{path}/handover")).data.get("asked_coach_id") is None
    assert (await post_action(ben, booked.id, "handover/accept")).code == "NOT_ASKED"
    await post_action(coach, booked.id, "handover", {"coach_id": ben_id})
    assert [one["id"] for one in (await ben.get("/handovers")).data["items"]] == [booked.id]
    assert (await post_action(ben, booked.id, "handover/refuse")).status == 200
    await post_action(coach, booked.id, "handover", {"coach_id": ben_id})
    taken = await post_action(ben, booked.id, "handover/accept")
    assert (taken.data["coach_id"], taken.data["status"]) == (ben_id, "confirmed")
    assert (await post_action(coach, booked.id, "approve")).status in (404, 409)
    here = {"coach_id": house.coach.id, "at_once": True}
    assert (await post_action(ben, booked.id, "handover", here)).code == "NOT_ALLOWED"
