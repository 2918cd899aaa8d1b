"""What can be booked: services, coaches, rooms and devices, over HTTP."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from domain.programs.scopes import Scope
from tests.handlers.http.api.programs import Api, Program
from tests.house import House

MASSAGE = {"title": "Massage", "minutes": 45, "minor": 4500}


async def test_a_service_is_added_described_done_shown_and_hidden(
    api: Api, house: House, team: Program
) -> None:
    service = await team.post(
        "/services",
        MASSAGE
        | {
            "lengths": [{"minutes": 90, "minor": 8000}],
            "horizon": {"by": "months", "count": 2},
            "link": "meet.example.com/room",
            "reminders": [60, 1440],
            "capacity": 4,
            "most_places": 2,
        },
    )
    assert service.status == 201
    path, data = f"/services/{service.data['id']}", service.data
    assert data["hidden"]
    assert data["horizon"] == {"by": "months", "count": 2}
    assert data["link"] == "https://meet.example.com/room"
    assert [one["minutes"] for one in data["lengths"]] == [45]  # a group shares one length
    assert (await api.stranger.get(path)).status == 404
    gaps = await team.get(f"{path}/gaps")
    assert [one["code"] for one in gaps.data["items"]] == ["no_coach"]

    await team.put(f"/coaches/{house.coach.id}/services/{data['id']}")
    tag = (await team.get(path)).headers["ETag"]
    shown = await team.put(
        path, {"hidden": False, "capacity": 1, "link": None}, headers={"If-Match": tag}
    )

    assert [one["price"]["minor"] for one in shown.data["lengths"]] == [4500, 8000]
    stale = await team.put(path, {"title": "Other"}, headers={"If-Match": tag})
    assert (stale.status, stale.code) == (412, "CHANGED_MEANWHILE")
    seen = await api.stranger.get(path)
    assert seen.data["title"] == "Massage"
    assert "link" not in seen.data
    listed = await api.stranger.get("/services", params={"limit": "1"})
    more = await api.stranger.get("/services", params={"cursor": listed.data["next"]})
    assert [one["title"] for one in (*listed.data["items"], *more.data["items"])] == [
        "Coaching",
        "Massage",
    ]
    assert (await team.delete(path)).data["hidden"]
    assert (await api.stranger.get(path)).status == 404


async def test_of_two_who_change_what_both_have_seen_one_is_told(
    house: House, team: Program
) -> None:
    path = f"/services/{house.service.id}"
    tag = {"If-Match": (await team.get(path)).headers["ETag"]}

    answers = await asyncio.gather(
        *(team.put(path, {"title": title}, headers=tag) for title in ("One", "Other", "Third"))
    )

    assert sorted(answer.status for answer in answers) == [200, 412, 412]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"minutes": 4}, "minutes"),
        ({"minor": 10**9}, "minor"),
        ({"step": 7}, "step"),
        ({"title": "\u200b"}, "title"),
        ({"most_places": 2}, "most_places"),
        ({"link": "no link"}, "link"),
        ({"latitude": 3.0}, "longitude"),
        ({"horizon": {"by": "date", "until": "2026-02-30"}}, "horizon.until"),
        ({"horizon": {"by": "months", "count": 12}}, "count"),
        ({"lengths": [{"minutes": 60, "minor": 1}]}, "lengths"),
    ],
)
async def test_what_no_service_can_be_is_said_with_its_field(
    house: House, team: Program, change: Mapping[str, Any], field: str
) -> None:
    answer = await team.put(f"/services/{house.service.id}", change)

    assert answer.status == 422
    assert list(answer.complaints) == [field]


async def test_a_service_asks_and_needs_what_is_said_and_a_coach_has_terms(
    api: Api, house: House, team: Program
) -> None:
    path = f"/services/{house.service.id}"
    room = (await team.post("/resources", {"kind": "room", "name": "Red", "units": 2})).data
    asks = {"kind": "choice", "text": "Where?", "options": ["Knee", "Back"]}

    form = await team.put(f"{path}/questions", {"items": [asks]})
    again = await team.put(f"{path}/questions", {"items": form.data["items"]})
    needs = await team.put(f"{path}/needs", {"items": [{"resource_ids": [room["id"]]}]})
    terms = await team.put(
        f"/coaches/{house.coach.id}/services/{house.service.id}/terms",
        {"lengths": [{"minutes": 30, "minor": 9000}]},
    )

    assert form.data == again.data == (await api.stranger.get(f"{path}/questions")).data
    assert needs.data["items"] == [{"units": 1, "resource_ids": [room["id"]]}]
    assert terms.data["does"]
    assert terms.data["lengths"][0]["minutes"] == 30
    theirs = await api.stranger.get("/services", params={"coach_id": str(house.coach.id)})
    assert theirs.data["items"][0]["price"] == {"minor": 9000, "currency": "EUR"}
    old = await api.stranger.get(f"//providers/{house.coach.id}/services")
    assert old.data == theirs.data
    one = await team.put(f"{path}/questions", {"items": [form.data["items"][0]] * 2})
    assert (one.status, one.code) == (404, "NOT_FOUND")
    unknown = await team.put(f"{path}/needs", {"items": [{"resource_ids": [2**62]}]})
    assert unknown.code == "SERVICE_CHANGED"


async def test_a_room_is_open_closed_used_and_retired(house: House, team: Program) -> None:
    room = (await team.post("/resources", {"kind": "device", "name": "Scanner"})).data
    path = f"/resources/{room['id']}"
    week = [[{"start": "22:00", "end": "02:00"}], *[[]] * 6]

    hours = await team.put(f"{path}/hours", {"weekly": week})
    dates = await team.put(f"{path}/dates", {"days": ["2026-03-05"], "hours": []})
    shut = {"start": "2026-03-06T09:00", "end": "2026-03-07T24:00"}
    closed = await team.post(f"{path}/closures", shut)
    backwards = await team.post(f"{path}/closures", {"start": shut["end"], "end": shut["start"]})

    assert hours.data["weekly"][0] == [{"start": "22:00", "end": "02:00"}]
    assert dates.data["dates"] == [{"day": "2026-03-05", "hours": []}]
    [closure] = closed.data["items"]
    assert (closure["start"], closure["end"]) == ("2026-03-06T09:00", "2026-03-08T00:00")
    assert backwards.complaints == {"end": "invalid"}
    day = await team.get(f"{path}/day", params={"day": "2026-03-06"})
    assert (day.data["uses"], len(day.data["closed"])) == ([], 1)
    assert (await team.delete(f"{path}/closures/{closure['id']}")).data["items"] == []
    assert (await team.delete(path)).data["active"] is False
    listed = await team.get("/resources", params={"active": "true"})
    assert listed.data["items"] == []
    customer = await team.get("/resources/9999")
    assert customer.status == 404


async def test_coaches_are_found_by_category_and_place_and_read_by_everybody(
    api: Api, house: House, team: Program
) -> None:
    path = f"/coaches/{house.coach.id}"
    at = {"place": "Bergstr. 1", "latitude": 52.5, "longitude": 13.4}

    changed = await team.put(path, {"category": "Knees", "about": "Twenty years.", **at})
    own = await (await api.of(house.coach_person)).get("//provider/profile")
    public = await api.stranger.get(path)
    near = await api.stranger.get(
        "//providers", params={"category": "Knees", "latitude": "52.6", "longitude": "13.4"}
    )

    assert changed.data["weight"] == own.data["weight"] == 1
    assert public.data["about"] == "Twenty years."
    assert "weight" not in public.data
    assert 11_000 < near.data["items"][0]["metres"] < 11_200
    for query, status in (
        ({"latitude": "3"}, 400),
        ({"latitude": "91", "longitude": "0"}, 400),
        ({"category": "Feet"}, 200),
        ({"location": "hafen"}, 200),
    ):
        answer = await api.stranger.get("/coaches", params=query)
        assert answer.status == status
        assert status == 400 or answer.data["items"] == []
    assert (await team.post(f"{path}/pause")).data["open"] is False
    assert (await api.stranger.get(path)).status == 404
    assert (await team.post(f"{path}/open", {})).data["open"] is True


async def test_somebody_becomes_a_coach_and_sets_up_themself(
    api: Api, house: House, team: Program
) -> None:
    person, other = house.customers[1:]
    new = {"name": "Ben", "person_id": person.id, "service_id": house.service.id}

    coach = await team.post("/coaches", new)
    ben = await api.of(person)
    changed = await ben.put("//provider/profile", {"name": "Ben Ode", "about": "New."})

    assert (coach.status, coach.data["setting_up"]) == (201, True)
    assert changed.data["name"] == "Ben Ode"
    assert (await ben.put("/coaches/1", {"name": "X"})).status == 403
    assert (await ben.post("/coach/open")).data["open"] is True
    assert (await ben.put("/coach/profile", {"name": "Ben"})).code == "SET_UP_OVER"
    without = await team.post("/coaches", {"name": "Cleo", "email": "cleo@example.com"})
    contacts = await team.get(f"/coaches/{without.data['id']}/contacts")
    assert contacts.data == {"chat": False, "items": ["cleo@example.com"]}
    link = await team.post("/coach-invites", {"name": "Cleo", "coach_id": without.data["id"]})
    used = await (await api.of(other)).post("/coach-invites/accept", {"token": link.data["token"]})
    assert used.data["coach"]["id"] == without.data["id"]
    assert (await team.get(f"/coach-invites/{link.data['id']}")).data["state"] == "used"


async def test_who_cannot_be_a_coach_is_named_by_the_refusal(house: House, team: Program) -> None:
    mia = house.customers[1].id
    new = {"name": "Mia", "person_id": mia}
    assert (await team.post("/coaches", {**new, "service_id": 999_999})).status == 404

    assert (await team.post(f"/users/{mia}/block", {"minutes": 0})).status == 200
    refused = await team.post("/coaches", new)

    assert (refused.status, refused.code) == (403, "APPLICANT_BLOCKED")


async def test_a_coach_is_suspended_as_planned_and_booked_again(
    api: Api, house: House, team: Program
) -> None:
    path = f"/coaches/{house.coach.id}/suspension"

    plan = await team.get(path, params={"until": "2026-03-20"})
    suspension = {"until": "2026-03-20", "reason": "Ill.", "agreed": plan.data["agreed"]}
    done = await team.post(path, suspension)

    assert plan.data["items"] == []
    assert done.data["coach"]["suspended"]["reason"] == "Ill."
    assert (
        await team.post(path, suspension | {"agreed": "no", "until": None})
    ).code == "RESCUE_CHANGED"
    assert (await team.delete(path)).status == 200
    assert (await team.delete(path)).code == "NOT_SUSPENDED"
    assert (await (await api.of(house.coach_person)).get(path)).status == 403


async def test_customers_change_nothing_and_keys_see_no_more_than_they_may(
    api: Api, house: House, team: Program
) -> None:
    customer = await api.of(house.customer)
    narrow = await api.of(house.coach_person, [Scope.BOOKINGS_READ])
    coach, service = house.coach.id, house.service.id
    for method, path, body in (
        ("POST", "/services", MASSAGE),
        ("PUT", f"/services/{service}", {"title": "X"}),
        ("DELETE", f"/services/{service}", None),
        ("PUT", f"/services/{service}/questions", {"items": []}),
        ("PUT", f"/services/{service}/needs", {"items": []}),
        ("GET", f"/services/{service}/gaps", None),
        ("PUT", f"/coaches/{coach}", {"name": "X"}),
        ("PUT", f"/coaches/{coach}/services/{service}", None),
        ("GET", f"/coaches/{coach}/services/{service}/terms", None),
        ("POST", f"/coaches/{coach}/pause", None),
        ("GET", "/resources", None),
        ("GET", "/coach-invites", None),
    ):
        assert (await customer.ask(method, path, json=body)).code == "NOT_ALLOWED", path
        assert (await api.stranger.ask(method, path, json=body)).status == 401, path
    assert (await customer.get("/coach/profile")).status == 404
    assert "weight" not in (await narrow.get(f"/coaches/{coach}")).data
