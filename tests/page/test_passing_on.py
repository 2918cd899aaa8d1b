"""What one person sends, and the bot passes on by its id, arrives at another."""

import struct
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.page.conftest import Opener, Setting
from tests.page.drawing import png
from tests.page.scripted_bot import ScriptedBot
from tests.page.window import Playpage

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANNA = 7002
RATE = 8000


def wav(seconds: int) -> bytes:
    """This much silence."""
    sound = bytes(RATE * seconds)
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, RATE, 1, 8)
    body = b"WAVE" + form + struct.pack("<4sI", b"data", len(sound)) + sound
    return struct.pack("<4sI", b"RIFF", len(body)) + body


async def choose(page: Playpage, entry: str, path: Path) -> None:
    await page.chat("Mia Keller").tap("Attach")
    async with page.page.expect_file_chooser() as chooser:
        await page.page.get_by_role("menuitem", name=entry).click()
    await (await chooser.value).set_files(path)


async def test_a_photo_and_a_voice_message_arrive_at_another_person(
    visit: Opener, bot: ScriptedBot, setting: Setting, tmp_path: Path
) -> None:
    await setting.meet(ANNA)
    picture, sound = tmp_path / "door.png", tmp_path / "note.wav"
    picture.write_bytes(png(320, 200))
    sound.write_bytes(wav(3))
    page = await visit()
    anna = page.chat("Anna Berg")
    await choose(page, "Photo…", picture)
    await page.page.get_by_role("button", name="Send", exact=True).last.click()
    photo = (await bot.receive())["photo"][-1]
    await bot.call("sendPhoto", chat_id=ANNA, photo=photo["file_id"], caption="From Mia")
    image = anna.message("From Mia").get_by_role("img")
    await expect(image).to_be_visible()
    await expect(image).to_have_js_property("naturalWidth", 320)
    await choose(page, "Voice message…", sound)
    # How long it is the page knows once it has looked at it.
    look = page.page.locator("audio.preview")
    await expect(look).to_have_js_property("duration", 3)
    await page.page.get_by_role("button", name="Send", exact=True).last.click()
    voice = (await bot.receive())["voice"]
    assert voice["duration"] == 3
    await bot.call("sendVoice", chat_id=ANNA, voice=voice["file_id"], caption="Listen")
    await expect(anna.message("Listen").locator("audio")).to_be_visible()
