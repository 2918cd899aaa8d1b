"""What is typed or sent while a question waits and is not its answer; and what is kept of an
answer."""

import pytest

from bot.playground import Playground
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.test_strange_content import FILE, NO_NOTE, ONLY_TEXT, note_question, say

pytestmark = pytest.mark.usefixtures("coachbook", "monday")


async def test_an_album_is_answered_once_whatever_is_being_asked(
    stage: Stage, world: Playground, mia: Chat
) -> None:
    idle, busy = await stage.newcomer("Idle"), await stage.newcomer("Asked")
    await note_question(mia, [busy])
    for chat, sentence in ((idle, ONLY_TEXT), (busy, NO_NOTE)):
        for album in ("1", "2"):
            for _ in range(4):
                say(world, chat, {"photo": [FILE], "media_group_id": album})
            await chat.expect(sentence)
            # Somebody's updates wait for each other: all of the album has been handled by then.
            await chat.send("/nonsense")
            await chat.expect("I do not know that command")
        assert chat.transcript().count(f"Bot: {sentence}") == 2
    await busy.send("my knee")
    await busy.expect("Note: my knee")


async def test_a_command_that_there_is_not_is_no_answer(mia: Chat) -> None:
    await play(
        """
        Mia says /nonsense
        Mia sees I do not know that command. Here is what I can do: [Book a session]
        """,
        mia,
    )
    await note_question(mia, [mia])
    await mia.send("/nonsense@coachbook_bot and more")
    reply = await mia.expect("I do not know that command. I am still waiting for your answer")
    assert "reply_markup" not in reply
    await mia.send("/zurück")
    await mia.expect("I do not know that command. I am still waiting for your answer")
    await mia.send("my knee")
    await mia.expect("Note: my knee")


async def test_a_command_in_bold_is_a_command(world: Playground, mia: Chat) -> None:
    await note_question(mia, [mia])
    bold, command = ({"type": kind, "offset": 0, "length": 7} for kind in ("bold", "bot_command"))

    say(world, mia, {"text": "/cancel", "entities": [bold, command]})

    await mia.expect("All right, never mind", buttons=["Book a session"])


async def test_a_note_goes_along_whatever_is_done_before_the_booking(mia: Chat, anna: Chat) -> None:
    await note_question(mia, [mia])
    await mia.send("my knee")
    noted = await mia.expect("Note: my knee")
    confirm = noted["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await play(
        """
        Mia says /profile
        Mia sees [Set my time zone]
        Mia taps Set my time zone
        Mia says London
        Mia sees London
        """,
        mia,
    )

    await mia.tap_data(confirm, noted["message_id"])

    await mia.expect("Note: my knee")
    await anna.expect("Note: my knee", buttons=["✓ Approve"])
