"""Hours, leave and closed days over HTTP."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from tests.handlers.http.api.programs import Api, Program
from tests.house import NOW, House

NINE_TO_FIVE = [{"start": "09:00", "end": "17:00"}]
EARLY = [{"start": "07:00", "end": "08:00"}]


async def test_a_week_is_set_as_it_was_seen_and_names_whom_it_strands(
    api: Api, house: House
) -> None:
    path, coach = f"/coaches/{house.coach.id}", await api.of(house.coach_person)
    booked = await house.book()  # tomorrow, a Tuesday, at nine
    read = await coach.get(f"{path}/hours")
    week = [NINE_TO_FIVE] * 5 + [[], []]

    hit = await coach.put(f"{path}/hours", {"weekly": [EARLY] * 5 + [[], []]})
    done = await coach.put(
        f"{path}/hours", {"weekly": week}, headers={"If-Match": read.headers["ETag"]}
    )
    stale = await coach.put(
        f"{path}/hours", {"weekly": week}, headers={"If-Match": read.headers["ETag"]}
    )

    assert (hit.status, hit.code, hit.details["ids"]) == (409, "STRANDS_BOOKINGS", [booked.id])
    assert hit.details["bookings"][0]["start"] == "2026-03-03T08:00:00Z"
    assert done.data["weekly"][0] == NINE_TO_FIVE
    assert (stale.status, stale.code) == (412, "CHANGED_MEANWHILE")
    agreed = {"weekly": [EARLY] * 5 + [[], []], "agreed": hit.details["agreed"]}
    assert (await coach.put(f"{path}/hours", agreed)).data["outside"] == 1
    odd = [[{"start": "10:00", "end": "12:00"}, {"start": "11:00", "end": "13:00"}], *[[]] * 6]
    assert (await coach.put(f"{path}/hours", {"weekly": odd})).code == "BAD_HOURS"


async def test_dates_seasons_and_times_of_services(api: Api, house: House) -> None:
    path, coach = f"/coaches/{house.coach.id}", await api.of(house.coach_person)
    monday = {"weekday": 0, "hours": EARLY}

    dates = await coach.put(f"{path}/dates", {"days": ["2026-03-09"], "hours": []})
    season = await coach.post(
        f"{path}/seasons", {"first": "2026-06-01", "last": "2026-08-31", "weekly": [monday]}
    )
    [summer] = season.data["seasons"]
    yearly = await coach.put(f"{path}/seasons/{summer['id']}", {"yearly": True})
    times = await coach.put(f"{path}/services/{house.service.id}/times", {"weekly": [monday]})

    assert dates.data["dates"] == [{"day": "2026-03-09", "hours": []}]
    assert summer["weekly"] == [monday]
    assert yearly.data["seasons"][0]["yearly"] is True
    [service] = times.data["services"]
    assert [day["hours"] for day in service["weekly"]] == [EARLY, *[[]] * 6]
    gone = await coach.delete(f"{path}/seasons/{summer['id']}")
    assert "seasons" not in gone.data
    for path_, body in (
        ("dates", {"days": ["2026-02-30"], "hours": []}),
        ("dates", {"days": ["2036-02-01"], "hours": None}),
        ("seasons", {"first": "2026-06-01", "last": "2026-05-01", "weekly": [monday]}),
        ("seasons", {"first": "2026-06-01", "yearly": True, "weekly": [monday]}),
        ("seasons", {"first": "2026-06-01", "weekly": [monday, monday]}),
    ):
        method = "PUT" if path_ == "dates" else "POST"
        assert (await coach.ask(method, f"{path}/{path_}", json=body)).status == 422, body


async def test_leave_over_sessions_is_taken_with_an_answer_for_each(
    api: Api, house: House, team: Program
) -> None:
    path, coach = f"/coaches/{house.coach.id}/leave", await api.of(house.coach_person)
    booked = await house.book()
    stretch = {"start": "2026-03-03T00:00", "end": "2026-03-04T24:00"}

    hit = await coach.post(path, stretch)
    plan = await coach.get(f"{path}/plan", params=stretch)
    done = await coach.post(path, stretch | {"note": "Tooth", "agreed": plan.data["agreed"]})

    assert (hit.code, hit.details["ids"]) == ("LEAVE_HITS_BOOKINGS", [booked.id])
    assert [one["appointment_id"] for one in plan.data["items"]] == [booked.id]
    [leave] = done.data["leave"]["items"]
    assert (leave["end"], leave["note"]) == ("2026-03-05T00:00", "Tooth")
    rescue = await team.get(f"/rescues/{done.data['rescue_id']}")
    assert [one["fate"] for one in rescue.data["items"]] == ["waiting"]
    assert "note" not in (await team.get(path)).data["items"][0]
    shorter = {"start": "2026-03-03T08:00", "end": "2026-03-03T18:00", "note": None}
    moved = await team.put(f"{path}/{leave['id']}", shorter)
    assert moved.data["leave"]["items"][0]["start"] == "2026-03-03T08:00"
    overlap = await coach.post(path, {"start": "2026-03-03T17:00", "end": "2026-03-03T20:00"})
    assert (overlap.status, overlap.code) == (422, "LEAVE_OVERLAPS")
    assert (await coach.delete(f"{path}/{leave['id']}")).data["leave"]["items"] == []


async def test_leave_repeats_until_it_ends(api: Api, house: House) -> None:
    path, coach = f"/coaches/{house.coach.id}/repeating-leave", await api.of(house.coach_person)
    rule = {"weekdays": [2], "first": "2026-03-04", "start": "12:00", "until": "2026-04-30"}

    taken = await coach.post(path, rule | {"end": "18:00"})
    [one] = taken.data["leave"]["repeating"]
    skipped = await coach.put(f"{path}/{one['id']}/days/2026-03-11", {"off": False})
    none = await coach.put(f"{path}/{one['id']}/days/2026-03-12", {"off": False})
    ended = await coach.delete(f"{path}/{one['id']}", params={"day": "2026-04-01"})

    assert (one["start"], one["end"], one["weekdays"]) == ("12:00", "18:00", [2])
    assert skipped.data["leave"]["repeating"][0]["skipped"] == ["2026-03-11"]
    assert none.status == 404
    assert ended.data["leave"]["repeating"][0]["until"] == "2026-03-31"
    over = await coach.post(path, rule | {"end": "18:00", "until": "2026-03-01"})
    assert over.complaints == {"until": "invalid"}


async def test_a_change_that_brought_its_reason_along_is_taken_back(api: Api, house: House) -> None:
    path, coach = f"/coaches/{house.coach.id}/repeating-leave", await api.of(house.coach_person)
    rule = {"weekdays": [2], "first": "2026-03-04", "start": "12:00", "until": "2026-04-30"}
    taken = await coach.post(path, rule | {"end": "18:00"})
    [before] = taken.data["leave"]["repeating"]

    for first in ("2026-03-04", "2026-04-01"):  # all of it, and what comes from a day on
        longer = rule | {"end": "20:00", "first": first, "note": f"from {first}"}
        changed = await coach.put(f"{path}/{before['id']}", longer)
        [new] = [one for one in changed.data["leave"]["repeating"] if one["end"] == "20:00"]
        assert new["note"] == f"from {first}"

        undone = await coach.post(f"{path}/{new['id']}/undo")

        assert undone.status == 200, undone.data
        [after] = (await coach.get(f"/coaches/{house.coach.id}/leave")).data["repeating"]
        assert (after["id"], after["end"]) == (before["id"], "18:00")


async def test_a_reason_is_cleared_while_sessions_are_answered(api: Api, house: House) -> None:
    path, coach = f"/coaches/{house.coach.id}", await api.of(house.coach_person)
    await house.book()
    hours = {"start": "2026-03-05T08:00", "end": "2026-03-05T18:00"}
    taken = await coach.post(f"{path}/leave", hours | {"note": "chemotherapy"})
    [leave] = taken.data["leave"]["items"]
    longer = {"start": "2026-03-03T00:00", "end": "2026-03-05T18:00"}

    plan = await coach.get(f"{path}/leave/plan", params=longer | {"leave_id": leave["id"]})
    agreed = longer | {"agreed": plan.data["agreed"]}
    cleared = await coach.put(f"{path}/leave/{leave['id']}", agreed | {"note": None})
    again = await coach.put(f"{path}/leave/{leave['id']}", agreed | {"note": "Tooth"})

    [entry] = cleared.data["leave"]["items"]
    assert (entry["start"], entry.get("note")) == ("2026-03-03T00:00", None)
    assert again.data["rescue_id"] == cleared.data["rescue_id"]
    assert again.data["leave"]["items"][0]["note"] == "Tooth"


async def test_a_repeating_reason_is_changed_while_sessions_are_answered(
    api: Api, house: House
) -> None:
    path, coach = f"/coaches/{house.coach.id}/repeating-leave", await api.of(house.coach_person)
    await house.book()
    rule = {"weekdays": [2], "first": "2026-03-03", "until": "2026-04-30"}
    taken = await coach.post(path, rule | {"note": "chemotherapy"})
    one = f"{path}/{taken.data['leave']['repeating'][0]['id']}"

    async def note(body: Mapping[str, object]) -> str | None:
        changed = await coach.put(one, body)
        [entry] = changed.data["leave"]["repeating"]
        text: str | None = entry.get("note")
        return text

    plan = await coach.get(f"{path}/plan", params={**rule, "weekdays": [1, 2]})
    both = rule | {"weekdays": [1, 2], "agreed": plan.data["agreed"]}
    assert await note(both | {"note": "Dentist"}) == "Dentist"
    assert await note(both) == "Dentist"
    assert await note(both | {"note": None}) is None
    assert await note(rule | {"note": "Choir"}) == "Choir"
    assert await note(rule | {"weekdays": [3]}) == "Choir"
    assert await note(rule | {"weekdays": [3], "note": None}) is None


async def test_the_house_is_closed_and_a_coach_is_there_all_the_same(
    api: Api, house: House, team: Program
) -> None:
    booked = await house.book()
    day = (NOW + timedelta(days=1)).date().isoformat()
    closing = {"name": "Works", "first": day}

    hit = await team.post("/closures", closing)
    closed = await team.post("/closures", closing | {"agreed": hit.details["agreed"]})
    path = f"/closures/{closed.data['id']}"
    longer = await team.put(path, {"last": "2026-03-05"})
    coach = await api.of(house.coach_person)
    there = await coach.put(f"/coaches/{house.coach.id}/opened-days/2026-03-04", {"opened": True})

    assert (hit.code, hit.details["ids"]) == ("STRANDS_BOOKINGS", [booked.id])
    assert longer.data["last"] == "2026-03-05"
    assert there.data["items"] == ["2026-03-04"]
    assert [one["name"] for one in (await api.stranger.get("/closures")).data["items"]] == ["Works"]
    kinds = await coach.get(f"/coaches/{house.coach.id}/week", params={"day": day})
    assert {"hours", "closed", "session"} <= {one["kind"] for one in kinds.data["entries"]}
    assert (await team.delete(path)).status == 200
    assert (await team.delete(path)).status == 200
    assert (await team.get("/holidays")).data["items"] == []


@pytest.mark.parametrize("first", ["2015-06-01", "2060-06-01"])
async def test_days_long_past_or_far_ahead_are_not_set(
    api: Api, house: House, team: Program, first: str
) -> None:
    path, coach = f"/coaches/{house.coach.id}", await api.of(house.coach_person)
    yesterday = (NOW - timedelta(days=1)).date().isoformat()
    day = {"first": first, "last": first}
    monday = {"weekday": 0, "hours": EARLY}

    closed = await team.post("/closures", {"name": "Works", **day})
    season = await coach.post(f"{path}/seasons", {**day, "weekly": [monday]})
    away = await coach.post(f"{path}/leave", {"start": f"{first}T08:00", "end": f"{first}T09:00"})
    dates = await coach.put(f"{path}/dates", {"days": [first], "hours": []})
    opened = await coach.put(f"{path}/opened-days/{first}", {"opened": True})
    over = await team.post("/closures", {"name": "Works", "first": yesterday})

    assert (closed.status, closed.complaints) == (422, {"last": "invalid"})
    assert (season.status, season.complaints) == (422, {"last": "invalid"})
    assert (away.status, away.complaints) == (422, {"end": "invalid"})
    assert (dates.status, dates.complaints) == (422, {"days": "invalid"})
    assert (opened.status, over.status) == (422, 422)


async def test_what_is_another_coachs_is_not_found_and_customers_read_none_of_it(
    api: Api, house: House
) -> None:
    customer, coach = await api.of(house.customer), await api.of(house.coach_person)
    for part in ("hours", "leave", "week"):
        path = f"/coaches/{house.coach.id}/{part}"
        assert (await customer.get(path)).code == "NOT_ALLOWED"
        assert (await api.stranger.get(path)).status == 401
        assert (await coach.get(f"/coaches/9999/{part}")).status == 404
    assert (await coach.post("/closures", {"name": "X", "first": "2026-05-01"})).status == 403
