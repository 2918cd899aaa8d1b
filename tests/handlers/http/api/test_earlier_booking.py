"""The spellings of earlier programs, messages, and the history of an appointment."""

from datetime import timedelta
from typing import Any

from handlers.http.api.routes import ROUTES
from storage.transactions import Database
from tests.handlers.http.api.booked import TOMORROW, booking_body, second_service
from tests.handlers.http.api.programs import Api
from tests.house import House


def earlier(house: House, **changed: Any) -> dict[str, Any]:
    body = {
        "date_of_appoinment": "2026-03-03",
        "start_time": "2026-03-03 09:00:00",
        "end_time": "2026-03-03 10:00:00",
        "coach_id": house.coach.id,
        **changed,
    }
    return {name: value for name, value in body.items() if value is not None}


async def test_programs_of_before_book_as_they_used_to(
    api: Api, house: House, database: Database
) -> None:
    customer = await api.of(house.customer)
    await database.write(lambda w: w.fetch("UPDATE business SET zone = 'Europe/Berlin'"))
    bearer = customer.headers["Authorization"].removeprefix("Bearer ")
    where, headers = "//appointment/create", {"token_jwt": bearer}

    for token in ({}, {"token_jwt": "nonsense"}):
        nobody = await api.stranger.post(where, earlier(house), headers=token)
        assert (nobody.status, nobody.body) == (401, {"error": "user is not authorized"})
    missing = await api.stranger.post(where, earlier(house, end_time=None), headers=headers)
    assert (missing.status, missing.body) == (422, {"error": "field missing"})
    for changed, word in (
        ({"start_time": "soon"}, "start_time: Expected a time such as"),
        ({"date_of_appoinment": "2026-03-04"}, "date_of_appoinment: Is another day"),
        ({"end_time": "2026-03-03 09:17:00"}, "end_time: No service of this coach lasts so long"),
        ({"end_time": "2026-03-03 08:00:00"}, "end_time: No service"),
        (
            {"date_of_appoinment": "2026-03-29", "start_time": "2026-03-29 02:30:00"},
            "start_time: There is no such time on that day",
        ),
    ):
        wrong = await api.stranger.post(where, earlier(house, **changed), headers=headers)
        assert wrong.status == 422
        assert wrong.body["error"].startswith(word)
    booked = await api.stranger.post(where, earlier(house), headers=headers)
    assert (booked.status, list(booked.body)) == (201, ["appointment_id"])
    path = f"/appointments/{booked.body['appointment_id']}"
    assert (await customer.get(path)).data["wall_start"] == "2026-03-03T09:00"
    other = {"Authorization": (await api.of(house.customers[1])).headers["Authorization"]}
    taken = await api.stranger.post(where, earlier(house), headers=other)
    assert (taken.status, list(taken.body)) == (409, ["error"])
    await second_service(house, minutes=60)
    several = await api.stranger.post(where, earlier(house), headers=headers)
    assert several.body["error"].startswith("end_time: Several services")


async def test_older_paths_are_the_same_routes(api: Api, house: House) -> None:
    customer, coach = await api.of(house.customer), await api.of(house.coach_person)

    booked = await customer.post("//bookings", booking_body(house))
    path = f"//bookings/{booked.data['id']}"
    for program, where in (
        (customer, "//bookings"),
        (coach, "//provider/bookings"),
        (coach, f"//providers/{house.coach.id}/bookings"),
    ):
        listed = (await program.get(where)).data["items"]
        assert [one["id"] for one in listed] == [booked.data["id"]]
    later = (TOMORROW + timedelta(hours=2)).isoformat()
    assert (await customer.put(path, {"start": later})).status == 200
    assert (await customer.get(path)).data == (
        await customer.get(f"/appointments/{booked.data['id']}")
    ).data
    assert (await customer.delete(path)).data["status"] == "cancelled"
    assert all(one.deprecated for one in ROUTES if one.alias_of or one.path.startswith("/appo"))


async def test_the_two_of_an_appointment_write_to_each_other(api: Api, house: House) -> None:
    customer, coach = await api.of(house.customer), await api.of(house.coach_person)
    stranger = await api.of(house.customers[1])
    booked = await house.book()
    path = f"/appointments/{booked.id}/messages"

    for n in range(3):
        assert (await customer.post(path, {"text": f"Hello {n} 🏊"})).status == 201
    assert (await coach.post(path, {"latitude": 52.5, "longitude": 13.4})).status == 201
    for junk in ({}, {"text": "a", "late": 5}, {"latitude": 1.0}, {"text": " "}, {"late": 999}):
        assert (await customer.post(path, junk)).status == 422, junk
    assert (await coach.post(path, {"late": 5})).code == "CANNOT_BE_LATE"  # it is far off
    assert (await stranger.get(path)).status == 404
    assert (await stranger.post(path, {"text": "Hi"})).status == 404
    page = (await coach.get(f"{path}?limit=3")).data
    assert [one["kind"] for one in page["items"]] == ["place", "text", "text"]
    rest = (await coach.get(f"{path}?limit=3&cursor={page['next']}")).data
    assert [one["text"] for one in rest["items"]] == ["Hello 0 🏊"]
    assert "next" not in rest
    assert (await coach.put(path, {"wanted": False})).status == 200
    assert (await customer.post(path, {"text": "Hello?"})).code == "MESSAGES_UNWANTED"
    assert (await customer.post(f"{path}/report")).status == 200

    await coach.post(f"/appointments/{booked.id}/cancel", {"reason": "Ill"})
    course = f"/appointments/{booked.id}/history"
    steps = (await coach.get(course)).data["items"]
    assert (steps[0]["action"], steps[0]["by"]) == ("cancel_by_coach", "Anna Berg")
    assert (await customer.get(course)).status == 403
    assert (await stranger.get(course)).status == 403
