"""Applications, reports, the log, settings and broadcasts, over HTTP."""

from dataclasses import replace

from domain.people.flags import Flag
from domain.programs.scopes import EVERYTHING
from domain.roles import Role
from storage.people import flags, people
from storage.people.people import Person, TelegramProfile
from tests.handlers.http.api.programs import Api, Program
from tests.house import NOW, House

WEEK = [[{"start": "09:00", "end": "12:00"}], *[[]] * 6]


async def admin_of(house: House) -> Person:
    write = house.database.write
    bo = await write(lambda writer: people.register(writer, TelegramProfile(7901, "Bo")))
    await write(lambda writer: people.set_role(writer, bo.id, Role.ADMIN))
    return replace(bo, role=Role.ADMIN)


async def test_somebody_applies_is_asked_and_becomes_a_coach(
    api: Api, house: House, team: Program
) -> None:
    customer = await api.of(house.customer)
    says = {"name": "Mia Lund", "about": "Runs.", "online": True, "wish": "Running", "weekly": WEEK}

    incomplete = await customer.post("/applications", {"about": "Runs.", "send": True})
    sent = await customer.post("/applications", {**says, "send": True})
    pending = await team.get("//admin/providers/pending")
    path = f"/applications/{sent.data['id']}"
    question = await team.post(f"{path}/ask", {"question": "Since when?"})
    stale = await team.post(f"{path}/approve", headers={"If-Match": f'"{sent.data["version"]}"'})
    answered = await customer.post("/applications/mine/answer", {"answer": "2011."})
    approved = await team.post(f"{path}/approve")

    assert incomplete.code == "APPLICATION_INCOMPLETE"
    assert (sent.status, sent.data["state"]) == (201, "sent")
    assert (pending.data["total"], pending.data["items"][0]["name"]) == (1, "Mia Lund")
    assert question.data["talk"] == [{"question": "Since when?"}]
    assert (stale.status, stale.code) == (409, "APPLICATION_CHANGED")
    assert answered.data["talk"][0]["answer"] == "2011."
    assert (approved.data["state"], "coach_id" in approved.data) == ("approved", True)
    assert (await customer.get("/applications")).code == "NOT_ALLOWED"
    other = await api.of(house.customers[1])
    assert (await other.get("/applications/mine")).status == 404
    await other.post("/applications", {**says, "send": True})
    [waiting] = (await team.get("/applications")).data["items"]
    declined = await team.post(f"/applications/{waiting['id']}/decline", {"because": "full"})
    assert declined.data["reason"] == "full"
    assert (await other.post("/applications", {})).code == "APPLICATION_NOT_AGAIN_YET"
    assert (await other.post("/applications/mine/take-back")).code == "APPLICATION_OVER"


async def test_the_figures_and_the_log_are_read_by_who_may(
    api: Api, house: House, team: Program
) -> None:
    await house.book()
    customer = await api.of(house.customer)

    report = await team.get("//admin/reports", params={"first": "2026-03-01", "last": "2026-03-31"})
    wishes = await team.put("/me/reports", {"daily": "07:30"})
    half = await team.put("/me/reports", {"daily": "08:00", "weekly": "24:00"})
    kept = await team.get("/me/reports")
    changed = await team.put(f"/services/{house.service.id}", {"title": "Talk"})
    log = await team.get("/audit", params={"limit": "1", "kind": "service"})
    glance = await team.get("/status")
    health = await team.get("/health")
    letters = await team.get("/dead-letters")
    away = await team.get("/unreachable-users")

    assert report.data["bookings"] == {"confirmed": 1}
    assert report.data["to_come"] == [{"minor": 5000, "currency": "EUR"}]
    assert half.complaints == {"weekly": "invalid"}
    assert wishes.data == kept.data == {"daily": "07:30"}
    [line] = log.data["items"]
    assert (line["action"], line["door"]) == ("change_service", "http")
    assert (line["before"], line["after"]) == ({"title": "Coaching"}, {"title": "Talk"})
    assert changed.status == glance.status == health.status == 200
    assert letters.data["items"] == away.data["items"] == []
    assert len((await team.get("/audit", params={"limit": "1"})).data["next"]) > 0
    for path, params, status in (
        ("/audit", {"kind": "nothing"}, 422),
        ("/audit", {"user_id": "1", "appointment_id": "1"}, 422),
        ("/audit", {"request_id": "no-such-request"}, 200),
        ("/audit", {"day": "2026-02-30"}, 400),
        ("/reports", {"first": "2026-03-02", "last": "2026-03-01"}, 422),
        ("/reports", {"last": "2026-03-01"}, 422),
    ):
        assert (await team.get(path, params=params)).status == status, params
    for path in ("/audit", "/reports", "/settings", "/status", "/health", "/flags", "/exports"):
        assert (await customer.get(path)).code == "NOT_ALLOWED", path


async def test_the_business_is_set_and_shown_to_everybody(
    api: Api, house: House, team: Program
) -> None:
    read = await team.get("/settings")
    tag = {"If-Match": read.headers["ETag"]}

    changed = await team.put(
        "/settings",
        {"name": "Bergs", "open_limit": 3, "morning": "07:00", "languages": ["de"]},
        headers=tag,
    )
    text = await team.put("/settings/texts/imprint/de", {"says": "Berg GmbH, Berlin"})
    shown = await api.stranger.get("/house", headers={"Accept-Language": "de"})
    money = await team.put("/settings/currency", {"currency": "CHF"})
    kept = await team.put("/settings/retention/messages", {"days": 14})

    assert (changed.data["open_limit"], changed.data["morning"]) == (3, "07:00")
    assert text.data["texts"][0]["says"] == "Berg GmbH, Berlin"
    assert (shown.data["name"], shown.data["imprint"]) == ("Bergs", "Berg GmbH, Berlin")
    # English is what those read who speak none of them.
    assert shown.data["languages"] == ["en", "de"]
    assert money.data["currency"] == "CHF"
    assert (await api.stranger.get(f"/services/{house.service.id}")).data["price"] == {
        "minor": 5000,
        "currency": "CHF",
    }
    texts = {
        "sms_per_day": 2,
        "sms_per_month": 100,
        "sms_codes_per_day": 20,
        "sms_countries": ["DE", "AT"],
        "other_way_minutes": 15,
    }
    assert (await team.put("/settings", texts)).data.items() >= texts.items()
    assert {"what": "messages", "days": 14, "choices": [14, 30, 90]} in kept.data["items"]
    assert (await team.put("/settings", {"name": "X"}, headers=tag)).status == 412
    for path, body in (
        ("/settings", {"open_limit": 0}),
        ("/settings", {"zone": "Moon/Base"}),
        ("/settings", {"languages": ["xx"]}),
        ("/settings", {"sms_countries": ["XX"]}),
        ("/settings", {"sms_codes_per_day": 10_001}),
        ("/settings", {"other_way_minutes": 0}),
        ("/settings", {"latitude": 1.0}),
        ("/settings/currency", {"currency": "XXQ"}),
        ("/settings/retention/messages", {"days": 15}),
    ):
        assert (await team.put(path, body)).status == 422, body
    assert (await team.put("/settings/texts/poem/de", {"says": "x"})).status == 404


async def test_many_are_written_to_and_files_are_asked_for(house: House, team: Program) -> None:
    reach = await team.get("/broadcasts/reach", params={"who": "customers"})
    draft = await team.post("/broadcasts", {"who": "everybody", "text": "Closed on Friday."})
    path = f"/broadcasts/{draft.data['id']}"
    sent = await team.post(f"{path}/send")
    paused = await team.post(f"{path}/pause")
    wanted = {"tables": ["customers", "bookings"], "format": "xlsx", "to": "chat"}
    files = await team.post("/exports", wanted)

    assert reach.data["reached"] >= 0
    assert (draft.status, draft.data["state"]) == (201, "draft")
    assert draft.data["reach"]["reached"] == sent.data["people"]
    assert (sent.data["state"], paused.data["state"]) == ("running", "paused")
    assert [one["id"] for one in (await team.get("/broadcasts")).data["items"]] == [
        draft.data["id"]
    ]
    assert (files.status, files.data["state"], files.data["to"]) == (202, "waiting", "chat")
    assert (await team.post(f"{path}/jump")).status == 404
    narrowed = {"who": "coaches", "days": "30"}
    assert (await team.get("/broadcasts/reach", params=narrowed)).status == 422
    assert (await team.get("/imports")).data["items"] == []
    assert (await team.get("/imports/7")).status == 404


async def test_a_flag_is_looked_at_and_is_nothing(house: House, team: Program) -> None:
    raised = await house.database.write(
        lambda writer: flags.raise_flag(writer, house.customer.id, Flag.NO_SHOWS, 3, 3, NOW)
    )
    listed = await team.get("/flags")
    done = await team.post(f"/flags/{raised}/dismiss")

    assert (listed.data["total"], listed.data["items"][0]["user_id"]) == (1, house.customer.id)
    assert done.data["decision"] == "dismissed"
    assert (await team.get("/flags")).data["items"] == []
    assert (await team.get("/flags/999")).status == 404


async def test_a_table_is_read_looked_at_and_brought_in(house: House, team: Program) -> None:
    rows = [["Name", "Telefon"], ["Nora Falk", "+49 30 901820"], ["", "12"]]

    draft = await team.post("/imports", {"name": "kunden.csv", "rows": rows})
    path = f"/imports/{draft.data['id']}"
    odd = await team.put(path, {"columns": ["phone"]})
    checked = await team.post(f"{path}/check")
    wrong = await team.get(f"{path}/lines", params={"state": "wrong"})
    stale = await team.post(f"{path}/confirm", {"revision": 999})
    begun = await team.post(f"{path}/confirm", {"revision": checked.data["revision"]})

    assert (draft.status, draft.data["kind"]) == (201, "customers")
    assert draft.data["columns"] == ["name", "phone"]
    assert odd.complaints == {"columns": "invalid"}
    assert checked.data["lines"] == {"new": 1, "wrong": 1}
    assert wrong.data["items"][0]["faults"][0][0] == "name"
    assert (stale.status, stale.code) == (409, "IMPORT_CHANGED")
    assert begun.data["state"] == "running"
    assert (await team.post(f"{path}/undo")).code == "IMPORT_CHANGED"


async def test_summaries_complaints_and_erasing(api: Api, house: House, team: Program) -> None:
    coach, customer = await api.of(house.coach_person), await api.of(house.customer)
    admin = await api.of(await admin_of(house), EVERYTHING)
    await house.book()

    summaries = await coach.put("/coach/summaries", {"morning": "07:15", "evening": "off"})
    going = await admin.get(f"/users/{house.customer.id}/erasing")
    gone = await admin.delete(f"/users/{house.customer.id}")

    assert summaries.data == {"morning": "07:15", "evening": "off", "empty_days": False}
    assert "morning" not in (await coach.put("/coach/summaries", {"morning": None})).data
    assert (await coach.put("/coach/summaries", {"morning": "soon"})).status == 422
    assert (await customer.get("/coach/summaries")).status == 401  # erased, and their keys with it
    assert len(going.data["appointment_ids"]) == gone.data["cancelled"] == 1
    assert (await admin.delete(f"/users/{house.coach_person.id}")).code == "WORKS_HERE"
    assert (await team.get("/complaints")).data["items"] == []
    assert (await team.get("/complaints/3")).status == 404
    assert (await coach.get("/complaints")).code == "NOT_ALLOWED"
