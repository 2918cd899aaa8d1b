"""Webhooks, set up and managed through the API, only by admins."""

from datetime import timedelta
from functools import partial

from domain.programs.webhooks import MOST, WebhookState
from domain.roles import SYSTEM
from handlers.actions.programs.webhook_outcomes import AttemptOutcome, note
from storage import audit
from storage.programs import webhook_deliveries, webhooks
from storage.programs.webhook_deliveries import DeliveryAttempt
from storage.transactions import Database
from tests.handlers.http.api.programs import Api, Program
from tests.house import NOW, House

URL = "https://hooks.example.org/coachbook"


async def test_one_is_set_up_changed_given_a_new_secret_tested_and_deleted(
    team: Program, database: Database
) -> None:
    added = await team.post("/webhooks", {"url": URL, "kinds": ["appointment.created"]})
    assert added.status == 201
    one, secret = added.data["webhook"], added.data["secret"]
    assert (one["url"], one["state"], one["kinds"]) == (URL, "active", ["appointment.created"])
    assert secret.startswith("whsec_")
    where = f"/webhooks/{one['id']}"
    assert (await team.get("/webhooks")).data["items"] == [one] == [(await team.get(where)).data]

    changed = await team.patch(where, {"enabled": False, "kinds": [], "description": "Books"})
    assert (changed.data["state"], changed.data["kinds"]) == ("paused", [])
    rotated = await team.post(f"{where}/rotate")
    assert rotated.data["secret"] not in (secret, None)
    assert rotated.data["webhook"]["old_secret_until"]

    sent = await team.post(f"{where}/test")
    assert (sent.status, sent.data["kind"], sent.data["state"]) == (201, "webhook.test", "waiting")
    log = (await team.get(f"{where}/messages")).data
    assert log == {"items": [sent.data]}
    claimed = await database.write(
        partial(
            webhook_deliveries.claim,
            owner="me",
            now=NOW + timedelta(days=400),
            lease=timedelta(minutes=1),
            most=9,
            most_each=9,
        )
    )
    assert [row.secrets[0] for row in claimed] == [rotated.data["secret"]]
    tried = AttemptOutcome(DeliveryAttempt(NOW, 500, 12, "no", None))
    await note(database, claimed[0], tried, owner="me", jitter=0, actor=SYSTEM, now=NOW)
    message = f"{where}/messages/{sent.data['id']}"
    whole = (await team.get(message)).data
    assert whole["message"]["state"] == "failed"
    assert [(one["status"], one["answer"]) for one in whole["tries"]] == [(500, "no")]
    assert '"webhook_id":' in whole["body"]
    assert (await team.get(where)).data["last_status"] == 500
    assert (await team.post(f"{message}/replay")).data["state"] == "waiting"
    since = {"since": "2020-01-01T00:00:00Z", "delivered_too": True}
    assert (await team.post(f"{where}/replay", since)).data == {"messages": 0}  # tests are not

    assert (await team.ask("DELETE", where)).status == 200
    for path in (where, f"{where}/messages", message):
        assert (await team.get(path)).code == "WEBHOOK_GONE"
    async with database.read() as reader:
        lines = await audit.of(reader, "webhook", one["id"])
    assert [line.action for line in lines][:2] == ["add_webhook", "change_webhook"]
    assert "whsec_" not in str(lines)


async def test_the_same_request_twice_sets_up_one_with_one_secret(team: Program) -> None:
    once = {"Idempotency-Key": "the-same"}
    first, second = [await team.post("/webhooks", {"url": URL}, headers=once) for _ in range(2)]
    assert first.data == second.data
    assert len((await team.get("/webhooks")).data["items"]) == 1

    other = await team.post("/webhooks", {"url": f"{URL}/other"})
    rotated = [
        await team.post(f"/webhooks/{one.data['webhook']['id']}/rotate", headers=once)
        for one in (first, first)
    ]
    assert rotated[0].data["secret"] == rotated[1].data["secret"] != first.data["secret"]

    # Another request under the same key is not done, and is not told that it was.
    another = await team.post("/webhooks", {"url": f"{URL}/third"}, headers=once)
    not_this = f"/webhooks/{other.data['webhook']['id']}/rotate"
    for answer in (another, await team.post(not_this, headers=once)):
        assert (answer.status, answer.code) == (422, "IDEMPOTENCY_KEY_USED")
    assert len((await team.get("/webhooks")).data["items"]) == 2


async def test_what_cannot_be_is_refused_with_a_reason(team: Program) -> None:
    for url, reason in (("http://hooks.example.org", "scheme"), ("https://10.0.0.1", "private")):
        refused = await team.post("/webhooks", {"url": url})
        assert (refused.status, refused.code) == (422, "WRONG_WEBHOOK_URL")
        assert refused.details == {"reason": reason}
    wrong = await team.post("/webhooks", {"url": URL, "kinds": ["weather.changed"]})
    assert wrong.status == 422
    for number in range(MOST):
        assert (await team.post("/webhooks", {"url": f"{URL}/{number}"})).status == 201
    assert (await team.post("/webhooks", {"url": URL})).code == "TOO_MANY_WEBHOOKS"


async def test_nobody_but_admins_has_anything_of_it(api: Api, team: Program, house: House) -> None:
    one = (await team.post("/webhooks", {"url": URL})).data["webhook"]["id"]
    coach = await api.of(house.coach_person)
    for method, path, body in (
        ("GET", "/webhooks", None),
        ("POST", "/webhooks", {"url": URL}),
        ("GET", f"/webhooks/{one}", None),
        ("PATCH", f"/webhooks/{one}", {"enabled": False}),
        ("DELETE", f"/webhooks/{one}", None),
        ("POST", f"/webhooks/{one}/rotate", None),
        ("POST", f"/webhooks/{one}/test", None),
        ("GET", f"/webhooks/{one}/messages", None),
        ("GET", f"/webhooks/{one}/messages/1", None),
        ("POST", f"/webhooks/{one}/messages/1/replay", None),
        ("POST", f"/webhooks/{one}/replay", {"since": "2020-01-01T00:00:00Z"}),
    ):
        answer = await coach.ask(method, path, json=body)
        assert (method, path, answer.status) == (method, path, 403)


async def test_one_that_was_stopped_says_what_it_missed_and_catches_up_on_request(
    team: Program, database: Database
) -> None:
    added = await team.post("/webhooks", {"url": URL})
    where = f"/webhooks/{added.data['webhook']['id']}"
    one = added.data["webhook"]["id"]
    await database.write(lambda writer: webhooks.stop(writer, one, WebhookState.GONE))

    stopped = await team.get(where)
    asleep = await team.patch(where, {"missed": True})
    resumed = await team.patch(where, {"enabled": True, "missed": True})

    assert stopped.data["state"] == "gone"
    assert "missed_since" in stopped.data
    assert not asleep.data.get("catching_up")
    assert (resumed.data["state"], resumed.data["catching_up"]) == ("active", True)
