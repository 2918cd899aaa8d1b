"""The clock's two ends: what came on the way is shown, and "Start over" is offered and done."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect

from tests.page.conftest import Opener, Setting
from tests.page.scripted_bot import ScriptedBot

pytestmark = pytest.mark.asyncio(loop_scope="session")

MIA, LENA = 7001, 7005


async def test_going_back_into_what_has_been_is_refused_and_starting_over_offered_and_done(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    opened = await visit()
    page, mia = opened.page, opened.chat("Mia Keller")
    await page.get_by_role("button", name="Add a customer").click()
    await page.get_by_label("First name").fill("Zoe")
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(opened.person("Zoe")).to_be_visible()
    await mia.field.fill("half a sentence")
    await page.get_by_role("button", name="+1 day").click()
    await expect(page.get_by_role("group", name="Clock")).to_contain_text("1 d ahead")
    await bot.say(MIA, "A day later")
    back = page.get_by_role("button", name="Back to real time")
    await back.click()
    dialog = page.get_by_role("dialog", name="Start over?")
    await expect(dialog).to_contain_text("things have happened on later days")
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(back).to_be_focused()
    await mia.shows("A day later")

    await back.click()
    # Enter alone must not delete everything.
    await expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    await dialog.get_by_role("button", name="Start over").click()
    await expect(page.locator("#toasts")).to_contain_text("as it was at first")
    await expect(page.locator("#notice")).to_be_empty()
    await expect(mia.button("Start")).to_be_visible()
    await expect(mia.log.get_by_role("listitem")).to_have_count(0)
    await expect(mia.field).to_have_value("")
    await expect(opened.person("Zoe")).to_have_count(0)
    await expect(page.get_by_role("group", name="Clock")).not_to_contain_text("ahead")
    await setting.meet(MIA)
    await bot.say(MIA, "Hello again")
    await mia.shows("Hello again")
    # Chromium logs the refusal by itself.
    opened.complaints.clear()


@pytest.mark.parametrize("width", [390, 1400])
async def test_what_comes_on_the_way_brings_its_chat_into_view(
    visit: Opener, bot: ScriptedBot, setting: Setting, width: int
) -> None:
    await setting.meet(LENA)
    opened = await visit(width, 844)
    due = datetime.fromtimestamp(setting.playground.now(), UTC) + timedelta(hours=5)
    setting.due.append(due)

    async def remind() -> None:
        await bot.news()  # the clock has been moved, to where the reminder is due
        await bot.say(LENA, "Reminder")
        setting.due.clear()

    reminding = asyncio.create_task(remind())
    if width < 700:
        await opened.page.get_by_role("button", name="Move the clock").click()
    await opened.page.get_by_role("button", name="+1 day").click()
    await reminding
    lena = opened.chat("Lena Fuchs")
    await lena.shows("Reminder")
    await expect(opened.page.locator("#toasts")).to_contain_text("One message came on the way")
    chat = setting.playground.chats.get(LENA)
    assert chat is not None
    assert list(chat.messages.values())[-1]["date"] == pytest.approx(due.timestamp(), abs=10)
    assert setting.playground.clock.offset == 86_400
