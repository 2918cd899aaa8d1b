"""Everything a person can send, and what they have not sent yet."""

import asyncio
import re
from pathlib import Path

import pytest
from playwright.async_api import Route, expect

from tests.page.conftest import Opener, Setting
from tests.page.drawing import png
from tests.page.scripted_bot import ScriptedBot

pytestmark = pytest.mark.asyncio(loop_scope="session")

MIA = 7001


async def test_enter_sends_and_shift_enter_makes_a_line(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    mia = (await visit()).chat("Mia Keller")
    await mia.field.type("one")
    await mia.field.press("Shift+Enter")
    await mia.field.type("two")
    await mia.field.press("Enter")
    assert (await bot.receive())["text"] == "one\ntwo"
    await expect(mia.field).to_have_value("")


async def test_the_command_menu_filters_and_sends(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    commands = [("book", "Book a session"), ("appointments", "Your sessions"), ("help", "Help")]
    commands += [("reported", "Complaints"), ("report", "Figures")]
    await bot.call(
        "setMyCommands",
        commands=[{"command": name, "description": words} for name, words in commands],
    )
    page = await visit()
    mia = page.chat("Mia Keller")
    options = mia.root.get_by_role("listbox").get_by_role("option")
    await mia.tap("Commands")
    await expect(options).to_have_count(5)
    await mia.field.press("Escape")
    await expect(options).to_have_count(0)
    await mia.field.type("/")
    await mia.field.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await mia.field.type("h")
    await expect(options).to_have_count(1)
    await mia.field.press("Enter")
    assert (await bot.receive())["text"] == "/help"
    await expect(mia.root.get_by_role("button", name="Send")).not_to_have_class(re.compile("ready"))
    await mia.tap("Commands")
    await options.filter(has_text="Book a session").click()
    assert (await bot.receive())["text"] == "/book"
    for typed, sent in (("/repo", "/reported"), ("/report", "/report")):
        await mia.field.type(typed)
        await expect(options).to_have_count(2)
        await mia.field.press("Enter")
        assert (await bot.receive())["text"] == sent


async def test_a_reply_names_the_message_it_answers(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    question = await bot.say(MIA, "Which racket?")
    mia = (await visit()).chat("Mia Keller")
    await mia.message("Which racket?").hover()
    await mia.message("Which racket?").get_by_role("button", name="Reply").click()
    await mia.field.press("Escape")
    await mia.message("Which racket?").dblclick()
    await mia.send("The blue one")
    reply = await bot.receive()
    assert reply["reply_to_message"]["message_id"] == question["message_id"]
    await expect(mia.message("The blue one").locator(".quote")).to_contain_text("Which racket?")


async def test_a_photo_and_a_file_are_sent_with_a_caption(
    visit: Opener, bot: ScriptedBot, setting: Setting, tmp_path: Path
) -> None:
    picture, notes = tmp_path / "court.png", tmp_path / "notes.txt"
    picture.write_bytes(png(320, 200))
    notes.write_text("bring water")
    page = await visit()
    mia = page.chat("Mia Keller")
    for entry, path in (("Photo…", picture), ("File…", notes)):
        await mia.tap("Attach")
        async with page.page.expect_file_chooser() as chooser:
            await page.page.get_by_role("menuitem", name=entry).click()
        await (await chooser.value).set_files(path)
        await page.page.get_by_label("Caption").fill(f"here: {path.name}")
        await page.page.get_by_role("button", name="Send", exact=True).last.click()
    photo, file = await bot.receive(), await bot.receive()
    assert photo["caption"] == "here: court.png"
    assert photo["photo"][-1]["width"] == 320
    assert file["document"]["file_name"] == "notes.txt"
    await mia.shows("notes.txt")


async def test_a_picture_is_enlarged_and_a_file_downloaded(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    await bot.send_photo(MIA, png(640, 400), "This week")
    await bot.send_document(MIA, b"BEGIN:VCALENDAR", "session.ics")
    page = await visit()
    mia = page.chat("Mia Keller")
    await mia.tap("Enlarge the picture")
    large = page.page.get_by_role("dialog", name="This week")
    await expect(large.get_by_role("img")).to_be_visible()
    assert await large.get_by_role("img").evaluate("image => image.naturalWidth") == 640
    await page.page.keyboard.press("Escape")
    await expect(large).to_have_count(0)
    async with page.page.expect_download() as download:
        await mia.log.get_by_role("link", name="session.ics").click()
    saved = await (await download.value).path()
    assert saved.read_bytes() == b"BEGIN:VCALENDAR"


async def test_a_contact_a_forwarded_message_and_a_place_can_be_sent(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    page = await visit()
    alex = page.chat("Alex Stone")
    await alex.menu("Send a contact…")
    await page.page.get_by_label("Contact of").select_option(label="Ben Okoro")
    await page.page.get_by_role("button", name="Send", exact=True).last.click()
    assert (await bot.receive())["contact"]["user_id"] == 7004
    await alex.menu("Forward a message…")
    await page.page.get_by_label("Written by").select_option(label="Lena Fuchs")
    await page.page.get_by_label("What they wrote").fill("I can coach too")
    await page.page.get_by_role("button", name="Forward").click()
    forwarded = await bot.receive()
    assert forwarded["forward_origin"]["sender_user"]["id"] == 7005
    assert forwarded["text"] == "I can coach too"
    await alex.shows("Forwarded from Lena Fuchs")
    await alex.tap("Attach")
    await page.page.get_by_role("menuitem", name="Location…").click()
    await page.page.get_by_role("button", name="Send", exact=True).last.click()
    assert "location" in await bot.receive()


async def test_a_deep_link_starts_the_bot_with_its_payload(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    page = await visit()
    await page.chat("Mia Keller").menu("Open a link…")
    await page.page.get_by_label("t.me/coachbook_bot?start=").fill("c_7002")
    await page.page.get_by_role("button", name="Open", exact=True).click()
    assert (await bot.receive())["text"] == "/start c_7002"


async def test_what_the_server_refuses_is_said_in_a_sentence_and_not_lost(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    page = await visit()
    mia = page.chat("Mia Keller")
    await mia.field.type("still here?")
    chat = setting.playground.chats.get(MIA)
    assert chat is not None
    setting.playground.set_blocked(chat, blocked=True)
    await expect(mia.field).to_be_hidden()
    answer = await page.page.evaluate(
        """async () => {
            const { sendText } = await import("/page/api.js");
            return sendText(7001, "hello").catch((error) => error.message);
        }"""
    )
    assert answer == "Mia Keller blocked the bot: unblock it first."
    page.complaints.clear()
    await mia.tap("Unblock")
    await expect(mia.field).to_have_value("still here?")


async def test_what_was_sent_just_before_a_reload_is_no_draft_again(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    page = await visit()
    mia = page.chat("Mia Keller")
    sent, cut = asyncio.Event(), asyncio.Event()

    async def cut_off(route: Route) -> None:
        """The message is there; the page hears that it failed, as it is being left."""
        await route.fetch()
        sent.set()
        await cut.wait()
        await route.abort()

    await page.page.route("**/send", cut_off)
    await mia.field.fill("Once")
    await mia.field.press("Enter")
    await sent.wait()
    await page.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    async with page.page.expect_event("requestfailed"):
        cut.set()
    await page.page.unroute("**/send")
    await page.page.reload()

    await mia.shows("Once")
    await expect(mia.field).to_have_value("")
    assert (await bot.receive())["text"] == "Once"
    page.complaints.clear()  # Chromium logs by itself what was cut off


async def test_a_draft_and_what_it_answers_survive_a_reload(
    visit: Opener, bot: ScriptedBot, setting: Setting
) -> None:
    await setting.meet(MIA)
    question = await bot.say(MIA, "Which racket?")
    page = await visit()
    mia, anna = page.chat("Mia Keller"), page.chat("Anna Berg")
    await mia.message("Which racket?").dblclick(position={"x": 5, "y": 5})
    await mia.field.fill("The blue\none")
    await anna.field.fill("for Anna")
    await page.page.reload()
    await expect(mia.field).to_have_value("The blue\none")
    await expect(anna.field).to_have_value("for Anna")
    await expect(mia.root.locator(".reply-line")).to_contain_text("Which racket?")
    tall, one = await mia.field.bounding_box(), await anna.field.bounding_box()
    assert tall
    assert one
    assert tall["height"] > one["height"] + 10
    await mia.field.press("Enter")
    assert (await bot.receive())["reply_to_message"]["message_id"] == question["message_id"]
    await expect(mia.field).to_have_value("")
    await page.page.reload()
    await expect(anna.field).to_have_value("for Anna")
    await expect(mia.field).to_have_value("")
