"""A person and a bot talk: on a phone and on a wide screen, by day and by night."""

import asyncio

import pytest
from playwright.async_api import expect

from bot.playground.sample_people import TOKEN
from tests.page.conftest import Opener, Setting
from tests.page.scripted_bot import ScriptedBot, keyboard
from tests.page.window import ChatWindow

pytestmark = pytest.mark.asyncio(loop_scope="session")

MIA, ANNA, ALEX = 7001, 7002, 7003
SCREENS = [
    pytest.param(390, 844, False, id="phone-light"),
    pytest.param(390, 844, True, id="phone-dark"),
    pytest.param(1400, 900, False, id="wide-light"),
    pytest.param(1400, 900, True, id="wide-dark"),
]


@pytest.mark.parametrize(("width", "height", "dark"), SCREENS)
async def test_a_session_is_booked_by_tapping_and_hears_the_coach(
    visit: Opener, bot: ScriptedBot, setting: Setting, width: int, height: int, dark: bool
) -> None:
    await setting.meet(ANNA)
    page = await visit(width, height, dark=dark)
    mia = page.chat("Mia Keller")
    await mia.tap("Start")
    assert (await bot.receive())["text"] == "/start"
    await bot.say(MIA, "Hello <b>Mia</b>, choose a day.", ["24", "25"], ["‹ Back"])
    await mia.shows("Hello Mia, choose a day.")

    await mia.tap("25")
    press = await bot.receive("callback_query")
    assert press["data"] == "25"
    await expect(mia.button("25")).to_have_attribute("aria-busy", "true")
    await bot.edit(
        press["message"],
        "Tue 25, 10:00 with Anna",
        [{"text": "Confirm", "callback_data": "ok", "style": "success"}],
    )
    await bot.call("answerCallbackQuery", callback_query_id=press["id"], text="Held for you")
    await mia.shows("Tue 25, 10:00 with Anna")
    await expect(mia.toast).to_have_text("Held for you")
    await expect(mia.message("Tue 25")).to_contain_text("edited")
    await expect(mia.log.get_by_role("listitem")).to_have_count(2)

    await mia.tap("Confirm")
    press = await bot.receive("callback_query")
    await bot.call("answerCallbackQuery", callback_query_id=press["id"])
    await expect(mia.button("Confirm")).not_to_have_attribute("aria-busy", "true")
    await bot.say(ANNA, "New request from Mia", ["Approve"])
    if width < 700:
        await expect(page.person("Anna Berg, coach, 1 unread")).to_be_visible()
        await page.person("Anna Berg").click()
    anna = page.chat("Anna Berg")
    await anna.tap("Approve")
    assert (await bot.receive("callback_query"))["from"]["id"] == ANNA
    assert await page.overflow() == 0


async def test_an_alert_holds_the_focus_until_it_is_closed(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    await bot.say(MIA, "Free?", ["10:00"])
    page = await visit()
    mia = page.chat("Mia Keller")
    await mia.tap("10:00")
    press = await bot.receive("callback_query")
    await bot.call(
        "answerCallbackQuery",
        callback_query_id=press["id"],
        text="That time was just taken.",
        show_alert=True,
    )
    alert = page.page.get_by_role("alertdialog")
    await expect(alert).to_contain_text("That time was just taken.")
    close = alert.get_by_role("button", name="OK")
    await expect(close).to_be_focused()
    await page.page.keyboard.press("Tab")
    assert await page.page.evaluate("document.activeElement.closest('.chat')") is None
    await page.page.keyboard.press("Escape")
    await expect(alert).to_have_count(0)
    await expect(mia.button("10:00")).to_be_focused()


async def test_a_double_tap_reaches_the_bot_once(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    await bot.say(MIA, "Sure?", ["Yes"])
    mia = (await visit()).chat("Mia Keller")
    await mia.button("Yes").dblclick()
    await mia.send("done tapping")
    await mia.shows("done tapping")
    kinds = [kind for update in await bot.news() for kind in update if kind != "update_id"]
    assert kinds == ["callback_query", "message"]


async def test_a_tap_means_the_button_that_was_shown_though_the_bot_has_just_changed_it(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    message = await bot.say(MIA, "Your session", ["Move"], ["Cancel"])
    page = await visit()
    chat = page.chat("Mia Keller")
    await chat.shows("Your session")
    change = {
        "chat_id": MIA,
        "message_id": message["message_id"],
        "reply_markup": keyboard(["Cancel"], ["Another room"]),
    }
    # Between the finger and the page: the change is on its way when the tap is told.
    await page.page.evaluate(
        """([address, change]) => document.addEventListener("click", () => {
            const call = new XMLHttpRequest();
            call.open("POST", address, false);
            call.setRequestHeader("Content-Type", "application/json");
            call.send(JSON.stringify(change));
        }, { capture: true, once: true })""",
        [f"/bot{TOKEN}/editMessageReplyMarkup", change],
    )
    await chat.button("Move").click()
    query = await bot.receive("callback_query")
    assert query["data"] == "Move"
    await bot.call("answerCallbackQuery", callback_query_id=query["id"])
    await expect(chat.button("Another room")).to_be_visible()


async def test_other_buttons_work_while_one_waits(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    await bot.say(MIA, "Pick", ["One", "Two"])
    mia = (await visit()).chat("Mia Keller")
    await mia.tap("One")
    await mia.tap("Two")
    first, second = await bot.receive("callback_query"), await bot.receive("callback_query")
    assert (first["data"], second["data"]) == ("One", "Two")
    await bot.call("answerCallbackQuery", callback_query_id=second["id"], text="Two it is")
    await expect(mia.toast).to_have_text("Two it is")
    await expect(mia.button("One")).to_have_attribute("aria-busy", "true")
    await expect(mia.button("Two")).not_to_have_attribute("aria-busy", "true")


async def test_a_deleted_message_goes_and_its_neighbours_stay(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    await bot.say(MIA, "first")
    doomed = await bot.say(MIA, "second")
    await bot.say(MIA, "third")
    mia = (await visit()).chat("Mia Keller")
    await mia.shows("second")
    await bot.call("deleteMessage", chat_id=MIA, message_id=doomed["message_id"])
    await expect(mia.message("second")).to_have_count(0)
    await mia.shows("first")
    await mia.shows("third")


async def test_typing_shows_until_the_message_comes(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    mia = (await visit()).chat("Mia Keller")
    await bot.call("sendChatAction", chat_id=MIA, action="typing")
    await expect(mia.root.get_by_text("Coachbook is typing…")).to_be_visible()
    await bot.say(MIA, "Here it is")
    await mia.shows("Here it is")
    await expect(mia.root.get_by_text("Coachbook is typing…")).to_be_hidden()


async def test_an_edit_far_above_leaves_the_reader_where_they_are(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    top = await bot.say(MIA, "short")
    for number in range(40):
        await bot.say(MIA, f"line {number}")
    page = await visit()
    mia = page.chat("Mia Keller")
    await mia.message("line 20").scroll_into_view_if_needed()
    before = await height_of(mia, "line 20")
    await bot.edit(top, "much longer\n" * 12)
    await expect(mia.message("much longer")).to_have_count(1)
    # A browser scrolls by whole pixels.
    assert await height_of(mia, "line 20") == pytest.approx(before, abs=1)

    await bot.say(MIA, "news below")
    newest = mia.button("To the newest message")
    await expect(newest).to_have_attribute("data-count", "1")
    assert await height_of(mia, "line 20") == pytest.approx(before, abs=1)
    await newest.click()
    await expect(mia.message("news below")).to_be_in_viewport()


async def height_of(chat: ChatWindow, text: str) -> float:
    """Where a message is, once it no longer moves."""
    last: float | None = None
    while True:
        box = await chat.message(text).bounding_box()
        assert box is not None
        height: float = box["y"]
        if height == last:
            return height
        last = height
        await asyncio.sleep(0.2)


async def test_a_chat_that_is_being_read_follows_new_messages(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    mia = (await visit()).chat("Mia Keller")
    for number in range(30):
        await bot.say(MIA, f"line {number}", ["a", "b"])
    await expect(mia.message("line 29")).to_be_in_viewport()


async def test_a_button_nobody_answers_is_free_again_with_a_word(
    visit: Opener, bot: ScriptedBot, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.playground.queries.PATIENCE", 0.3)
    await setting.meet(MIA)
    await bot.say(MIA, "Anyone there?", ["Hello"])
    mia = (await visit()).chat("Mia Keller")
    await mia.tap("Hello")
    await expect(mia.toast).to_have_text("The bot did not answer this button.")
    await expect(mia.button("Hello")).not_to_have_attribute("aria-busy", "true")


async def test_a_blocked_bot_cannot_write_until_it_is_unblocked(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    mia = (await visit()).chat("Mia Keller")
    await mia.menu("Block the bot")
    change = await bot.receive("my_chat_member")
    assert change["new_chat_member"]["status"] == "kicked"
    await expect(mia.field).to_be_hidden()
    with pytest.raises(AssertionError, match="blocked by the user"):
        await bot.say(MIA, "Hello?")
    await mia.tap("Unblock")
    await expect(mia.field).to_be_visible()
    await bot.say(MIA, "Welcome back")
    await mia.shows("Welcome back")
