"""What is free, over HTTP: for strangers and for the people concerned, on days of any zone."""

from datetime import UTC, datetime, timedelta

from domain.programs.scopes import Scope
from domain.services.rules import Rules
from domain.services.service import Approval
from storage.transactions import Database
from storage.working_hours import timetables
from tests.handlers.http.api.booked import TOMORROW, second_coach, second_service
from tests.handlers.http.api.programs import Api, serve
from tests.house import NOW, House, Plan, open_house

HOUR = timedelta(hours=1)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def test_strangers_see_what_is_free_and_why_the_rest_is_not(api: Api, house: House) -> None:
    ben_id, _ = await second_coach(house)
    await house.book()
    where = f"/availability?service_id={house.service.id}"

    days = (await api.stranger.get(f"{where}&from=2026-03-03&to=2026-03-07")).data
    assert {one["coach_id"] for one in days["offers"]} == {house.coach.id, ben_id}
    assert days["days"][0]["day"] == "2026-03-03"
    first = days["days"][0]["starts"][0]
    assert (instant(first["start"]), first["coach_ids"]) == (TOMORROW, [ben_id])
    assert instant(first["end"]) == TOMORROW + HOUR
    saturday = days["days"][-1]
    assert saturday["starts"] == []
    assert {one["coach_id"]: one["reasons"] for one in saturday["why"]} == {
        house.coach.id: ["hours"],
        ben_id: ["hours"],
    }
    of_anna = f"{where}&coach_id={house.coach.id}"
    look = (
        await api.stranger.get(
            f"{of_anna}&start=2026-03-03T09:00:00+01:00".replace(
                "/availability", "/availability/start"
            ).replace("+", "%2B")
        )
    ).data
    assert (look["free"], look["why"][0]["reasons"]) == (False, ["booked"])
    assert len(look["nearest"]) == 3
    firsts = (await api.stranger.get(where.replace("?", "/first?"))).data["items"]
    assert {one["coach_id"] for one in firsts} == {house.coach.id, ben_id}
    assert [one["start"] for one in firsts] == sorted(one["start"] for one in firsts)
    month = (await api.stranger.get(of_anna.replace("?", "/month?") + "&month=2026-03")).data
    counts = {one["day"]: one["free"] for one in month["days"]}
    assert (len(counts), counts["2026-03-07"], counts["2026-03-01"]) == (31, 0, 0)
    assert counts["2026-03-03"] < counts["2026-03-04"]


async def test_days_are_those_of_the_zone_that_is_asked_for(database: Database) -> None:
    rules = Rules(notice_book=0, horizon_days=60)
    plan = Plan(approval=Approval.AUTO, service={"rules": rules, "minutes": 30, "step": 30})
    house = await open_house(database, plan)
    await database.write(lambda w: timetables.set_weekday_hours(w, house.coach.id, 6, ((60, 240),)))
    async with serve(database) as api:
        api.now[0] = NOW + timedelta(days=20)
        where = f"/availability?service_id={house.service.id}&coach_id={house.coach.id}"

        async def on(day: str, zone: str) -> list[datetime]:
            answer = await api.stranger.get(f"{where}&from={day}", headers={"Time-Zone": zone})
            return [instant(one["start"]) for one in answer.data["days"][0]["starts"]]

        # The night on which Berlin's clocks go forward: from 1 to 2, then from 3 to 4.
        spring = await on("2026-03-29", "Europe/Berlin")
        assert [one.strftime("%H:%M") for one in spring] == ["01:00", "01:30", "03:00", "03:30"]
        tokyo = await on("2026-03-30", "Asia/Tokyo")
        assert tokyo
        assert all(one.date().isoformat() == "2026-03-30" for one in tokyo)
        assert {one.astimezone(UTC) for one in tokyo}.isdisjoint(
            one.astimezone(UTC) for one in spring
        )
        old = await on("2026-03-29", "Asia/Calcutta")
        assert set(map(str, {one.utcoffset() for one in old})) == {"5:30:00"}


async def test_who_is_known_has_their_own_counted(api: Api, house: House) -> None:
    customer, coach = await api.of(house.customer), await api.of(house.coach_person)
    massage = await second_service(house)
    booked = await house.book()
    where = f"/availability?from=2026-03-03&coach_id={house.coach.id}"

    several = await api.stranger.get(where)
    assert (several.status, several.complaints) == (400, {"service_id": "missing"})
    moving = f"/availability?from=2026-03-03&moving={booked.id}"
    own = (await customer.get(moving)).data["days"][0]["starts"]
    assert TOMORROW in {instant(one["start"]) for one in own}
    assert (await api.stranger.get(moving)).status == 404
    assert (await (await api.of(house.customers[1])).get(moving)).status == 404
    narrow = await api.of(house.customer, [Scope.BOOKINGS_READ])
    assert (await narrow.get(moving)).status == 404
    row = f"{where}&service_id={house.service.id}&also={massage}"
    [day] = (await customer.get(row)).data["days"]
    assert all(instant(one["end"]) - instant(one["start"]) == HOUR * 1.5 for one in day["starts"])
    for_client = f"{where}&service_id={massage}&client_id={house.customer.id}"
    assert (await coach.get(for_client)).status == 200
    assert (await customer.get(for_client)).status in (403, 404)


async def test_a_question_that_makes_no_sense_says_what_is_wrong_with_it(
    api: Api, house: House
) -> None:
    where = f"/availability?service_id={house.service.id}"
    for more, field in (
        ("&from=2026-02-30", "from"),
        ("&from=2026-03-03&to=2026-03-02", "to"),
        ("&from=2026-03-03&to=2026-05-02", "to"),
        ("&places=0", "places"),
        ("&coach_id=x", "coach_id"),
        ("&zone=Mars/Olympus", "zone"),
        ("&nothing=1", "nothing"),
    ):
        answer = await api.stranger.get(where + more)
        assert (answer.status, list(answer.complaints)) == (400, [field]), more
    for gone in ("service_id=999", f"service_id={house.service.id}&coach_id=999"):
        answer = await api.stranger.get(f"/availability?{gone}")
        assert (answer.status, answer.code) == (422, "NO_LONGER_OFFERED")
