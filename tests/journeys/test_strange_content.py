"""What no question asks for: contacts, places, files, and texts that try to be something else.

Each comes from somebody else, all at once: Telegram allows a chat one message a second.
"""

import asyncio
from collections.abc import Iterable

import pytest

from bot.playground import Playground
from bot.playground.chats import Chat as PlaygroundChat
from storage.business import dead_letters
from storage.people import people
from storage.transactions import Database
from tests.journeys.chat import Chat
from tests.journeys.reading import Json
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import BOOK
from tests.storage import questions

pytestmark = pytest.mark.usefixtures("coachbook", "monday")

ONLY_TEXT = "Sorry, I can only read typed text and buttons here. This is what I can do:"
NOT_UNDERSTOOD = "Sorry, I did not understand that. Here is what I can do:"
NO_NOTE = "A note has 1 to 500 characters of text. Please try again, or go back."
FILE: Json = {"file_id": "x", "file_unique_id": "y", "file_size": 2**40}
POLE: Json = {"latitude": 90.0, "longitude": -180.0}


def file(name: str, mime: str) -> Json:
    return {"document": FILE | {"file_name": name, "mime_type": mime}}


WORDLESS: dict[str, Json] = {
    "somebody else": {
        "contact": {"phone_number": "+15550100", "first_name": "Ben", "user_id": 7004}
    },
    "nobody in Telegram": {"contact": {"phone_number": "+15550100", "first_name": "Nobody"}},
    "the pole": {"location": POLE},
    "the pole, live": {"location": POLE | {"live_period": 900, "heading": 360}},
    "a venue": {
        "location": POLE,
        "venue": {"location": POLE, "title": "Pole", "address": "<b>North</b>"},
    },
    "dice": {"dice": {"emoji": "\N{GAME DIE}", "value": 6}},
    "a sticker": {"sticker": FILE | {"type": "regular", "emoji": "\N{THUMBS UP SIGN}"}},
    "a voice": {"voice": FILE | {"duration": 3}},
    "a song": {"audio": FILE | {"duration": 180, "title": "/start"}},
    "a photo": {"photo": [FILE | {"width": 1, "height": 10**9}]},
    "a photo with words": {"photo": [FILE], "caption": "please book me in"},
    "one photo of an album": {"photo": [FILE], "media_group_id": "1"},
    "a video": {"video": FILE | {"duration": 3}, "caption": "/book"},
    "a video note": {"video_note": FILE | {"length": 240}},
    "an animation": {"animation": FILE, "document": FILE},
    "a PDF": file("cv.pdf", "application/pdf"),
    "a program": file("setup.exe", "application/x-msdownload"),
    "a page": file("<script>alert(1)</script>.html", "text/html"),
    "a way out": file("../../etc/passwd\0", ""),
    "a file without a name": {"document": FILE},
    "a poll": {"poll": {"id": "1", "question": "why?", "options": []}},
    "a story": {"story": {"id": 1, "chat": {"id": 7004, "type": "private"}}},
    "a checklist": {"checklist": {"title": "/start", "tasks": []}},
    "what comes tomorrow": {"hologram": {"depth": 3}},
}
INVISIBLE = "\u200b\u200d\u2060\ufeff\u200f\u202e"
TOO_LONG = "\N{GRINNING FACE}" * 4096
READABLE: dict[str, str] = {
    "right to left": "abc \u05e9\u05dc\u05d5\u05dd",
    "SQL": "'); DROP TABLE people; --",
    "HTML": "<b>bold</b> &lt; <script>alert(1)</script> <a href='tg://user?id=7004'>x</a>",
    "broken HTML": "</b> <i <pre>",
    "placeholders": "{0} {note} %s %(name)s ${HOME} \\",
    "joined emoji": "\N{WOMAN}\u200d\N{PERSONAL COMPUTER}",
}
NOTED = READABLE | {"turned around": "\u202e\u2067\u200fknee \u2069\u05e9\u05dc"}
# In isolates, and without what would turn the lines around it.
SHOWN: dict[str, str] = {
    "right to left": "\u2068abc \u05e9\u05dc\u05d5\u05dd\u2069",
    "turned around": "\u2068knee \u05e9\u05dc\u2069",
}
# Telegram's own notes about a chat; the person said nothing.
NOTES: dict[str, Json] = {
    "pinned": {"pinned_message": {"message_id": 1, "date": 1, "text": "Booked"}},
    "deleted after a day": {
        "message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}
    },
    "another background": {"chat_background_set": {"type": {"type": "wallpaper"}}},
    "may write": {"write_access_allowed": {"from_request": True}},
}


async def newcomers(stage: Stage, names: Iterable[str]) -> dict[str, Chat]:
    """One person for each of these, by name."""
    return {name: await stage.newcomer(name) for name in names}


def say(world: Playground, chat: Chat, content: Json) -> None:
    """A message with any content: what that person's app can send and this page cannot."""
    playground_chat: PlaygroundChat | None = world.chats.get(chat.person)
    assert playground_chat is not None
    world.say(playground_chat, content)


async def note_question(mia: Chat, chats: Iterable[Chat]) -> None:
    """Takes these people to where a note is typed, with a button Mia was shown."""
    await play(BOOK.split("Mia taps Send request", maxsplit=1)[0], mia)
    add_note = mia.last()["reply_markup"]["inline_keyboard"][1][0]["callback_data"]

    async def to_question(chat: Chat) -> None:
        await chat.send("/start")
        await chat.expect("Hello", buttons=["Book a session"])
        await chat.tap_data(add_note, chat.last()["message_id"])
        await chat.expect("Type your note for the coach", buttons=["‹ Back"])

    await asyncio.gather(*map(to_question, chats))


async def facts_of(database: Database, chat: Chat) -> tuple[str, Json]:
    """The question waiting for this person, and its facts."""
    async with database.read() as reader:
        person = await people.by_telegram_id(reader, chat.person)
        assert person is not None
        question = await questions.pending(reader, person.id)
        assert await dead_letters.count(reader) == 0
    assert question is not None
    return question.step, dict(question.facts)


async def notes_of(database: Database, chat: Chat) -> list[str]:
    """What this person has typed for a slot."""
    async with database.read() as reader:
        rows = await reader.fetch(
            "SELECT note FROM notes JOIN people ON people.id = person_id WHERE telegram_id = $1",
            chat.person,
        )
        assert await dead_letters.count(reader) == 0
    return [note for [note] in rows]


async def test_what_cannot_be_read_is_told_so_with_the_menu(
    stage: Stage, world: Playground, database: Database
) -> None:
    chats = await newcomers(stage, WORDLESS)
    for name, chat in chats.items():
        say(world, chat, WORDLESS[name])

    for chat in chats.values():
        await chat.expect(ONLY_TEXT, buttons=["Book a session", "My appointments"])
    async with database.read() as reader:
        assert await dead_letters.count(reader) == 0


async def test_a_text_that_is_no_answer_is_not_understood_and_not_repeated(
    stage: Stage, database: Database
) -> None:
    texts = READABLE | {"invisible": INVISIBLE, "4,096 emoji": TOO_LONG}
    chats = await newcomers(stage, texts)
    for name, chat in chats.items():
        await chat.send(texts[name])

    for chat in chats.values():
        reply = await chat.expect(NOT_UNDERSTOOD, buttons=["Book a session", "My appointments"])
        assert reply["text"] == NOT_UNDERSTOOD
    async with database.read() as reader:
        assert await dead_letters.count(reader) == 0


async def test_what_is_no_text_is_no_note_and_the_question_is_asked_again(
    stage: Stage, world: Playground, database: Database, mia: Chat
) -> None:
    content = WORDLESS | {"invisible": {"text": INVISIBLE}, "4,096 emoji": {"text": TOO_LONG}}
    chats = await newcomers(stage, content)
    await note_question(mia, chats.values())
    for name, chat in chats.items():
        say(world, chat, content[name])

    for chat in chats.values():
        reply = await chat.expect(NO_NOTE, buttons=["‹ Back", "☰ Menu"])
        assert "Type your note for the coach" in reply["text"]
        step, facts = await facts_of(database, chat)
        assert (step, "note" in facts) == ("book.note", False)
        await chat.send("my knee")
    for chat in chats.values():
        await chat.expect("Note: my knee", buttons=["✓ Send request", "Change the note"])


async def test_a_note_is_kept_and_shown_as_it_was_typed_whatever_it_looks_like(
    stage: Stage, database: Database, mia: Chat, anna: Chat
) -> None:
    chats = await newcomers(stage, NOTED)
    await note_question(mia, chats.values())
    for name, chat in chats.items():
        await chat.send(NOTED[name])

    for name, chat in chats.items():
        shown = SHOWN.get(name, NOTED[name])
        reply = await chat.expect(f"Note: {shown}\n", buttons=["Change the note"])
        assert not {entity["type"] for entity in reply["entities"]} & {"text_link", "text_mention"}
        assert await notes_of(database, chat) == [NOTED[name]]
    await chats["HTML"].tap("Send request")
    await chats["HTML"].expect(f"Note: {READABLE['HTML']}\n")
    await anna.expect(f"Note: {READABLE['HTML']}\n", buttons=["✓ Approve"])


async def test_a_persons_own_name_is_shown_as_it_is_whatever_it_looks_like(
    stage: Stage, mia: Chat, anna: Chat
) -> None:
    name = "<b>Rob</b> {name} '); DROP TABLE people; --"
    rob = await stage.newcomer(name, last_name="&lt;")
    await rob.send("/start")
    await rob.expect(f"Hello {name}", buttons=["Book a session"])
    await play(BOOK.split("Mia taps Send request", maxsplit=1)[0], mia)
    confirm = mia.last()["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await rob.tap_data(confirm, rob.last()["message_id"])
    await rob.expect("Request sent")
    await anna.expect(f"{name} &lt; would like a session", buttons=["✓ Approve"])


async def test_a_reason_and_a_name_have_to_be_something_that_one_can_read(
    world: Playground, mia: Chat, anna: Chat, alex: Chat
) -> None:
    await play(BOOK + "Anna taps Decline\nAnna sees Decline this request?", mia, anna)
    await play("Alex says /coaches\nAlex taps Anna Berg\nAlex taps Rename", alex)
    await alex.expect("What name should customers see")
    for content in ({"text": INVISIBLE}, WORDLESS["a voice"]):
        say(world, anna, content)
        reply = await anna.expect("A reason has 1 to 300 characters", buttons=["‹ Back"])
        assert "Decline this request?" in reply["text"]
        say(world, alex, content)
        reply = await alex.expect("A name has 1 to 60 characters", buttons=["‹ Back"])
        assert "What name should customers see" in reply["text"]
    await play("Anna says {x} <i>\nAnna sees Declined\nMia sees Reason: {x} <i>", mia, anna)
    await play("Alex says <u>Anna\nAlex sees <u>Anna [Rename]", alex)


async def test_what_telegram_notes_about_a_chat_is_passed_over_in_silence(
    stage: Stage, world: Playground, mia: Chat
) -> None:
    idle, busy = await newcomers(stage, NOTES), await newcomers(stage, NOTES)
    await note_question(mia, busy.values())
    for chats in (idle, busy):
        for name, chat in chats.items():
            say(world, chat, NOTES[name])

    await asyncio.gather(*(chat.expect_silence(1.5) for chat in (*idle.values(), *busy.values())))
    for chat in busy.values():
        await chat.send("my knee")
    for chat in busy.values():
        await chat.expect("Note: my knee")
