"""Admins write to many: what they see first, what is read, and the progress."""

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any

from telegram.error import BadRequest

from bot.delivery.progress import EVERY, ProgressUpdater
from domain.roles import SYSTEM
from handlers.actions.messages.broadcasting import advance
from handlers.buttons.news_links import NoNews, SetNews
from handlers.chat.admin.broadcasts import broadcast_progress
from handlers.chat.admin.broadcasts.broadcast import SendBroadcast
from handlers.chat.admin.broadcasts.broadcast_audience import ShowAudience
from handlers.chat.admin.broadcasts.broadcast_screens import ChangeBroadcast, ShowBroadcast
from handlers.notices import rendering, telegram
from handlers.wording.words import words_for
from storage.messages import outgoing
from storage.transactions import Database
from tests.handlers.doorstep import ALEX, MIA, NOW, Visitor
from tests.house import Plan, open_house

TEXT = "<b>We</b> are closed & resting 🎾"


class Freely:
    """Limits that let everything pass."""

    def sending(self, *_: Any, **__: Any) -> asyncio.Semaphore:
        return asyncio.Semaphore()


async def test_a_message_to_many_is_looked_at_sent_and_followed(database: Database) -> None:
    await open_house(database, Plan(customers=3))
    alex = Visitor(database, ALEX, "Alex")
    hub = await alex.type("/broadcast")
    assert hub.startswith("<b>Write to many at once</b>")

    shown = await alex.press(alex.key("To customers"))
    assert "<b>To customers</b>\n\n3 people will get it." in shown
    await alex.press(alex.key("Only those of one coach"))
    narrowed = await alex.press(alex.key("Anna Berg"))
    assert "• who have booked with Anna Berg\n\nNobody would get it." in narrowed
    await alex.press(alex.key("By last visit"))
    assert "but not for 90 days" in await alex.press(alex.key("Not for 90 days"))
    await alex.press(ShowAudience(0))
    assert "at most 3500 characters" in await alex.type("a" * 3501)

    looked = await alex.type(TEXT)
    assert "Shall I send it?" in looked
    preview = [p for m, p in alex.calls if m == "sendMessage"][-2]
    assert "&lt;b&gt;We&lt;/b&gt; are closed &amp; resting 🎾" in preview["text"]
    send = alex.key("Send it to 3 people")
    assert isinstance(send, SendBroadcast)

    assert "It is being sent." in await alex.press(send, below=77)
    again = await alex.press(send, below=77)
    assert "0 sent\n3 left" in again
    await advance(database, actor=SYSTEM, now=NOW)
    rows = await database.write(lambda w: outgoing.claim(w, "me", NOW, 50, timedelta(minutes=1)))
    [_, _, row] = [row for row in rows if row.kind == "broadcast"]
    notice = rendering.compose(row.kind, row.facts, words_for("en"), None)
    fields = {name: value for name, value in preview.items() if name != "chat_id"}
    assert telegram.call(notice) == ("sendMessage", fields)

    calls: list[Any] = []

    async def call(method: str, payload: Any) -> None:
        calls.append((method, payload["message_id"], payload["text"]))
        if len(calls) > 2:
            raise BadRequest("Message to edit not found")

    now = NOW

    async def draw(due: Any) -> Any:
        return await broadcast_progress.draw(alex.bot, due)

    progress = ProgressUpdater(database, call, draw, Freely(), lambda: now)  # type: ignore[arg-type]
    await progress.look()
    await progress.look()
    assert [one[:2] for one in calls] == [("editMessageText", 77)]
    for one in rows:
        await database.write(partial(outgoing.mark_sent, message_id=one.id, sent_as=1, now=NOW))
    await advance(database, actor=SYSTEM, now=NOW)
    await progress.look()  # too soon
    assert len(calls) == 1
    now += EVERY
    await progress.look()
    assert calls[-1][2].startswith("<b>Done.</b>\n\n3 sent")


async def test_what_is_on_its_way_is_paused_and_stopped_below_one_message(
    database: Database,
) -> None:
    await open_house(database, Plan(customers=2))
    alex = Visitor(database, ALEX, "Alex")
    await alex.type("/start")
    await alex.press(ShowAudience(2))
    await alex.type(TEXT)
    await alex.press(alex.key("Send it to 4 people"))
    assert "Paused." in await alex.press(alex.key("Pause"))
    assert "It is being sent." in await alex.press(alex.key("Go on"))
    question = await alex.press(alex.key("Stop it"))
    assert "4 people have not got it yet, and never will." in question
    stopped = await alex.press(alex.key("Stop it for good"))
    assert "Stopped." in stopped
    assert "4 not sent" in stopped
    assert "stopped" in " ".join((await alex.type("/broadcast"), *alex.labels()))
    for forged in (
        ChangeBroadcast(1, 7),
        ChangeBroadcast(99, 0),
        ShowBroadcast(99),
        SendBroadcast(99),
        ShowAudience(9),
        ShowAudience(1, 3),
        ShowAudience(-4),
        ShowAudience(0, 2**62, 0, 5000),
    ):
        assert await alex.press(forged)


async def test_somebody_who_wants_no_more_says_so_below_one_or_in_their_profile(
    database: Database,
) -> None:
    await open_house(database)
    mia = Visitor(database, MIA, "Mia")
    for _ in range(2):
        stopped = await mia.press(NoNews())
        assert stopped.startswith("You get no more messages that go to many")
    assert isinstance(mia.key("Send me news again"), SetNews)
    await mia.type("/profile")
    off = next(label for label in mia.labels() if "Announcements" in label)
    await mia.press(mia.key(off))
    on = next(label for label in mia.labels() if "Announcements" in label)
    assert on != off
    assert "only admins" in (await mia.type("/broadcast")).lower()
