"""What people are told, and in which ways, over HTTP."""

from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ec

from bot.delivery.channels.encrypted import point
from domain.messages.notices import Channel
from storage.services import business
from storage.transactions import Database
from tests.handlers.http.api.programs import Program, serve
from tests.handlers.http.api.signed_in import signed_in
from tests.house import House

EVERY = frozenset({Channel.SMS, Channel.PUSH, Channel.WEB_PUSH, Channel.MAIL})
PUSH = "https://push.example.org/send/abc"


def _base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def browser(**other: object) -> dict[str, object]:
    key = point(ec.generate_private_key(ec.SECP256R1()).public_key())
    keys = {"p256dh": _base64url(key), "auth": _base64url(b"sixteen bytes it")}
    return {"endpoint": PUSH, "keys": keys, "name": "Firefox"} | other


async def test_the_team_writes_to_somebody_who_reads_and_says_so(
    database: Database, house: House, team: Program
) -> None:
    async with serve(database, available_channels=EVERY) as api:
        mia = await api.of(house.customer)
        lena = await api.of(house.customers[2])
        body = {"client_id": house.customer.id, "text": "The door is <b>open</b>."}
        sent = await team.post("/notifications", body)
        assert sent.status == 201
        [notification] = (await mia.get("/notifications")).data["items"]
        assert (notification["kind"], notification["channel"], notification["status"]) == (
            "house_message",
            "telegram",
            "waiting",
        )
        receipt = f"/notifications/{notification['message']}/receipt"
        assert (await lena.post(receipt, {"status": "read"})).status == 404
        for status in ("read", "delivered", "read"):
            assert (await mia.post(receipt, {"status": status})).status == 200
        assert (await mia.post(receipt, {"status": "failed"})).status == 422
        listed = await team.get("/notifications", params={"client_id": str(house.customer.id)})
        assert "read_at" in listed.data["items"][0]
        assert (await mia.get("/notifications", params={"client_id": "1"})).code == "NOT_ALLOWED"
        assert (await mia.post("/notifications", body)).code == "NOT_ALLOWED"
        for wrong in ({"text": ""}, {"text": "x" * 1001}, {"client_id": 0}):
            assert (await team.post("/notifications", body | wrong)).status in (400, 422)
        again = [(await team.post("/notifications", body)).status for _ in range(5)]
        assert again == [201] * 4 + [429]
        page = await mia.get("/notifications", params={"limit": "2"})
        rest = await mia.get("/notifications", params={"cursor": page.data["next"]})
        ids = [one["id"] for one in (*page.data["items"], *rest.data["items"])]
        assert ids == sorted(set(ids), reverse=True)
        assert len(ids) == 5


async def test_devices_are_told_until_they_are_removed(database: Database, house: House) -> None:
    async with serve(database, available_channels=EVERY) as api:
        mia, lena = await api.of(house.customer), await api.of(house.customers[2])
        path = "/notifications/subscriptions"
        app = await mia.post(path, {"token": "fcm:1", "name": "Pixel"})
        kept = await mia.post(path, browser())
        again = await mia.post(path, browser())
        assert (app.status, kept.status) == (201, 201)
        assert again.data == kept.data
        ways = (await mia.get("/notifications/ways")).data
        assert [one["channel"] for one in ways["ways"]] == ["push", "web_push", "sms", "mail"]
        assert [one["name"] for one in ways["subscriptions"]] == ["Pixel", "Firefox"]
        # On another's telephone it is that one's.
        await lena.post(path, {"token": "fcm:1"})
        assert len((await mia.get("/notifications/ways")).data["subscriptions"]) == 1
        await lena.delete(f"{path}/{kept.data['id']}")
        assert len((await mia.get("/notifications/ways")).data["subscriptions"]) == 1
        for _ in range(2):
            assert (await mia.delete(f"{path}/{kept.data['id']}")).status == 200
        off = await mia.put("/notifications/ways/push", {"wanted": False})
        assert [one["wanted"] for one in off.data["ways"]] == [False, True, False, True]
        assert (await mia.put("/notifications/ways/pigeon", {"wanted": True})).status == 404

        inside = (
            *("http://push.example.org/1", "https://127.0.0.1/1", "https://[::1]/1"),
            *("https://localhost/", "https://u:p@push.example.org/1", "https://10.0.0.1:1/"),
        )
        for endpoint in (*inside, "ftp://x.org", "https://", "https://[", "https://a.b:99999/"):
            refused = await mia.post(path, browser(endpoint=endpoint))
            assert refused.complaints == {"endpoint": "invalid"}
        weak = {"p256dh": _base64url(b"\4" + bytes(64)), "auth": _base64url(b"sixteen bytes it")}
        assert (await mia.post(path, browser(keys=weak))).complaints == {"p256dh": "invalid"}
        short = browser()["keys"] | {"auth": "AAAA"}  # type: ignore[operator]  # a mapping
        assert (await mia.post(path, browser(keys=short))).complaints == {"auth": "invalid"}
        assert (await mia.post(path, {"token": "a\u202eb"})).complaints == {"token": "invalid"}
        assert (await mia.post(path, {"name": "neither"})).status == 422


HOSTILE = ("a\0b", "\ud800", "\u202eevil", "🎾" * 40, "x" * 5000, "", " ", "' OR 1=1 --")


async def test_hostile_texts_and_numbers_are_refused_or_kept_and_never_a_fault(
    database: Database, house: House, team: Program
) -> None:
    async with serve(database, available_channels=EVERY) as api:
        mia = await api.of(house.customer)
        answers = []
        for text in HOSTILE:
            answers += [
                await team.post("/notifications", {"client_id": house.customer.id, "text": text}),
                await mia.post("/notifications/subscriptions", {"token": text, "name": text}),
                await mia.post("/notifications/subscriptions", {"token": "t:1", "name": text}),
                await mia.post("/notifications/subscriptions", browser(endpoint=text)),
                await mia.post("/notifications/subscriptions", browser(name=text)),
                await mia.post("/notifications/number", {"number": text}),
                await mia.post("/notifications/number/confirm", {"code": text}),
            ]
        for cursor in ("MQ", "LTE", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "x", "bnVsbA"):
            answers.append(await mia.get("/notifications", params={"cursor": cursor}))
        for number in (2**63 - 1, 2**63, -1):
            read = {"status": "read"}
            answers.append(await mia.post(f"/notifications/{number}/receipt", read))
            answers.append(await mia.delete(f"/notifications/subscriptions/{number}"))
            answers.append(await team.get("/notifications", params={"client_id": str(number)}))
        assert [one.status for one in answers if one.status >= 500] == []


async def test_a_number_is_shown_by_its_code(database: Database, house: House) -> None:
    async with serve(database, available_channels=EVERY) as api, serve(database) as poor:
        mia = await signed_in(api, house.customer)
        await database.write(lambda w: business.set_columns(w, {"zone": "Europe/Berlin"}))
        dear = await mia.post("/notifications/number", {"number": "+39 312 345 6789"})
        assert [one["field"] for one in dear.details["fields"]] == ["number"]
        number = {"number": "+49 171 3920012"}
        without = await signed_in(poor, house.customer)
        assert (await without.post("/notifications/number", number)).code == "NO_WAY_TO_WRITE"
        assert (await mia.post("/notifications/number", number)).status == 200
        async with database.read() as reader:
            [[code]] = await reader.fetch("SELECT facts ->> 'code' FROM outbox WHERE kind = 'code'")
        confirm = "/notifications/number/confirm"
        assert (await mia.post(confirm, {"code": "nonsense"})).code == "WRONG_CODE"
        shown = await mia.post(confirm, {"code": code})
        [sms] = [one for one in shown.data["ways"] if one["channel"] == "sms"]
        assert sms == {"channel": "sms", "wanted": True, "to": "+491713920012"}
        assert (await mia.post(confirm, {"code": code})).code == "WRONG_CODE"
        async with database.read() as reader:
            notices = await reader.fetch("SELECT 1 FROM outbox WHERE kind = 'account_changed'")
        assert len(notices) == 1
        assert (await mia.post("/notifications/number", {"number": "123"})).status in (400, 422)
