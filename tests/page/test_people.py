"""The people of the playground, and which of their chats are on the screen."""

import asyncio

import pytest
from playwright.async_api import expect

from bot.playground import start
from tests.page.conftest import Opener, Setting
from tests.page.scripted_bot import ScriptedBot

pytestmark = pytest.mark.asyncio(loop_scope="session")

MIA, ANNA, BEN = 7001, 7002, 7004


@pytest.mark.parametrize("width", [390, 1400])
async def test_a_customer_is_added_with_language_and_zone(visit: Opener, width: int) -> None:
    page = await visit(width, 844)
    await page.page.get_by_role("button", name="Add a customer").click()
    dialog = page.page.get_by_role("dialog", name="Add a customer")
    await dialog.get_by_label("First name").fill("Aiko")
    await dialog.get_by_label("Last name").fill("Mori")
    await dialog.get_by_label("Language").select_option(label="German")
    await dialog.get_by_label("Time zone").fill("Asia/Tokyo")
    await dialog.get_by_role("button", name="Add").click()
    aiko = page.chat("Aiko Mori")
    await expect(aiko.root).to_be_visible()
    await expect(aiko.root.get_by_role("heading")).to_contain_text("customer")
    await expect(aiko.root.locator(".where")).to_contain_text("Asia/Tokyo")
    await expect(aiko.button("Start")).to_be_visible()
    assert await page.overflow() == 0


@pytest.mark.parametrize(
    ("city", "zone"), [("London", "Europe/London"), ("new york", "America/New York")]
)
async def test_a_city_is_as_good_as_a_zone(visit: Opener, city: str, zone: str) -> None:
    page = await visit()
    await page.page.get_by_role("button", name="Add a customer").click()
    await page.page.get_by_label("First name").fill("Max")
    await page.page.get_by_label("Time zone").fill(city)
    await page.page.keyboard.press("Enter")
    await expect(page.chat("Max").root.locator(".where")).to_contain_text(zone)


async def test_what_a_dialog_cannot_send_is_said_at_its_field_and_nothing_is_lost(
    visit: Opener,
) -> None:
    page = await visit()
    await page.page.get_by_role("button", name="Add a customer").click()
    dialog = page.page.get_by_role("dialog", name="Add a customer")
    name, zone = dialog.get_by_label("First name"), dialog.get_by_label("Time zone")
    add = dialog.get_by_role("button", name="Add", exact=True)
    await zone.fill("Atlantis")
    await name.fill("\u3164 ")
    await add.click()
    await expect(name).to_be_focused()
    await expect(name).to_have_accessible_description("A person needs a first name.")

    await name.fill("Max")
    await expect(name).to_have_accessible_description("")
    await add.click()
    await expect(zone).to_be_focused()
    await expect(zone).to_have_attribute("aria-invalid", "true")
    await expect(dialog).to_contain_text("There is no time zone Atlantis")
    await expect(name).to_have_value("Max")
    await expect(page.page.locator("#toasts")).to_be_empty()
    await zone.fill("Lisbon")
    await add.click()
    await expect(page.chat("Max").root.locator(".where")).to_contain_text("Europe/Lisbon")
    # Chromium logs every answer of 400 and above by itself.
    page.complaints.clear()


async def test_a_dialog_whose_request_finds_nobody_stays_as_it_is(
    visit: Opener, setting: Setting
) -> None:
    page = await visit()
    await page.chat("Mia Keller").menu("Edit this person…")
    dialog = page.page.get_by_role("dialog")
    await dialog.get_by_label("Last name").fill("Stone")
    port = setting.served.port
    await setting.served.stop()
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert").last).to_contain_text("does not answer")
    setting.served = await start(setting.playground, port=port)
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)
    await expect(page.chat("Mia Stone").root).to_be_visible()
    page.complaints.clear()


async def test_a_person_who_moves_reads_their_messages_on_the_new_clock(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    await bot.say(MIA, '<tg-time unix="1795510800" format="t">then</tg-time>')
    page = await visit()
    mia = page.chat("Mia Keller")
    await expect(mia.log.locator("time.moment")).to_have_text("09:00")
    await mia.menu("Edit this person…")
    await page.page.get_by_label("Time zone").fill("America/New_York")
    await page.page.get_by_role("button", name="Save").click()
    await expect(mia.log.locator("time.moment")).to_have_text("04:00 AM")
    await expect(mia.root.locator(".where")).to_contain_text("America/New York")


async def test_a_wide_screen_shows_customer_coach_and_admin_side_by_side(visit: Opener) -> None:
    page = await visit(1400, 900)
    names = ["Mia Keller", "Anna Berg", "Alex Stone"]
    boxes = [await page.chat(name).root.bounding_box() for name in names]
    lefts = [box["x"] for box in boxes if box]
    assert lefts == sorted(lefts)
    assert len(lefts) == 3
    assert min(box["width"] for box in boxes if box) > 330


async def test_chats_are_closed_opened_and_remembered(visit: Opener) -> None:
    page = await visit(1400, 900)
    await page.page.get_by_role("button", name="Close the chat of Alex Stone").click()
    await expect(page.chat("Alex Stone").root).to_have_count(0)
    await page.person("Ben Okoro").click()
    await expect(page.chat("Ben Okoro").field).to_be_focused()
    await page.page.reload()
    await expect(page.chat("Ben Okoro").root).to_be_visible()
    await expect(page.chat("Alex Stone").root).to_have_count(0)
    for name in ("Mia Keller", "Anna Berg", "Ben Okoro"):
        await page.page.get_by_role("button", name=f"Close the chat of {name}").click()
    await page.page.get_by_role("button", name="Open the first one").click()
    await expect(page.chat("Mia Keller").root).to_be_visible()


async def test_a_phone_shows_one_chat_and_counts_what_is_unread_in_the_others(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA, ANNA)
    page = await visit(390, 844)
    await expect(page.chat("Mia Keller").root).to_be_visible()
    await expect(page.chat("Anna Berg").root).to_have_count(0)
    await bot.say(ANNA, "one")
    await bot.say(ANNA, "two")
    await expect(page.person("Anna Berg, coach, 2 unread")).to_be_visible()
    await expect(page.page).to_have_title("(2) Coachbook playground")
    await page.chat("Mia Keller").field.fill("a draft")
    await page.person("Anna Berg").click()
    await expect(page.chat("Anna Berg").message("two")).to_be_in_viewport()
    await expect(page.chat("Mia Keller").root).to_be_hidden()
    await expect(page.person("Anna Berg, coach, 2 unread")).to_have_count(0)
    await page.person("Mia Keller").click()
    await expect(page.chat("Mia Keller").field).to_have_value("a draft")


async def test_a_narrower_window_keeps_the_chats_one_worked_in_last(visit: Opener) -> None:
    page = await visit(1400, 900)
    await page.chat("Alex Stone").field.click()
    await page.page.set_viewport_size({"width": 500, "height": 800})
    await expect(page.chat("Mia Keller").root).to_be_hidden()
    await expect(page.chat("Alex Stone").root).to_be_visible()
    await page.page.set_viewport_size({"width": 1400, "height": 900})
    await expect(page.chat("Mia Keller").root).to_be_visible()


async def test_no_width_scrolls_sideways(visit: Opener, bot: ScriptedBot, setting: Setting) -> None:
    await setting.meet(MIA)
    await bot.say(MIA, "w" * 300 + "\n<pre>" + "long line " * 40 + "</pre>")
    await bot.say(MIA, "Pick", ["A label that is far too long for its button"] * 3, ["1"] * 8)
    page = await visit(1400, 900)
    await page.chat("Mia Keller").shows("Pick")
    wide: dict[int, int] = {}
    for width in (320, 360, 390, 414, 480, 600, 700, 701, 768, 900, 1020, 1021, 1120, 1280, 2000):
        await page.page.set_viewport_size({"width": width, "height": 800})
        scroller = page.page.locator(".chat:not([hidden]) .scroller").first
        # The page rearranges itself after the resize: what counts is how it comes to rest.
        for _ in range(50):
            wide[width] = await page.overflow()
            wide[width] += await scroller.evaluate("node => node.scrollWidth - node.clientWidth")
            if not wide[width]:
                break
            await asyncio.sleep(0.1)
    assert wide == dict.fromkeys(wide, 0)


async def test_theme_and_hint_are_remembered(visit: Opener) -> None:
    page = await visit(dark=False)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = await page.page.evaluate(paper)
    await page.page.get_by_role("button", name="Dark theme").click()
    dark = await page.page.evaluate(paper)
    assert dark != light
    await page.page.get_by_role("button", name="Got it").click()
    await page.page.reload()
    await expect(page.page.get_by_role("button", name="Light theme")).to_be_visible()
    assert await page.page.evaluate(paper) == dark
    await expect(page.page.get_by_role("region", name="What to try")).to_have_count(0)
    await page.page.get_by_role("button", name="What to try").click()
    await expect(page.page.get_by_role("region", name="What to try")).to_be_visible()


async def test_the_system_chooses_the_theme_until_someone_does(visit: Opener) -> None:
    colours = {
        await (await visit(dark=dark)).page.evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )
        for dark in (False, True)
    }
    assert len(colours) == 2
