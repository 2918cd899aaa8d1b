"""Groups and channels somebody added the bot to: it names its private chat, and no more."""

import asyncio

from bot.playground import Playground
from bot.playground.sample_people import BOT_ID
from bot.playground.updates import MESSAGE_LIFETIME
from storage.business import dead_letters
from storage.people import people
from storage.transactions import Database
from tests.coachbook import Coachbook
from tests.journeys.chat import Chat
from tests.journeys.reading import Json
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import BOOK, LENA

GROUP: Json = {"id": -4100, "type": "group", "title": "Yoga on Mondays"}
SUPERGROUP: Json = {"id": -1001000000200, "type": "supergroup", "title": "Everyone"}
CHANNEL: Json = {"id": -1001000000300, "type": "channel", "title": "News"}
CHATS = (GROUP, SUPERGROUP, CHANNEL)
BOT: Json = {"id": BOT_ID, "is_bot": True, "first_name": "Coachbook"}
# Who speaks for an admin that does not want to be named, and who passes on posts of a channel.
ANONYMOUS: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
TELEGRAM: Json = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
MEMBERSHIPS = ("member", "administrator", "restricted", "left", "kicked")
SPEAKING = ("send", "edit", "answer", "copy", "forward", "delete", "pin", "set", "leave")
MENU_OF_COMMANDS = "setmycommands"  # published to everybody when the bot starts

Happening = tuple[str, Json]


def message(sender: Json, chat: Json, **content: object) -> Happening:
    return "message", {"message_id": 7, "date": 1, "from": sender, "chat": chat, **content}


def text(sender: Json, chat: Json, words: str, **more: object) -> Happening:
    """Something typed, with what Telegram finds in it."""
    command = {"type": "bot_command", "offset": 0, "length": len(words.split(maxsplit=1)[0])}
    entities = {"entities": [command]} if words.startswith("/") else {}
    return message(sender, chat, text=words, **entities, **more)


def press(sender: Json, chat: Json, data: str) -> Happening:
    """A press of a button below a message of the bot's, which somehow came to be there."""
    below = {"message_id": 6, "date": 1, "chat": chat, "from": BOT, "text": "?"}
    query = {"id": "61", "from": sender, "chat_instance": "1", "data": data, "message": below}
    return "callback_query", query


def membership(sender: Json, chat: Json, status: str) -> Happening:
    """The bot's status in a chat from now on."""
    before = "left" if status == "member" else "member"
    change = {
        "old_chat_member": {"user": BOT, "status": before},
        "new_chat_member": {"user": BOT, "status": status},
    }
    return "my_chat_member", {"chat": chat, "from": sender, "date": 1, **change}


def post(chat: Json, words: str) -> Json:
    """What a channel publishes: nobody's in particular."""
    return {"message_id": 8, "date": 1, "chat": chat, "sender_chat": chat, "text": words}


def life_of_a_chat(chat: Json, sender: Json, username: str) -> list[Happening]:
    """Everything a bot gets to see in there."""
    typed = (
        "hello", f"hello @{username}", "/start", f"/start@{username}", f"/start@{username} s_1",
        "/book", f"/book@{username}", "/today", "/nothing", "/start@another_bot",
    )  # fmt: skip
    own = {"message_id": 6, "date": 1, "chat": chat, "from": BOT, "text": "?"}
    return [
        *(membership(sender, chat, status) for status in MEMBERSHIPS),
        *(text(sender, chat, words) for words in typed),
        text(sender, chat, "tomorrow 3pm", reply_to_message=own),
        text(ANONYMOUS, chat, "/book", sender_chat=chat),
        text(TELEGRAM, chat, "/book", sender_chat=CHANNEL, is_automatic_forward=True),
        message(sender, chat, new_chat_members=[BOT]),
        message(sender, chat, left_chat_member=BOT),
        message(sender, chat, group_chat_created=True),
        message(sender, chat, migrate_to_chat_id=SUPERGROUP["id"]),
        message(sender, chat, pinned_message=own),
        message(sender, chat, photo=[{"file_id": "x"}], caption="/start"),
        message(sender, chat, contact={"phone_number": "1", "first_name": "X", "user_id": 7004}),
        message(sender, chat, location={"latitude": 90.0, "longitude": 0.0}),
        ("edited_message", text(sender, chat, "/start")[1]),
        ("channel_post", post(chat, "/start")),
        ("edited_channel_post", post(chat, "/start")),
    ]


async def called_for(
    world: Playground, coachbook: Coachbook, happenings: list[Happening]
) -> list[str]:
    """What the bot has called, apart from polls, once all this has happened, and a moment later."""
    handled, called = len(coachbook.events("update")), len(world.calls)
    # What waited before the bot said what it wants to hear of is delivered all the same.
    world.updates.allowed = None
    for kind, body in happenings:
        assert world.updates.add(kind, body, "elsewhere", MESSAGE_LIFETIME)
    async with asyncio.timeout(30):
        while len(coachbook.events("update")) < handled + len(happenings):  # noqa: ASYNC110 - a log
            await asyncio.sleep(0.05)
    await asyncio.sleep(0.5)
    outcomes = {line["outcome"] for line in coachbook.events("update")[handled:]}
    assert outcomes == {"done"}
    methods = [str(call["method"]) for call in list(world.calls)[called:]]
    return [name for name in methods if name.startswith(SPEAKING) and name != MENU_OF_COMMANDS]


async def test_in_a_group_only_the_way_out_is_told_and_that_once_a_minute(
    stage: Stage, world: Playground, coachbook: Coachbook, database: Database
) -> None:
    lena = await stage.chat(LENA)
    sender = user(world, LENA)
    username = world.profile.user()["username"]
    happenings = [one for chat in CHATS for one in life_of_a_chat(chat, sender, username)]

    called = await called_for(world, coachbook, happenings)

    # `/start@…` and `/book@…` stand there often, in both groups; a channel has no members who ask.
    assert called == ["sendmessage"] * 2
    assert lena.messages == {}
    async with database.read() as reader:
        assert await dead_letters.count(reader) == 0
        # Who only speaks where the bot happens to be is not known to it.
        assert await people.by_telegram_id(reader, LENA) is None


async def test_a_press_in_a_group_is_answered_at_most_and_decides_nothing(
    world: Playground, coachbook: Coachbook, database: Database, mia: Chat, anna: Chat
) -> None:
    await play(BOOK + "Anna sees Mia Keller would like a session [✓ Approve]", mia, anna)
    request = anna.last()
    approve = request["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    sender = user(world, anna.person)
    presses = [
        press(sender, chat, data)
        for chat in CHATS
        for data in (approve, "1:h", "0:old", "no button at all")
    ]

    called = await called_for(world, coachbook, presses)

    assert set(called) <= {"answercallbackquery"}
    assert anna.last() == request
    await play("Anna says /requests\nAnna sees 1 request is waiting for you", anna)
    await mia.expect_silence()
    async with database.read() as reader:
        assert await dead_letters.count(reader) == 0


async def test_who_throws_the_bot_out_of_a_group_is_still_written_to(
    world: Playground, coachbook: Coachbook, mia: Chat, anna: Chat
) -> None:
    await play(BOOK + "Anna sees Mia Keller would like a session", mia, anna)
    sender = user(world, mia.person)
    thrown = [membership(sender, chat, status) for chat in CHATS for status in ("left", "kicked")]

    assert await called_for(world, coachbook, thrown) == []

    await play("Anna taps Approve\nMia sees Good news: Anna Berg has confirmed", mia, anna)


async def test_what_somebody_writes_in_a_group_answers_no_question_of_their_own_chat(
    world: Playground, coachbook: Coachbook, mia: Chat
) -> None:
    await play(BOOK.split("Mia taps Send request", maxsplit=1)[0], mia)
    await play("Mia taps Add a note\nMia sees Type your note for the coach", mia)
    sender = user(world, mia.person)
    updates = [
        text(sender, GROUP, "who brings the mats?"),
        text(sender, GROUP, "/cancel"),
        press(sender, GROUP, "1:h"),
    ]

    assert set(await called_for(world, coachbook, updates)) <= {"answercallbackquery"}

    await play("Mia says my knee\nMia sees Note: my knee [Change the note]", mia)


def user(world: Playground, person: int) -> Json:
    """Somebody of the cast, as updates name them."""
    account = world.chats.find_user(person)
    assert account is not None
    return account
