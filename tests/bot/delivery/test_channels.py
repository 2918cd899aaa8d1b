"""Messages by text message, to apps and to browsers: real servers check what they are asked."""

import asyncio
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime

import http_ece
import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import ec

from bot import public_addresses
from bot.delivery.channels.adapter import Adapter, wait_of
from bot.delivery.channels.encrypted import MOST_BYTES, encrypted, point
from bot.delivery.channels.fcm import FcmChannel
from bot.delivery.channels.twilio import TwilioChannel
from bot.delivery.channels.vapid import Vapid
from bot.delivery.channels.web_push import WebPushChannel
from domain.channels import USUAL
from domain.identity import Identity
from domain.notices import Channel
from domain.roles import Actor, Door, Role
from handlers.actions.codes import send_code
from handlers.http import receipt_paths
from handlers.http.twilio import TwilioReceipts
from storage import audit, business, identities, push_subscriptions, ways
from storage.transactions import Writer
from tests.bot.delivery.mail_office import Office, office
from tests.house import NOW
from tests.providers import PUBLIC, TOKEN, Providers, providers, say

__all__ = ["office"]

NUMBER = Identity.phone("+49 30 901820")
OFFERED = frozenset({Channel.SMS, Channel.PUSH, Channel.WEB_PUSH, Channel.MAIL})
SOON = timedelta(hours=3)


@dataclass
class Desk:
    """An office with every way, and the address at which Twilio says what it knows."""

    office: Office
    played: Providers
    adapters: dict[Channel, Adapter]
    session: ClientSession
    address: str

    async def wants(self, *channels: Channel) -> None:
        """Mia's number is hers, and she wants these ways."""

        async def work(writer: Writer) -> None:
            await identities.show(writer, self.office.mia, NUMBER, NOW)
            await ways.want(writer, self.office.mia, channels)

        await self.office.database.write(work)

    async def device(self, channel: Channel, target: str) -> None:
        """Mia has an app, or a browser at this address."""
        browser = self.played.browser(target) if channel is Channel.WEB_PUSH else None
        keys = (browser.p256dh, browser.auth) if browser else None
        where = f"{self.played.url}/push/{target}" if browser else target
        mia = self.office.mia
        await self.office.database.write(
            lambda w: push_subscriptions.keep(w, mia, channel, where, keys, None, NOW)
        )

    async def devices(self) -> list[str]:
        async with self.office.database.read() as reader:
            known = await push_subscriptions.of_person(reader, self.office.mia)
        return [one.target.rpartition("/")[2] for one in known]

    async def log(self) -> dict[str, tuple[str, str | None, str | None]]:
        """State, receipt and error by channel, of what was said to Mia."""
        async with self.office.database.read() as reader:
            rows = await reader.fetch(
                "SELECT channel, state, receipt, error FROM outbox WHERE recipient_id = $1",
                self.office.mia,
            )
        return {channel: (state, receipt, error) for channel, state, receipt, error in rows}

    async def until(self, channel: Channel, *states: str) -> None:
        async with asyncio.timeout(60):
            while (await self.log()).get(channel, ("",))[0] not in states:  # noqa: ASYNC110 - a row
                await asyncio.sleep(0.05)

    async def put_off(self, channel: Channel) -> None:
        """Wait until it was tried, and is to be tried again."""
        sql = "SELECT 1 FROM outbox WHERE channel = $1 AND state = 'waiting' AND due_at > $2"
        async with asyncio.timeout(60), self.office.database.read() as reader:
            while not await reader.fetch(sql, channel, self.office.now):  # noqa: ASYNC110 - a row
                await asyncio.sleep(0.05)

    async def row(self, channel: Channel) -> int:
        async with self.office.database.read() as reader:
            [[row]] = await reader.fetch("SELECT id FROM outbox WHERE channel = $1", channel)
        return int(row)

    async def told(self, row: int, status: str, sid: str = "SM1", **more: str) -> int:
        return await say(
            self.session, self.address, row, MessageSid=sid, MessageStatus=status, **more
        )


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    async with providers() as played, ClientSession() as session:
        database, here = office.database, public_addresses.open_session(allowed=lambda _: True)
        vapid = Vapid(database, "mailto:desk@example.org", lambda: office.now)
        made: dict[Channel, Adapter] = {
            Channel.SMS: TwilioChannel(
                session, database, played.twilio, public_url=PUBLIC, clock=lambda: office.now
            ),
            Channel.PUSH: FcmChannel(
                session, database, played.account, url=played.url, clock=lambda: office.now
            ),
            Channel.WEB_PUSH: WebPushChannel(here, database, vapid, lambda: office.now),
        }
        receipts = TwilioReceipts(database, TOKEN, PUBLIC, OFFERED, lambda: office.now)
        app = web.Application()
        app.router.add_post(receipt_paths.TWILIO, receipts.receive)
        async with TestServer(app, host="127.0.0.1") as server, here:
            await office.meet()
            yield Desk(office, played, made, session, f"http://127.0.0.1:{server.port}")


async def test_whom_telegram_does_not_reach_gets_a_text_and_its_receipts_only_advance(
    desk: Desk,
) -> None:
    await desk.wants(Channel.SMS)
    async with desk.office.deliver(adapters=desk.adapters):
        await desk.office.tell("approved", SOON)
        await desk.until(Channel.SMS, "sent")
    [text] = desk.played.texts
    row = await desk.row(Channel.SMS)
    assert text["To"] == "+4930901820"
    assert text["StatusCallback"] == f"{PUBLIC}/webhooks/twilio/{row}"
    assert text["Body"].endswith("https://t.me/coachbook_bot")
    assert len(text["Body"]) <= 3 * 153
    assert (await desk.log())["telegram"][::2] == ("dropped", "elsewhere")

    assert await desk.told(row, "delivered") == 204
    assert (await desk.log())["sms"] == ("sent", "delivered", None)
    # Late, twice, of what came before, and forged: nothing goes back.
    for status in ("sent", "queued", "delivered", "failed", "nonsense"):
        assert await desk.told(row, status, ErrorCode="30003") == 204
    assert (await desk.log())["sms"] == ("sent", "delivered", None)
    forged = {"MessageSid": "SM1", "MessageStatus": "read"}
    assert await say(desk.session, desk.address, row, token="another", **forged) == 403
    assert await say(desk.session, desk.address, row, public="https://b.org", **forged) == 403
    path = f"{desk.address}/webhooks/twilio/{row}"
    assert (await desk.session.post(path, data=b"\xff\0%%%&&" * 3)).status in (400, 403)
    assert (await desk.session.post(path, data=b"a=" + b"x" * 70_000)).status == 413
    # Of what is forgotten, and of what never went by text.
    assert await desk.told(10**17, "delivered") == 204
    assert await desk.told(await desk.row(Channel.TELEGRAM), "read") == 204
    assert (await desk.log())["telegram"][1] is None


async def test_a_receipt_that_comes_before_the_answer_counts(desk: Desk) -> None:
    """Twilio may say "delivered" before it has answered the request that asked for it."""
    await desk.wants(Channel.SMS)

    class Hasty(TwilioChannel):
        async def _post(self, number: str, text: str, message_id: int | None) -> str | None:
            assert message_id is not None
            assert await desk.told(message_id, "delivered", "SM1") == 204
            return await super()._post(number, text, message_id)

    hasty = Hasty(
        desk.session,
        desk.office.database,
        desk.played.twilio,
        public_url=PUBLIC,
        clock=lambda: desk.office.now,
    )
    async with desk.office.deliver(adapters={Channel.SMS: hasty}, by_mail=False):
        await desk.office.tell("approved", SOON)
        await desk.until(Channel.SMS, "sent")
    assert (await desk.log())["sms"] == ("sent", "delivered", None)


async def test_a_text_that_fails_is_followed_by_a_letter_at_once(desk: Desk) -> None:
    await desk.wants(Channel.SMS, Channel.MAIL)
    async with desk.office.deliver(adapters=desk.adapters):
        await desk.office.tell("approved", SOON)
        await desk.until(Channel.SMS, "sent")
        row = await desk.row(Channel.SMS)
        assert (await desk.log())["mail"][0] == "waiting"  # until it goes unread for long enough
        assert await desk.told(row, "undelivered", ErrorCode="30003") == 204
        await desk.until(Channel.MAIL, "sent")
    state, receipt, error = (await desk.log())["sms"]
    assert (state, receipt, error) == ("sent", "failed", "was not delivered (code 30003)")
    assert len(desk.office.box.letters) == 1


async def test_what_is_read_in_an_app_goes_nowhere_else(desk: Desk) -> None:
    await desk.wants(*USUAL, Channel.SMS)
    await desk.device(Channel.PUSH, "app-1")
    async with desk.office.deliver(adapters=desk.adapters):
        await desk.office.tell("approved", SOON)
        await desk.until(Channel.PUSH, "sent")
        [shown] = desk.played.apps
        assert shown["token"] == "app-1"
        assert shown["data"]["message"] == str(await desk.row(Channel.PUSH))
        assert (await desk.log())["sms"][0] == "waiting"
        async with desk.office.database.read() as reader:
            await reader.fetch("UPDATE outbox SET read_at = $1 WHERE channel = 'push'", NOW)
        desk.office.now += timedelta(minutes=11)
        await desk.until(Channel.SMS, "dropped")
    assert (await desk.log())["sms"] == ("dropped", None, "read")
    assert desk.played.texts == []
    assert desk.played.tokens == 1


@pytest.mark.parametrize("acts", [True, False])
async def test_what_cannot_wait_and_is_not_read_in_the_chat_comes_to_the_app(
    desk: Desk, acts: bool
) -> None:
    """Telegram tells nobody that something was read; who has done anything there has read it."""
    await desk.office.come_back()
    await desk.wants(*USUAL)
    await desk.device(Channel.PUSH, "app-1")
    async with desk.office.deliver(adapters=desk.adapters):
        await desk.office.tell("approved", SOON)
        await desk.until(Channel.TELEGRAM, "sent")
        desk.office.now += timedelta(minutes=5)
        if acts:
            await desk.office.database.write(
                lambda w: audit.record(
                    w,
                    at=desk.office.now,
                    actor=Actor(desk.office.mia, frozenset({Role.CUSTOMER}), Door.CHAT),
                    action="set_zone",
                    entity="person",
                    entity_id=desk.office.mia,
                    before=None,
                    after=None,
                )
            )
        assert (await desk.log())["push"][0] == "waiting"
        desk.office.now += timedelta(minutes=6)
        await desk.until(Channel.PUSH, "dropped", "sent")
    assert len(desk.played.apps) == (not acts)
    assert (await desk.log())["push"][2] == ("read" if acts else None)
    assert desk.office.box.letters == []  # a letter would lie as long


async def test_an_app_that_is_gone_is_forgotten_and_the_next_way_taken(desk: Desk) -> None:
    await desk.wants(*USUAL)
    await desk.device(Channel.PUSH, "gone")
    await desk.device(Channel.WEB_PUSH, "closed")
    await desk.device(Channel.WEB_PUSH, "open")
    unregistered = [{"errorCode": "UNREGISTERED"}]
    desk.played.answer("push", 503, Retry_After="1")
    desk.played.answer("push", 404, {"error": {"status": "NOT_FOUND", "details": unregistered}})
    desk.played.answer("web_push", 410)
    async with desk.office.deliver(adapters=desk.adapters):
        await desk.office.tell("approved")
        await desk.put_off(Channel.PUSH)
        desk.played.bearer = "ya29.second"  # the first ends before its time
        desk.office.now += timedelta(seconds=5)
        await desk.until(Channel.PUSH, "failed")
        await desk.until(Channel.WEB_PUSH, "sent")
    assert await desk.devices() == ["open"]
    assert desk.played.tokens == 2
    [shown] = desk.played.browsers["open"].shown
    [headers] = desk.played.browsers["open"].headers
    assert shown["tag"] == headers["Topic"]
    assert "Approved" in shown["title"] or shown["title"]
    assert desk.office.box.letters == []


async def test_a_browser_within_a_private_network_is_never_asked(desk: Desk) -> None:
    await desk.wants(Channel.WEB_PUSH)
    await desk.device(Channel.WEB_PUSH, "inside")
    vapid = Vapid(desk.office.database, "mailto:desk@example.org", lambda: NOW)
    async with public_addresses.open_session() as outside:
        strict = WebPushChannel(outside, desk.office.database, vapid, lambda: NOW)
        async with desk.office.deliver(adapters={Channel.WEB_PUSH: strict}, by_mail=False):
            await desk.office.tell("approved")
            async with asyncio.timeout(60):
                while not (await desk.log()).get("web_push", ("", "", ""))[2]:  # noqa: ASYNC110 - a row
                    await asyncio.sleep(0.05)
    assert desk.played.browsers["inside"].shown == []


async def test_caps_hold_whoever_sends_and_what_was_refused_costs_nothing(desk: Desk) -> None:
    await desk.wants(Channel.SMS)
    await desk.office.database.write(
        lambda w: business.set_columns(w, {"sms_per_day": 4, "sms_per_month": 100})
    )
    desk.played.answer("sms", 400, {"code": 21211})
    async with (
        desk.office.deliver(adapters=desk.adapters, by_mail=False),
        desk.office.deliver(adapters=desk.adapters, by_mail=False, owner="office:2"),
    ):
        for _ in range(6):
            await desk.office.tell("approved", SOON)
        async with asyncio.timeout(60):
            while await _open(desk):  # noqa: ASYNC110 - it is a row
                await asyncio.sleep(0.05)
    async with desk.office.database.read() as reader:
        [[spent]] = await reader.fetch("SELECT parts FROM sms_tallies")
        errors = await reader.fetch("SELECT error FROM outbox WHERE channel='sms' AND error <> ''")
    assert spent <= 4
    assert 1 <= len(desk.played.texts) <= 4
    assert ["is beyond the cap of the day"] in [list(row) for row in errors]


async def _open(desk: Desk) -> int:
    async with desk.office.database.read() as reader:
        [[waiting]] = await reader.fetch(
            "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending')"
        )
    return int(waiting)


async def test_a_code_goes_by_its_way_alone_and_stands_nowhere_afterwards(desk: Desk) -> None:
    other = Identity.phone("+15550199")
    until = NOW + timedelta(minutes=10)

    async def work(writer: Writer) -> None:
        await send_code(writer, desk.office.mia, other, "123456", key="1", until=until, now=NOW)
        box = Identity.email("other@example.org")
        await send_code(writer, desk.office.mia, box, "654321", key="2", until=until, now=NOW)

    async with desk.office.deliver(adapters=desk.adapters):
        await desk.office.database.write(work)
        await desk.until(Channel.SMS, "sent")
        await desk.until(Channel.MAIL, "sent")
    [text] = desk.played.texts
    assert text["To"] == "+15550199"
    assert "123456" in text["Body"]
    [letter] = desk.office.box.letters
    assert letter["To"] == "other@example.org"
    async with desk.office.database.read() as reader:
        rows = await reader.fetch("SELECT facts::text FROM outbox WHERE kind = 'code'")
    assert [list(row) for row in rows] == [["{}"], ["{}"]]


def test_what_is_encrypted_only_its_browser_reads() -> None:
    key, auth = ec.generate_private_key(ec.SECP256R1()), b"0123456789abcdef"
    for said in (b"", "Grüße 👩‍👩‍👧".encode(), b"x" * MOST_BYTES):
        body = encrypted(said, point(key.public_key()), auth)
        assert len(body) <= 4096
        read = http_ece.decrypt(body, private_key=key, auth_secret=auth, version="aes128gcm")
        assert read == said
    with pytest.raises(ValueError, match="longer"):
        encrypted(b"x" * (MOST_BYTES + 1), point(key.public_key()), auth)


def test_the_example_of_the_standard() -> None:
    """RFC 8291, appendix A."""
    private = int.from_bytes(_raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    body = encrypted(
        b"When I grow up, I want to be a watermelon",
        _raw(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        ),
        _raw("BTBZMqHH6r4Tts7J_aSIgg"),
        own=ec.derive_private_key(private, ec.SECP256R1()),
        salt=_raw("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert body == _raw(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6T"
        "lzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4"
        "a-fN"
    )


def test_how_long_a_provider_wants_to_be_left_alone() -> None:
    assert wait_of("120", NOW) == 120
    assert wait_of(format_datetime(NOW + SOON / 180), NOW) == 60
    assert wait_of("99999999999999", NOW) == 3600
    assert [wait_of(text, NOW) for text in (None, "", "soon", "-5", "٣")] == [None] * 5


def _raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
