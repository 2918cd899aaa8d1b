"""The clock bar: moving the bot's time."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect

from tests.page.conftest import Opener, Setting
from tests.page.scripted_bot import ScriptedBot

pytestmark = pytest.mark.asyncio(loop_scope="session")

MIA = 7001
DAY = 86_400


async def test_the_clock_moves_and_comes_back(visit: Opener, setting: Setting) -> None:
    page = (await visit()).page
    clock = page.get_by_role("group", name="Clock")
    back = clock.get_by_role("button", name="Back to real time")
    await expect(back).to_be_disabled()
    await clock.get_by_role("button", name="+1 h").click()
    await expect(clock).to_contain_text("1 h ahead")
    await clock.get_by_role("button", name="+1 day").click()
    await expect(clock).to_contain_text("1 d 1 h ahead")
    assert setting.playground.clock.offset == pytest.approx(90_000)
    await back.click()
    await expect(clock).not_to_contain_text("ahead")
    assert setting.playground.clock.offset == 0


async def test_the_clock_goes_to_the_next_reminder_or_says_there_is_none(
    visit: Opener, setting: Setting
) -> None:
    opened = await visit()
    button = opened.page.get_by_role("button", name="To the next reminder")
    await button.click()
    await expect(opened.page.locator("#toasts")).to_contain_text("Nothing is due")
    opened.complaints.clear()
    due = datetime.fromtimestamp(setting.playground.now(), UTC) + timedelta(days=3)
    setting.due.append(due)
    await button.click()
    await expect(opened.page.get_by_role("group", name="Clock")).to_contain_text("ahead")
    assert setting.playground.now() == pytest.approx(due.timestamp(), abs=10)


async def test_a_phone_keeps_the_steps_in_a_fold(visit: Opener, setting: Setting) -> None:
    page = (await visit(390, 844)).page
    fold = page.get_by_role("button", name="Move the clock")
    await expect(page.get_by_role("button", name="+1 day")).to_be_hidden()
    await fold.click()
    await page.get_by_role("button", name="+1 day").click()
    await expect(page.get_by_role("group", name="Clock")).to_contain_text("1 d ahead")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="+1 day")).to_be_hidden()
    await expect(fold).to_be_focused()


async def test_the_day_lines_follow_the_clock(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    # From a noon on: then 24 hours later is the day after, even if clocks are changed that night.
    clock = setting.playground.clock
    clock.advance_to((clock.now() // DAY + 1.5) * DAY)
    await setting.meet(MIA)
    page = await visit()
    mia = page.chat("Mia Keller")
    await expect(mia.log.locator(".day")).to_have_text("Today")
    await page.page.get_by_role("button", name="+1 day").click()
    await expect(mia.log.locator(".day")).to_have_text("Yesterday")
    await bot.say(MIA, "A day later")
    await expect(mia.log.locator(".day")).to_have_text(["Yesterday", "Today"])
    before = await mia.root.locator(".own-time").inner_text()
    await page.page.get_by_role("button", name="+1 h").click()
    await expect(mia.root.locator(".own-time")).not_to_have_text(before)
