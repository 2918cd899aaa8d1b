"""Bad days: the server goes and comes back, and there is a lot to show."""

import json

import pytest
from playwright.async_api import expect

from bot.playground.serve import start
from tests.page.conftest import Opener, Setting
from tests.page.scripted_bot import Row, ScriptedBot

pytestmark = pytest.mark.asyncio(loop_scope="session")

MIA, ANNA = 7001, 7002
MANY = 500


async def test_the_page_reconnects_and_catches_up(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA, ANNA)
    await bot.say(MIA, "before")
    page = await visit(390, 844)
    mia = page.chat("Mia Keller")
    await mia.shows("before")
    port = setting.served.port
    await setting.served.stop()
    await expect(page.page.locator("#notice")).to_have_text("Reconnecting…")

    await mia.field.fill("are you there?")
    await mia.field.press("Enter")
    await expect(page.page.locator("#toasts")).to_contain_text("does not answer")
    await expect(mia.field).to_have_value("are you there?")

    setting.served = await start(setting.playground, port=port)
    await bot.say(MIA, "while you were away")
    await bot.say(ANNA, "you too")
    await expect(page.page.locator("#notice")).to_be_empty()
    await mia.shows("while you were away")
    await expect(page.person("Anna Berg, coach, 1 unread")).to_be_visible()
    await bot.say(MIA, "and live again")
    await mia.shows("and live again")
    # Chromium logs every refused connection by itself.
    page.complaints.clear()


async def test_five_hundred_messages_are_shown_fast_and_one_more_touches_nothing_else(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    for number in range(MANY):
        buttons: list[Row] = [["Approve", "Decline"]] if number % 5 == 0 else []
        moment = f'<tg-time unix="{1795510800 + number}" format="wDt">then</tg-time>'
        await bot.say(MIA, f"<b>{number}</b> of many, {moment}", *buttons)
    page = await visit()
    mia = page.chat("Mia Keller")
    await expect(mia.message(f"{MANY - 1} of many")).to_be_in_viewport()
    timing = await page.page.evaluate(
        """async () => {
            const { MessageLog } = await import("/page/log.js");
            const state = await (await fetch("/playground/state")).json();
            const context = { person: state.people[0], bot: state.bot, now: () => state.now };
            const log = new MessageLog(context, "timed");
            log.element.style.cssText = "position:fixed;inset:0;opacity:0";
            document.body.append(log.element);
            const begin = performance.now();
            log.sync(state.chats[7001].messages);
            log.scroller.scrollHeight;
            const drawn = performance.now() - begin;
            log.element.remove();
            return drawn;
        }"""
    )
    print(json.dumps({"500 messages, ms": round(timing, 1)}))
    assert timing < 1500
    await page.page.evaluate(
        """() => {
            window.touched = 0;
            const list = document.querySelector('.chat[data-person="7001"] .log');
            new MutationObserver((changes) => {
                for (const change of changes) {
                    window.touched += change.addedNodes.length + change.removedNodes.length;
                }
            }).observe(list, { childList: true, subtree: true });
        }"""
    )
    await bot.say(MIA, "one more")
    await expect(mia.message("one more")).to_be_in_viewport()
    assert await page.page.evaluate("window.touched") == 1


async def test_a_bot_that_writes_fast_loses_nothing(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    page = await visit()
    mia = page.chat("Mia Keller")
    sent = [await bot.say(MIA, "0") for _ in range(20)]
    for turn in range(5):
        for message in sent:
            await bot.edit(message, f"turn {turn} of {message['message_id']}")
    await expect(mia.log.locator(".message.in")).to_have_count(20)
    texts = [await item.inner_text() for item in await mia.log.locator(".in .words").all()]
    assert texts == [f"turn 4 of {message['message_id']}" for message in sent]


async def test_the_page_allows_no_inline_script_and_loads_nothing_from_elsewhere(
    visit: Opener, setting: Setting
) -> None:
    page = await visit()
    async with setting.session.get(setting.served.url) as response:
        html = await response.text()
    assert "<script>" not in html
    assert "style=" not in html
    assert "http:" not in html.replace("http://www.w3.org", "")
    ran = await page.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            document.head.append(script);
            return Boolean(window.ran);
        }"""
    )
    assert ran is False
    assert any("Content Security Policy" in text for text in page.complaints)
    page.complaints.clear()
