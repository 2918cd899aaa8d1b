"""Text messages: what is known of them, what they may cost, and what follows if one fails."""

import asyncio
from datetime import timedelta

from bot.delivery.channels.twilio import TwilioChannel
from domain.accounts.identity import Identity
from domain.messages.notices import Channel
from handlers.actions.identities.codes import send_code
from storage import audit
from storage.people import contact_ways
from storage.services import business
from storage.transactions import Writer
from tests.bot.delivery.channel_desk import SOON, Desk, desk
from tests.bot.delivery.mail_office import office
from tests.house import NOW
from tests.providers import PUBLIC, say

__all__ = ["desk", "office"]


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

    assert await desk.report_status(row, "delivered") == 204
    assert (await desk.log())["sms"] == ("sent", "delivered", None)
    # Late, twice, out of order, and forged: no state goes back.
    for status in ("sent", "queued", "delivered", "failed", "nonsense"):
        assert await desk.report_status(row, status, ErrorCode="30003") == 204
    assert (await desk.log())["sms"] == ("sent", "delivered", None)
    forged = {"MessageSid": "SM1", "MessageStatus": "read"}
    assert await say(desk.session, desk.address, row, token="another", **forged) == 403
    assert await say(desk.session, desk.address, row, public="https://b.org", **forged) == 403
    path = f"{desk.address}/webhooks/twilio/{row}"
    assert (await desk.session.post(path, data=b"\xff\0%%%&&" * 3)).status in (400, 403)
    assert (await desk.session.post(path, data=b"a=" + b"x" * 70_000)).status == 413
    # For a deleted message, and for one that never went by text.
    assert await desk.report_status(10**17, "delivered") == 204
    assert await desk.report_status(await desk.row(Channel.TELEGRAM), "read") == 204
    assert (await desk.log())["telegram"][1] is None


async def test_a_receipt_that_comes_before_the_answer_counts(desk: Desk) -> None:
    """Twilio may say "delivered" before it has answered the request that asked for it."""
    await desk.wants(Channel.SMS)

    class Hasty(TwilioChannel):
        async def _post(self, number: str, text: str, message_id: int | None) -> str | None:
            assert message_id is not None
            assert await desk.report_status(message_id, "delivered", "SM1") == 204
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
        assert await desk.report_status(row, "undelivered", ErrorCode="30003") == 204
        await desk.until(Channel.MAIL, "sent")
    state, receipt, error = (await desk.log())["sms"]
    assert (state, receipt, error) == ("sent", "failed", "was not delivered (code 30003)")
    assert len(desk.office.box.letters) == 1


async def test_caps_hold_for_every_sender_and_what_was_refused_costs_nothing(desk: Desk) -> None:
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


async def test_stop_is_kept_and_written_down_and_the_next_way_is_taken(desk: Desk) -> None:
    await desk.wants(Channel.SMS, Channel.MAIL)
    desk.played.answer("sms", 400, {"code": 21610})
    async with desk.office.deliver(adapters=desk.adapters):
        await desk.office.tell("approved", SOON)
        await desk.until(Channel.MAIL, "sent")
    async with desk.office.database.read() as reader:
        known = await contact_ways.of_person(reader, desk.office.mia)
        [line] = await audit.of(reader, "person", desk.office.mia)
    assert known is not None
    assert known.ways.enabled_channels == {Channel.MAIL}
    assert (line.action, line.actor_id) == ("set_channels", None)
    assert (line.before, line.after) == ({"channels": ["mail", "sms"]}, {"channels": ["mail"]})
