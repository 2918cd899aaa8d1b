"""Series, sessions of groups and the waitlist by HTTP."""

from datetime import datetime, timedelta
from typing import Any

from domain.services.rules import Rules
from domain.services.service import Approval
from storage.transactions import Database
from tests.handlers.actions.in_line import look
from tests.handlers.http.api.booked import TOMORROW, booking_body
from tests.handlers.http.api.programs import Api, serve
from tests.house import House, Plan, open_house

HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def test_a_series_is_planned_mended_booked_moved_and_ended(api: Api, house: House) -> None:
    customer, coach = await api.of(house.customer), await api.of(house.coach_person)
    other = await api.of(house.customers[1])
    await house.book(starts_at=TOMORROW + WEEK, customer_id=house.customers[1].id)
    repeating = {"unit": "week", "count": 4}

    begun = await customer.post("/series/plans", booking_body(house, repeating=repeating))
    assert begun.status == 201
    plan, path = begun.data, f"/series/plans/{begun.data['id']}"
    assert [one.get("why") for one in plan["dates"]] == [None, "booked", None, None]
    assert (plan["free"], plan["count"]) == (False, 4)
    assert (await other.get(path)).code == "PLAN_GONE"
    clash = await customer.post(f"{path}/carry-out", {"count": 4})
    assert (clash.status, clash.code) == (409, "SERIES_CLASH")
    assert clash.details["lost"] == [[1, "booked"]]
    starts = (await customer.get(f"{path}/dates/1")).data["starts"]
    assert starts
    both = await customer.put(f"{path}/dates/1", {"start": starts[0], "skipped": True})
    assert both.status == 422
    mended = (await customer.put(f"{path}/dates/1", {"start": starts[0]})).data
    assert mended["free"]
    skipped = (await customer.put(f"{path}/dates/3", {"skipped": True})).data
    assert skipped["count"] == 3
    seen = {"count": 3, "price": 5000}
    francs = await customer.post(f"{path}/carry-out", {**seen, "currency": "CHF"})
    assert francs.status == 409
    done = (
        await customer.post(f"{path}/carry-out", {**seen, "currency": "EUR", "note": "Knee"})
    ).data
    assert len(done["dates"]) == 3
    assert done["dates"][0]["note"] == "Knee"
    again = (await customer.post(f"{path}/carry-out", {"count": 3})).data
    assert again["series_id"] == done["series_id"]

    first = f"/appointments/{done['dates'][0]['id']}/series"
    assert (await other.get(first)).status == 404
    stale = await coach.post(f"{first}/approve", {"seen": 1})
    assert (stale.status, stale.code) == (409, "SERIES_CHANGED")
    seen = (await coach.get(first)).data
    assert seen["waiting"] == 3
    approved = (await coach.post(f"{first}/approve", {"seen": seen["waiting_seen"]})).data
    assert {one["status"] for one in approved["dates"]} == {"confirmed"}
    later = (instant(done["dates"][0]["start"]) + 5 * HOUR).isoformat()
    move = (await customer.post(f"{first}/move", {"start": later})).data
    assert (move["purpose"], move["count"]) == ("move", 3)
    moved = await customer.post(f"/series/plans/{move['id']}/carry-out", {"count": 3})
    assert instant(moved.data["dates"][0]["start"]) == instant(later)
    key = {"Idempotency-Key": "end"}
    ended = await customer.post(f"{first}/cancel", {}, headers=key)
    assert {one["status"] for one in ended.data["dates"]} == {"cancelled"}
    assert (await customer.post(f"{first}/cancel", {}, headers=key)).data == ended.data


async def test_staff_says_on_whose_account_a_series_ends_and_a_client_does_not(
    api: Api, house: House
) -> None:
    customer, coach = await api.of(house.customer), await api.of(house.coach_person)
    repeating = {"unit": "week", "every": 1, "count": 2}
    plan = (await customer.post("/series/plans", booking_body(house, repeating=repeating))).data
    done = (await customer.post(f"/series/plans/{plan['id']}/carry-out", {"count": 2})).data
    first = f"/appointments/{done['dates'][0]['id']}/series/cancel"

    refused = await customer.post(first, {"reason": "Ill", "borne_by": "customer"})
    assert refused.complaints == {"reason": "invalid", "borne_by": "invalid"}
    ended = await coach.post(first, {"reason": "They rang", "borne_by": "customer"})
    assert [(one["reason"], one["borne_by"]) for one in ended.data["dates"]] == (
        [("They rang", "customer")] * 2
    )


async def test_a_group_is_opened_joined_moved_and_called_off(database: Database) -> None:
    service: dict[str, Any] = {"capacity": 3, "most_places": 2, "rules": Rules()}
    plan = Plan(customers=3, approval=Approval.MANUAL, service=service)
    house = await open_house(database, plan)
    async with serve(database) as api:
        coach = await api.of(house.coach_person)
        one, two, three = [await api.of(person) for person in house.customers]

        start = {"service_id": house.service.id, "start": TOMORROW.isoformat()}
        off_the_minute = (TOMORROW + timedelta(seconds=30)).isoformat()
        odd = await coach.post("/group-sessions", {**start, "start": off_the_minute})
        assert (odd.status, odd.code, odd.details["reason"]) == (422, "NOT_OFFERED", "grid")
        opened = await coach.post("/group-sessions", start)
        assert (opened.status, opened.data["by_hand"]) == (201, True)
        path = f"/group-sessions/{opened.data['id']}"
        assert (await one.post("/group-sessions", start)).status in (403, 404)
        assert (await one.get(path)).code == "NOT_ALLOWED"
        where = f"/availability?service_id={house.service.id}&from=2026-03-03"
        [day] = (await api.stranger.get(where)).data["days"]
        assert day["starts"][0]["places_left"] == 3
        assert (await one.post("/appointments", booking_body(house, places=2))).status == 201
        gone = await two.post("/appointments", booking_body(house, places=2))
        assert (gone.status, gone.code) == (409, "APPOINTMENT_CONFLICT")
        assert (gone.details["left"], len(gone.details["nearest"])) == (1, 3)
        assert (await two.post("/appointments", booking_body(house))).status == 201
        seen = await coach.get(path)
        assert [seat["places"] for seat in seen.data["seats"]] == [2, 1]
        stale = await coach.post(f"{path}/close", headers={"If-Match": '"999"'})
        assert (stale.status, stale.code) == (412, "CHANGED_MEANWHILE")
        approved = await coach.post(f"{path}/approve", headers={"If-Match": seen.headers["ETag"]})
        assert approved.status == 200
        assert (await coach.post(f"{path}/close")).data["state"] == "closed"
        assert (await three.post("/appointments", booking_body(house))).status == 409
        closed = (await coach.get(path)).data["version"]
        assert (await coach.post(f"{path}/reopen")).data["state"] == "open"
        assert (await one.post(f"{path}/undo", {"version": closed})).code == "NOT_ALLOWED"
        assert (await coach.post(f"{path}/undo", {"version": closed})).code == "UNDO_OVERTAKEN"
        later = (TOMORROW + 5 * HOUR).isoformat()
        assert instant((await coach.put(path, {"start": later})).data["start"]) == instant(later)
        listed = (await coach.get("/group-sessions?from=2026-03-03&to=2026-03-04")).data["items"]
        assert [one["id"] for one in listed] == [opened.data["id"]]
        assert (await coach.get("/group-sessions?to=2026-09-09")).complaints == {"to": "invalid"}
        off = await coach.post(f"{path}/cancel", {"reason": "Ill"})
        assert (off.data["state"], off.data["reason"]) == ("cancelled", "Ill")
        assert (await coach.post(f"{path}/cancel", {})).code == "GROUP_OVER"
        mine = (await one.get("/appointments?when=past")).data["items"]
        assert [seat["status"] for seat in mine] == ["cancelled"]


async def test_who_waits_in_line_takes_what_comes_free(api: Api, house: House) -> None:
    customer, other = await api.of(house.customer), await api.of(house.customers[1])
    line = {"service_id": house.service.id, "coach_id": house.coach.id}
    day = {"first": "2026-03-03", "last": "2026-03-03"}
    taken = [
        await house.book(starts_at=TOMORROW + shift, customer_id=house.customers[2].id)
        for shift in (0 * HOUR, 2 * HOUR, 5 * HOUR)
    ]

    joined = await customer.post("/waitlist", {**line, **day, "part": "m"})
    assert (joined.status, joined.data["number"], joined.data["part"]) == (201, 1, "m")
    path = f"/waitlist/{joined.data['id']}"
    assert (await other.get(path)).status == 404
    past = {"first": "2026-02-01", "last": "2026-02-02"}
    assert (await customer.put(path, past)).code == "NOTHING_TO_WAIT_FOR"
    changed = (await customer.put(path, {**day, "weekdays": [1]})).data
    assert changed["weekdays"] == [1]
    assert len((await customer.get("/waitlist")).data["items"]) == 1

    holder = await api.of(house.customers[2])
    offers = list[Any]()
    for gone in taken[:2]:
        assert (await holder.delete(f"/appointments/{gone.id}")).status == 200
        await look(house)
        kept = (await customer.get(path)).data["offer"]
        assert instant(kept["start"]) <= gone.starts_at
        offers.append(kept)
        decline = f"/waitlist/offers/{kept['id']}/decline"
        assert (await other.post(decline)).status == 404
        if len(offers) == 1:
            assert "offer" not in (await customer.post(decline)).data
    over = await customer.post(f"/waitlist/offers/{offers[0]['id']}/accept")
    assert (over.status, over.code) == (409, "OFFER_OVER")
    accept = f"/waitlist/offers/{offers[1]['id']}/accept"
    booked = await customer.post(accept)
    assert (booked.status, booked.data["start"]) == (201, offers[1]["start"])
    assert (await customer.post(accept)).data["id"] == booked.data["id"]
    assert (await customer.get(path)).data["state"] == "booked"
    again = (await customer.post("/waitlist", {**line, **day})).data
    path = f"/waitlist/{again['id']}"
    assert (await customer.delete(path)).data["state"] == "left"
    assert (await customer.get("/waitlist")).data["items"] == []
    assert (await customer.put(path, day)).code == "NO_PLACE"
    assert (await customer.post("/waitlist/offers/999/accept")).status == 404
