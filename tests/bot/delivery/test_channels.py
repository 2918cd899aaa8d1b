"""Messages to apps and browsers, and which way comes after which."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from bot import public_addresses
from bot.delivery.channels.vapid import Vapid
from bot.delivery.channels.web_push import WebPushChannel
from domain.messages.channels import USUAL, DeliveryState, Receipt
from domain.messages.notices import Channel
from domain.roles import Actor, Door, Role
from domain.services.display_zones import of_business
from handlers.actions.messages import receipts
from handlers.chat.parts import notification_lines
from handlers.notices import log
from handlers.queries.messages import notifications as queries
from handlers.wording.words import words_for
from storage import audit
from tests.bot.delivery.channel_desk import SOON, Desk, desk
from tests.bot.delivery.mail_office import office
from tests.house import NOW

__all__ = ["desk", "office"]


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
        # As the app reports it: by the number it was given, late and twice.
        mia = Actor(desk.office.mia, frozenset({Role.CUSTOMER}), Door.HTTP)
        read = partial(receipts.of_reader, desk.office.database, actor=mia, now=NOW)
        for receipt in (Receipt.READ, Receipt.DELIVERED, Receipt.READ):
            await read(int(shown["data"]["message"]), receipt)
        desk.office.now += timedelta(minutes=11)
        await desk.until(Channel.SMS, "dropped")
    assert (await desk.log())["sms"] == ("dropped", None, "read")
    assert desk.played.texts == []
    deliveries = await queries.mine(desk.office.database, actor=mia, now=desk.office.now, limit=9)
    assert {one.channel: one.state for one in deliveries} == {
        Channel.TELEGRAM: DeliveryState.UNREACHED,
        Channel.PUSH: DeliveryState.READ,
        Channel.SMS: DeliveryState.NEEDLESS,
    }
    assert len({one.message for one in deliveries}) == 1
    words = words_for("de")
    title = partial(log.title, words, zone=None)
    german = notification_lines.lines(words, deliveries, of_business("UTC", None), title)
    assert [line for line in german[0].splitlines() if "SMS" in line]
    assert desk.played.tokens == 1


@pytest.mark.parametrize("acts", [True, False])
async def test_what_cannot_wait_and_is_not_read_in_the_chat_comes_to_the_app(
    desk: Desk, acts: bool
) -> None:
    """Telegram tells nobody that something was read; whoever has done anything there has read
    it."""
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
    assert desk.office.box.letters == []  # a mail would lie unread as long


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
    async with desk.office.database.read() as reader:
        lines = await audit.of(reader, "person", desk.office.mia)
    assert [(one.action, one.actor_id, one.after) for one in lines] == [
        ("remove_device", None, {"push": False}),
        ("remove_device", None, {"web_push": False}),
    ]
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
