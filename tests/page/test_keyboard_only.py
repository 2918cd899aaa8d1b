"""The whole page without a mouse."""

import pytest
from playwright.async_api import Page, expect

from tests.page.conftest import Opener, Setting
from tests.page.scripted_bot import Row, ScriptedBot

pytestmark = pytest.mark.asyncio(loop_scope="session")

MIA = 7001

NAMELESS = """() => [...document.querySelectorAll("button, a, input, select, textarea, [tabindex]")]
    .filter((node) => node.checkVisibility() && node.tabIndex >= 0)
    .filter((node) => !(node.innerText.trim() || node.getAttribute("aria-label")
        || node.labels?.length))
    .map((node) => node.outerHTML)"""


async def press(page: Page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


async def test_a_session_is_booked_with_the_keyboard_alone(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await bot.call("setMyCommands", commands=[{"command": "book", "description": "Book"}])
    page = await visit()
    mia = page.chat("Mia Keller")
    keyboard = page.page.keyboard
    await keyboard.press("Alt+1")
    await expect(mia.field).to_be_focused()
    await keyboard.type("/b")
    await keyboard.press("Enter")
    assert (await bot.receive())["text"] == "/book"
    await bot.say(MIA, "Which day?", ["24", "25", "26"], ["‹", "November", "›"])
    await mia.shows("Which day?")

    # From the text field back over "Attach" and "Commands" to the newest buttons.
    await press(page.page, "Shift+Tab", "Shift+Tab", "Shift+Tab")
    await expect(mia.button("24")).to_be_focused()
    await press(page.page, "ArrowRight", "ArrowDown")
    await expect(mia.button("November")).to_be_focused()
    await press(page.page, "ArrowUp", "ArrowRight")
    await expect(mia.button("26")).to_be_focused()
    await press(page.page, "Home", "ArrowRight", "Enter")
    query = await bot.receive("callback_query")
    assert query["data"] == "25"
    await bot.edit(query["message"], "Tue 25", ["09:00", "10:00"])
    await bot.call("answerCallbackQuery", callback_query_id=query["id"])

    # The message was drawn anew under the finger: the focus is where it was.
    await expect(mia.button("10:00")).to_be_focused()
    await press(page.page, "Escape")
    await expect(mia.field).to_be_focused()


async def test_a_message_is_answered_from_the_keyboard(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    question = await bot.say(MIA, "Which racket?")
    await bot.say(MIA, "And which court?")
    page = await visit()
    mia = page.chat("Mia Keller")
    await mia.shows("And which court?")
    await mia.field.focus()
    await press(page.page, "ArrowUp", "ArrowUp")
    await expect(mia.message("Which racket?")).to_be_focused()
    await press(page.page, "Enter")
    await expect(mia.field).to_be_focused()
    await page.page.keyboard.type("Blue")
    await press(page.page, "Enter")
    assert (await bot.receive())["reply_to_message"]["message_id"] == question["message_id"]


async def test_menus_and_dialogs_open_move_and_close(visit: Opener) -> None:
    page = await visit()
    opener = page.page.get_by_role("button", name="Menu of Anna Berg")
    await opener.focus()
    await press(page.page, "Enter")
    entries = page.page.get_by_role("menuitem")
    await expect(entries.first).to_be_focused()
    await press(page.page, "ArrowUp")
    await expect(entries.last).to_be_focused()
    await press(page.page, "Escape")
    await expect(entries).to_have_count(0)
    await expect(opener).to_be_focused()
    await press(page.page, "Enter", "Enter")
    dialog = page.page.get_by_role("dialog", name="Open a link")
    await expect(dialog.get_by_role("textbox")).to_be_focused()
    await press(page.page, "Escape")
    await expect(dialog).to_have_count(0)
    await expect(opener).to_be_focused()


@pytest.mark.parametrize("width", [390, 768, 1400])
async def test_tab_visits_everything_in_sight_and_shows_where_it_is(
    visit: Opener, bot: ScriptedBot, setting: Setting, width: int
) -> None:
    await setting.meet(MIA)
    await bot.say(MIA, "Pick", ["One", "Two"])
    page = await visit(width, 844)
    await page.chat("Mia Keller").shows("Pick")
    wanted = await page.page.evaluate(
        """() => [...document.querySelectorAll("button, a[href], textarea")].filter(
            (node) => node.checkVisibility() && node.tabIndex >= 0 && !node.disabled).length"""
    )
    seen: set[str] = set()
    for _ in range(wanted + 1):
        await press(page.page, "Tab")
        outlined, name = await page.page.evaluate(
            """() => {
                const node = document.activeElement;
                node.number ??= String(Math.random());
                const box = node.closest(".field-box") ?? node;
                const style = getComputedStyle(node);
                const marked = style.outlineStyle !== "none" && style.outlineWidth !== "0px";
                return [marked || box !== node, node === document.body ? "" : node.number];
            }"""
        )
        if name:
            assert outlined
            seen.add(name)
    assert len(seen) >= wanted


@pytest.mark.parametrize("width", [390, 768, 1400])
async def test_everything_has_a_name(
    visit: Opener, bot: ScriptedBot, setting: Setting, width: int
) -> None:
    await setting.meet(MIA)
    await bot.say(MIA, "Pick", ["One"], [{"text": "Map", "url": "https://example.org"}])
    await bot.say(MIA, "<tg-spoiler>secret</tg-spoiler>")
    page = await visit(width, 844)
    await page.chat("Mia Keller").shows("Pick")
    assert await page.page.evaluate(NAMELESS) == []
    await page.chat("Mia Keller").menu("Edit this person…")
    assert await page.page.evaluate(NAMELESS) == []


CALENDAR: list[Row] = [
    [{"text": text, "callback_data": "0"} for text in row]
    for row in (["November"], ["Mo", "Tu", "We"], [" ", "·", "·"])
]


async def test_what_does_nothing_is_no_button_and_takes_no_focus(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    await bot.say(MIA, "Which day?", *CALENDAR, ["-", "+"], ["·", "24", "25"])
    page = await visit()
    mia = page.chat("Mia Keller")
    await mia.shows("Which day?")
    group = mia.log.get_by_role("group")
    await expect(group.get_by_role("button")).to_have_text(["-", "+", "24", "25"])
    await expect(group).to_contain_text("Mo")
    await mia.field.focus()
    await press(page.page, "Shift+Tab", "Shift+Tab")
    await expect(mia.button("-")).to_be_focused()
    await press(page.page, "ArrowRight", "ArrowRight")
    await expect(mia.button("24")).to_be_focused()
    await press(page.page, "ArrowRight", "ArrowUp")
    await expect(mia.button("+")).to_be_focused()
    # It is there for whoever taps on it all the same, as on a phone.
    await group.get_by_text("Mo").click()
    assert (await bot.receive("callback_query"))["data"] == "0"


async def test_tab_passes_old_cards_by_and_arrows_lead_to_them(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    for number in range(8):
        link = "https://example.org/" + str(number)
        await bot.say(MIA, f"Card {number}, {link}", [f"Yes {number}", f"No {number}"])
    page = await visit()
    mia = page.chat("Mia Keller")
    await mia.shows("Card 7")
    stops = mia.log.locator("li button, li a[href], li [tabindex]")
    reachable = [node for node in await stops.all() if await node.evaluate("n => n.tabIndex") >= 0]
    assert [await node.inner_text() for node in reachable] == ["https://example.org/7", "Yes 7"]

    await mia.field.focus()
    await press(page.page, "Shift+Tab", "Shift+Tab")
    await expect(mia.button("Yes 7")).to_be_focused()
    await press(page.page, "ArrowUp")
    await expect(mia.message("Card 6")).to_be_focused()
    await press(page.page, "ArrowUp", "ArrowRight")
    await expect(mia.button("Yes 5")).to_be_focused()
    await press(page.page, "ArrowRight", "Enter")
    query = await bot.receive("callback_query")
    assert query["data"] == "No 5"
    # In the card that one is in, Tab goes on to its link; out of it, to the newest card.
    await press(page.page, "Shift+Tab")
    await expect(mia.log.get_by_role("link", name="example.org/5")).to_be_focused()
    await press(page.page, "Tab", "Tab")
    await expect(mia.log.get_by_role("link", name="example.org/7")).to_be_focused()
    await press(page.page, "Escape")
    await expect(mia.field).to_be_focused()


@pytest.mark.parametrize("width", [390, 1400])
async def test_words_that_stand_apart_are_read_apart(
    visit: Opener, bot: ScriptedBot, setting: Setting, width: int
) -> None:
    await setting.meet(MIA)
    page = await visit(width, 844)
    mia = page.chat("Mia Keller")
    await expect(mia.root.get_by_role("heading", name="Mia Keller customer")).to_be_visible()
    snapshot = await mia.root.locator(".where").aria_snapshot()
    assert snapshot.endswith("· Europe/London · English")
    assert "Englishen" not in await mia.root.locator(".where").inner_text()
