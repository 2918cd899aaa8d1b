"""What applies to every route: who may ask, what errors say, and repeated requests."""

import asyncio
import io
import re
from datetime import timedelta

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import make_mocked_request
from structlog.testing import capture_logs

from domain.programs.scopes import Scope
from domain.refusals import Refusal
from handlers.http.api.routes import ROUTES
from handlers.http.app import OF_THE_API
from handlers.wording.words import words_for
from storage.transactions import Database
from tests.handlers.http.api.programs import Api, Program, serve
from tests.house import NOW, House

TOMORROW = (NOW + timedelta(days=1)).isoformat()


def booking_body(house: House, **changed: object) -> dict[str, object]:
    start = {"start": TOMORROW, "service_id": house.service.id, "coach_id": house.coach.id}
    return {**start, **changed}


async def test_a_stranger_and_a_false_key_are_told_to_sign_in(api: Api) -> None:
    for headers, code in (
        ({}, "NOT_SIGNED_IN"),
        ({"Authorization": "Bearer cbk_nobody"}, "INVALID_TOKEN"),
        ({"Authorization": "Basic YTpi"}, "INVALID_TOKEN"),
        ({"Authorization": "Bearer "}, "INVALID_TOKEN"),
        ({"token_jwt": "nonsense"}, "INVALID_TOKEN"),
    ):
        answer = await api.stranger.get("/appointments/1", headers=headers)
        assert (answer.status, answer.code) == (401, code), headers
        assert "Bearer" in answer.headers["WWW-Authenticate"]


async def test_a_key_does_no_more_than_its_scopes_say(api: Api, house: House) -> None:
    reader = await api.of(house.customer, [Scope.BOOKINGS_READ])

    with capture_logs() as logged:
        answer = await reader.post("/appointments", booking_body(house))

    assert (answer.status, answer.code) == (403, "SCOPE_MISSING")
    assert answer.details == {"scope": "bookings:write"}
    [line] = [line for line in logged if line["event"] == "api.forbidden"]
    assert (line["route"], line["why"]) == ("/api/v1/appointments", "scope_missing")
    assert line["person"] == house.customer.id


async def test_browsers_are_told_to_stay_with_tls_where_we_have_it(database: Database) -> None:
    for url, header in (("https://bot.example.org", "max-age=31536000"), ("http://bot.test", None)):
        async with serve(database, public_url=url) as api:
            answer = await api.stranger.get("/house")
            assert answer.headers.get("Strict-Transport-Security") == header


async def test_what_there_is_not_is_told_from_what_may_not_be_done(api: Api) -> None:
    assert (await api.stranger.get("/nothing")).code == "NO_SUCH_PATH"
    answer = await api.stranger.ask("PATCH", "/appointments")
    assert (answer.status, answer.code) == (405, "METHOD_NOT_ALLOWED")
    assert "POST" in answer.headers["Allow"]
    assert (await api.stranger.get("/appointments/x")).status == 401


async def test_all_that_is_wrong_with_a_body_is_said_at_once(api: Api, house: House) -> None:
    customer = await api.of(house.customer)

    answer = await customer.post(
        "/appointments",
        {"start": "2026-05-01T10:00:00", "coach_id": "3", "places": 0, "note": "a\0b", "no": 1},
    )

    assert (answer.status, answer.code) == (422, "INVALID_REQUEST")
    assert answer.complaints == {"note": "invalid"}
    answer = await customer.post(
        "/appointments", {"start": "2026-05-01T10:00:00", "coach_id": "3", "places": 0, "no": 1}
    )
    assert answer.complaints == {
        "service_id": "missing",
        "start": "invalid",
        "coach_id": "invalid",
        "places": "invalid",
        "no": "unknown",
    }


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "UNREADABLE_BODY"),
        (b"\xff", "application/json", 400, "UNREADABLE_BODY"),
        (b"[" * 100_000, "application/json", 400, "UNREADABLE_BODY"),
        (b"[]", "application/json", 422, "INVALID_REQUEST"),
        (b"{}", "text/plain", 415, "JSON_ONLY"),
        (b" " * (1024 * 1024 + 1), "application/json", 413, "BODY_TOO_LARGE"),
    ],
)
async def test_a_body_that_is_none_is_refused(
    api: Api, house: House, body: bytes, kind: str, status: int, code: str
) -> None:
    customer = await api.of(house.customer)

    answer = await customer.post(
        "/appointments", data=io.BytesIO(body), headers={"Content-Type": kind}, json=None
    )

    assert (answer.status, answer.code) == (status, code)


async def test_an_appointment_is_booked_read_moved_and_cancelled(api: Api, house: House) -> None:
    customer, coach = await api.of(house.customer), await api.of(house.coach_person)
    other = await api.of(house.customers[1])

    booked = await customer.post("/appointments", booking_body(house, note="Knee"))

    assert (booked.status, booked.data["status"]) == (201, "pending")
    assert booked.data["start"] == "2026-03-03T08:00:00Z"
    assert booked.data["wall_start"] == "2026-03-03T09:00"
    path = f"/appointments/{booked.data['id']}"
    assert (await customer.get(path)).headers["ETag"] == f'"{booked.data["version"]}"'
    assert (await other.get(path)).status == 404
    taken = await other.post("/appointments", booking_body(house))
    assert (taken.status, taken.code) == (409, "APPOINTMENT_CONFLICT")
    assert len(taken.details["nearest"]) == 3
    stale = await coach.post(f"{path}/approve", headers={"If-Match": '"99"'})
    assert (stale.status, stale.code) == (412, "CHANGED_MEANWHILE")
    assert (await coach.post(f"{path}/approve")).data["status"] == "confirmed"
    moved = await customer.put(
        path, {"start": "2026-03-04T09:00:00+01:00"}, headers={"Time-Zone": "Asia/Tokyo"}
    )
    assert moved.data["start"] == "2026-03-04T17:00:00+09:00"
    seen = await customer.delete(path, headers={"If-Match": '"1"'})
    assert (seen.status, seen.code) == (412, "CHANGED_MEANWHILE")
    assert (await customer.delete(path)).data["status"] == "cancelled"
    assert (await customer.delete(path)).code == "ALREADY_DECIDED"


async def test_one_key_is_one_effect_and_one_answer(api: Api, house: House) -> None:
    customer = await api.of(house.customer)
    headers = {"Idempotency-Key": "order-1"}

    answers = await asyncio.gather(
        *(customer.post("/appointments", booking_body(house), headers=headers) for _ in range(50))
    )

    assert {answer.status for answer in answers} == {201}
    assert len({answer.data["id"] for answer in answers}) == 1
    assert sum("Idempotent-Replayed" not in answer.headers for answer in answers) == 1
    # Cancelled since; what was answered stays answered.
    await customer.delete(f"/appointments/{answers[0].data['id']}")
    again = await customer.post("/appointments", booking_body(house), headers=headers)
    assert again.data == answers[0].data
    other = await customer.post("/appointments", booking_body(house, note="x"), headers=headers)
    assert (other.status, other.code) == (422, "IDEMPOTENCY_KEY_USED")


@pytest.mark.parametrize("odd", ["order 1", "ordre-\u00e9", "x" * 256], ids=["blank", "é", "long"])
async def test_a_key_is_as_the_description_has_it(api: Api, house: House, odd: str) -> None:
    customer = await api.of(house.customer)
    answer = await customer.delete("/appointments/1", headers={"Idempotency-Key": odd})

    assert (answer.status, answer.complaints) == (400, {"Idempotency-Key": "invalid"})


async def test_who_died_at_it_leaves_it_to_the_next(api: Api, house: House) -> None:
    customer = await api.of(house.customer)
    headers = {"Idempotency-Key": "order-1"}
    first = await customer.post("/appointments", booking_body(house), headers=headers)
    # As if the process had died between the booking and its answer.
    async with api.database.read() as reader:
        await reader.fetch("UPDATE api_requests SET answer = NULL, leased_until = at")

    again = await customer.post("/appointments", booking_body(house), headers=headers)

    assert again.data["id"] == first.data["id"]


async def test_a_token_that_is_over_is_told_but_keeps_nobody_from_signing_in(api: Api) -> None:
    described = (await api.stranger.get("/openapi.json")).body["paths"]
    for over in ("Basic YTpi", "Bearer cbk_over", "Bearer a.b.c"):
        over_one = Program(api.session, {"Authorization": over})
        read = await over_one.get("/services")
        wrong = await over_one.post(
            "/auth/login", {"email": "nobody", "password": "whatever it is"}
        )

        assert (read.status, read.code) == (401, "INVALID_TOKEN")
        assert wrong.code == "WRONG_LOGIN"
    assert "401" in described["/api/v1/services"]["get"]["responses"]


async def test_errors_are_problems_for_who_asks_for_them(api: Api) -> None:
    headers = {"Accept": "application/problem+json", "Accept-Language": "de"}

    answer = await api.stranger.get("/appointments/1", headers=headers)

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.body["status"] == 401
    assert answer.body["title"] == "Melde dich zuerst an."


async def test_a_page_that_is_known_is_not_sent_again(api: Api, house: House) -> None:
    customer = await api.of(house.customer)
    booked = await customer.post("/appointments", booking_body(house))
    path = f"/appointments/{booked.data['id']}"

    read = await customer.get(path)
    again = await customer.get(path, headers={"If-None-Match": read.headers["ETag"]})

    assert (again.status, again.body) == (304, None)
    assert (await customer.ask("HEAD", path)).status == 200


async def test_who_asks_too_much_is_told_when_to_come_again(
    database: Database, house: House
) -> None:
    async with serve(database, rate=0.1) as api:
        answers = [await api.stranger.get("/nothing/at/all") for _ in range(2)]
        assert {answer.status for answer in answers} == {404}
        answers = [await api.stranger.get("/appointments/1") for _ in range(5)]

    assert answers[0].status == 401
    assert (answers[-1].status, answers[-1].code) == (429, "TOO_MANY_REQUESTS")
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert answers[-1].headers["RateLimit"].startswith('"caller";r=0')


async def test_pages_of_known_origins_may_ask_from_a_browser(
    database: Database, house: House
) -> None:
    async with serve(database, origins=("https://app.example.org",)) as api:
        known = {"Origin": "https://app.example.org", "Access-Control-Request-Method": "POST"}
        answer = await api.stranger.ask("OPTIONS", "/appointments", headers=known)
        strange = await api.stranger.ask(
            "OPTIONS", "/appointments", headers={"Origin": "https://evil.example"}
        )

    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "https://app.example.org"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Origin" not in strange.headers


async def test_while_the_process_ends_nothing_is_begun(database: Database, house: House) -> None:
    async with serve(database, taking=lambda: False) as api:
        answer = await api.stranger.get("/appointments/1")

    assert (answer.status, answer.headers["Retry-After"]) == (503, "1")


async def test_a_long_answer_is_packed(api: Api, house: House) -> None:
    customer = await api.of(house.customer)
    booked = await customer.post("/appointments", booking_body(house, note="ü" * 500))
    path = f"{api.url}/api/v1/appointments/{booked.data['id']}"

    async with (
        ClientSession(auto_decompress=False) as session,
        session.get(path, headers={**customer.headers, "Accept-Encoding": "gzip"}) as response,
    ):
        assert response.headers["Content-Encoding"] == "gzip"
        assert (await response.read())[:2] == b"\x1f\x8b"


def test_every_refusal_has_a_sentence_in_every_language() -> None:
    for language in ("en", "de"):
        words = words_for(language)
        for code in Refusal.kinds:
            assert words.label(f"api.{code}") != f"api.{code}", code


def test_what_routes_are_called_is_theirs_alone() -> None:
    names = [route.name for route in ROUTES]
    assert len(names) == len(set(names))


async def test_every_route_is_where_the_port_leads_to_the_api() -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    for path in OF_THE_API:
        app.router.add_route("*", path, answer)

    for one in ROUTES:
        path = re.sub(r"\{\w+\}", "1", one.path)
        match = await app.router.resolve(make_mocked_request(one.method, path))
        assert match.http_exception is None, one.path
