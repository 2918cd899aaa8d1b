"""The keyboards below a chat, and what else asks a person to write."""

import pytest
from playwright.async_api import expect

from tests.page.conftest import Opener, Setting
from tests.page.scripted_bot import Json, ScriptedBot

pytestmark = pytest.mark.asyncio(loop_scope="session")

MIA = 7001


def quick(*rows: list[Json | str], **more: object) -> Json:
    """A reply keyboard."""
    buttons = [[{"text": key} if isinstance(key, str) else key for key in row] for row in rows]
    return {"keyboard": buttons, "resize_keyboard": True, **more}


async def test_a_one_time_keyboard_hides_after_use_and_can_be_brought_back(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    await bot.say(MIA, "Tea?", reply_markup=quick(["Yes", "No"], one_time_keyboard=True))
    mia = (await visit()).chat("Mia Keller")
    keys = mia.root.get_by_role("group", name="Quick answers")
    await keys.get_by_role("button", name="Yes").click()
    assert (await bot.receive())["text"] == "Yes"
    await expect(keys).to_be_hidden()
    await mia.tap("Quick answers")
    await expect(keys).to_be_visible()
    await bot.say(MIA, "Thanks", reply_markup={"remove_keyboard": True})
    await expect(keys).to_be_hidden()
    await expect(mia.root.get_by_role("button", name="Quick answers")).to_be_hidden()


async def test_a_used_one_time_keyboard_stays_hidden_on_the_next_visit(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    await bot.say(MIA, "Tea?", reply_markup=quick(["Yes"], one_time_keyboard=True))
    mia = (await visit()).chat("Mia Keller")
    await mia.tap("Yes")
    await bot.receive()
    again = (await visit()).chat("Mia Keller")
    await expect(again.message("Yes")).to_be_visible()
    await expect(again.root.get_by_role("group", name="Quick answers")).to_be_hidden()


async def test_a_question_in_one_chat_does_not_take_the_pen_from_another(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    page = await visit()
    anna = page.chat("Anna Berg")
    await anna.field.type("half a sen")
    await bot.say(MIA, "Your name?", reply_markup={"force_reply": True})
    await page.chat("Mia Keller").shows("Your name?")
    await page.page.keyboard.type("tence")
    await expect(anna.field).to_have_value("half a sentence")


async def test_a_keyboard_asks_for_phone_number_and_place(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    markup = quick(
        [{"text": "My number", "request_contact": True}],
        [{"text": "My place", "request_location": True}],
        input_field_placeholder="or type it",
    )
    await bot.say(MIA, "How do I reach you?", reply_markup=markup)
    page = await visit()
    mia = page.chat("Mia Keller")
    await expect(mia.field).to_have_attribute("placeholder", "or type it")
    await mia.tap("My number")
    await page.page.get_by_role("button", name="Cancel").click()
    await mia.tap("My number")
    await page.page.get_by_role("button", name="Share").click()
    contact = (await bot.receive())["contact"]
    assert (contact["first_name"], contact["user_id"]) == ("Mia", MIA)
    await mia.shows(contact["phone_number"])
    await mia.tap("My place")
    await page.page.get_by_label("Latitude").fill("48.13743")
    await page.page.get_by_label("Longitude").fill("11.57549")
    await page.page.get_by_role("button", name="Share").click()
    assert (await bot.receive())["location"]["latitude"] == pytest.approx(48.13743)
    await mia.shows("48.13743, 11.57549")


async def test_a_forced_reply_answers_the_question(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    mia = (await visit()).chat("Mia Keller")
    question = await bot.say(
        MIA,
        "Why do you cancel?",
        reply_markup={"force_reply": True, "input_field_placeholder": "The reason"},
    )
    await expect(mia.field).to_be_focused()
    await expect(mia.field).to_have_attribute("placeholder", "The reason")
    await mia.field.type("Ill")
    await mia.field.press("Enter")
    assert (await bot.receive())["reply_to_message"]["message_id"] == question["message_id"]
    await expect(mia.field).to_have_attribute("placeholder", "Message")
