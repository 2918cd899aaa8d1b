"""Short notes: one after another, each long enough to be read, and errors until dismissed."""

import pytest
from playwright.async_api import Page, expect

from tests.page.conftest import Opener, Setting
from tests.page.scripted_bot import ScriptedBot

pytestmark = pytest.mark.asyncio(loop_scope="session")

MIA = 7001
NOTE = "([text, kind]) => import('/page/toast.js').then((notes) => notes.toast(text, kind))"


async def note(page: Page, text: str, kind: str = "") -> None:
    await page.evaluate(NOTE, [text, kind])


async def test_notes_stand_together_and_the_rest_wait_their_turn(visit: Opener) -> None:
    page = (await visit()).page
    notes = page.locator("#toasts .toast")
    for text in ("One", "Two", "Three", "Four", "Two"):
        await note(page, text)
    await expect(notes).to_have_text(["One", "Three", "Two"])
    await note(page, "Something went wrong", "error")
    await expect(notes).to_have_text(["One", "Three", "Two", "Something went wrong"])
    dismiss = notes.get_by_role("button", name="Dismiss")
    await dismiss.first.click()
    await expect(notes).to_have_text(["Three", "Two", "Something went wrong", "Four"])
    # The pointer rests on what has come to stand there: that one stays as long.
    await expect(notes).to_have_text(["Three", "Something went wrong"])
    await page.mouse.move(700, 10)
    await expect(notes).to_have_text(["Something went wrong"])
    await dismiss.focus()
    await page.keyboard.press("Enter")
    await expect(notes).to_have_count(0)


async def test_a_note_waits_until_its_chat_is_in_view(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    await bot.say(MIA, "Free?", ["10:00"])
    opened = await visit(390, 844)
    page, mia = opened.page, opened.chat("Mia Keller")
    await page.clock.install()
    await mia.tap("10:00")
    press = await bot.receive("callback_query")
    await opened.person("Anna Berg").click()
    await bot.call("answerCallbackQuery", callback_query_id=press["id"], text="Held for you")
    await page.clock.run_for(20_000)
    await opened.person("Mia Keller").click()
    await expect(mia.toast).to_have_text("Held for you")
    await page.clock.run_for(20_000)
    await expect(mia.toast).to_be_empty()
