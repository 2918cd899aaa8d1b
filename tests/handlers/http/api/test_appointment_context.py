"""What is known besides an appointment, and undone steps, over HTTP."""

from domain.appointments.appointment import Status
from tests.handlers.http.api.programs import Api, Program
from tests.house import House


async def test_a_coach_reads_what_a_client_has_heard_and_had_with_them(
    api: Api, house: House, team: Program
) -> None:
    one = await house.book()
    path = f"/appointments/{one.id}"
    coach, customer = await api.of(house.coach_person), await api.of(house.customer)

    awareness = await coach.get(f"{path}/heard")
    visits = await team.get(f"{path}/visits")

    assert awareness.data == {"by_chat": True, "reminded": False}
    assert visits.data == {"visit": 1, "missed": 0, "items": [], "more": False}
    for where in ("heard", "visits"):
        assert (await customer.get(f"{path}/{where}")).code in ("NOT_ALLOWED", "NOT_FOUND")


async def test_who_waits_is_counted_for_who_runs_it(api: Api, house: House, team: Program) -> None:
    customer = await api.of(house.customer)
    service, coach = f"/services/{house.service.id}", f"/coaches/{house.coach.id}"

    own = await (await api.of(house.coach_person)).get(f"{coach}/waiting?day=2026-03-03")
    all_ = await team.get(f"{service}/waiting")

    assert own.data == all_.data == {"waiting": 0}
    assert (await team.get(f"{coach}/waiting?day=soon")).complaints == {"day": "invalid"}
    assert (await customer.get(f"{service}/waiting")).code == "NOT_ALLOWED"
    assert (await customer.get(f"{coach}/waiting")).status in (403, 404)


async def test_a_block_and_leave_are_taken_back_within_a_minute_by_who_made_them(
    api: Api, house: House, team: Program
) -> None:
    one = await house.book()
    path = f"/users/{house.customer.id}/block"
    look = await team.get(path)
    await team.post(path, {"cancels": True, "seen": look.data["seen"], "reason": "A slip."})
    undone = await team.post(f"{path}/undo")
    coach = await api.of(house.coach_person)
    leave = f"/coaches/{house.coach.id}/leave"
    stretch = {"start": "2026-03-05T00:00", "end": "2026-03-05T24:00"}
    taken = (await coach.post(leave, stretch)).data["leave"]["items"][0]["id"]
    back = await coach.post(f"{leave}/{taken}/undo")

    assert undone.status == back.status == 200
    standing = await (await api.of(house.customer)).get(f"/appointments/{one.id}")
    assert standing.data["status"] == Status.CONFIRMED
    assert (await coach.get(leave)).data["items"] == []
    assert (await coach.get(f"{leave}/{taken}/rescue")).status == 404
    assert (await coach.post(f"{path}/undo")).code == "NOT_ALLOWED"
    assert (await team.post(f"{leave}/{taken}/undo")).code == "UNDO_OVERTAKEN"


async def test_how_much_would_go_is_said_before_it_goes_and_a_number_is_forgotten(
    api: Api, house: House, team: Program
) -> None:
    would = await team.get("/settings/retention/messages/would-go?days=30")
    forgotten = await (await api.of(house.customer)).delete("/notifications/number")

    assert would.data == {"count": 0}
    assert (await team.get("/settings/retention/nothing/would-go?days=30")).status == 404
    assert (await team.get("/settings/retention/messages/would-go")).status == 400
    assert forgotten.status == 200
    assert (await (await api.of(house.customer)).get("/me")).status == 200


async def test_the_first_service_of_the_house_is_its_coachs_who_sets_up(
    api: Api, house: House, team: Program
) -> None:
    await team.post("/coaches", {"name": "Ben", "person_id": house.customers[1].id})
    ben = await api.of(house.customers[1])
    first = {"title": "Talk", "minutes": 30, "minor": 4000}

    there_is_one = await ben.post("/coach/first-service", first)
    other = await (await api.of(house.coach_person)).post("/coach/first-service", first)

    assert (there_is_one.status, there_is_one.data["service_ids"]) == (200, [])
    assert (other.status, other.code) == (409, "SET_UP_OVER")
    assert (await ben.post("/coach/first-service", {"title": ""})).status == 422
    assert len((await api.stranger.get("/services")).data["items"]) == 1
