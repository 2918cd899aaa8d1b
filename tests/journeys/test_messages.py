"""The two people of a session write to each other, as both see it."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.delivery.deliverer import LEASE
from bot.playground import Playground
from storage.transactions import Database
from tests.bot.playground.test_media import png
from tests.coachbook import Coachbook
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.test_kill import everything_confirmed
from tests.journeys.the_week import BOOK

pytestmark = pytest.mark.usefixtures("coachbook")

REQUEST = BOOK + "Anna sees Mia Keller would like a session [✓ Approve] [Message Mia Keller]\n"
WHAT_FOR = "Coaching session · Thu, 8 May 2031, 10:00 (Berlin)"


async def count(database: Database) -> int:
    """How many messages are stored."""
    async with database.read() as reader:
        [[number]] = await reader.fetch("SELECT count(*) FROM messages")
    return int(number)


async def wait_for_message(database: Database) -> None:
    """Wait until a message is stored."""
    async with asyncio.timeout(30):
        while True:
            if await count(database):
                return
            await asyncio.sleep(0.02)


async def german(chat: Chat) -> None:
    await chat.send("/language")
    await chat.expect("", buttons=["Deutsch"])
    await chat.tap("Deutsch")
    await chat.expect("Was möchtest du tun?")


def newest(chat: Chat, kind: str) -> dict[str, Any]:
    """The bot's newest message of a kind."""
    own = [one for one in chat.messages.values() if one["from"]["is_bot"] and kind in one]
    return own[-1]


async def test_a_customer_and_a_coach_send_each_other_what_they_like(mia: Chat, anna: Chat) -> None:
    await play(
        REQUEST
        + f"""
        Mia taps Message Anna Berg
        Mia sees Message to Anna Berg [Can’t come] [Conversation]
        Mia says Which door is it?
        Mia sees Passed on to Anna Berg ✓ [Write more] [Conversation]
        Anna sees Message from Mia Keller [Reply] [Conversation]
        Anna taps Reply
        Anna sees {WHAT_FOR} [Conversation]
        """,
        mia,
        anna,
    )
    assert "Which door is it?" in str([one.get("text") for one in anna.messages.values()])
    await anna.upload("door.png", png(320, 200), kind="photo", caption="The blue one")
    await anna.expect("Passed on to Mia Keller ✓")
    await mia.expect("Photo from Anna Berg", buttons=["Reply", "Conversation"])
    photo = newest(mia, "photo")
    assert "The blue one" in photo["caption"]
    assert WHAT_FOR in photo["caption"]
    assert "forward_origin" not in photo
    await play("Mia taps Reply\nMia sees Message to Anna Berg", mia)
    await mia.upload("note.oga", b"OggS", kind="voice", duration=2)
    await play(
        """
        Anna sees Voice message from Mia Keller [Reply]
        Anna taps Reply
        Anna sees Message to Mia Keller
        """,
        anna,
    )
    await anna.share_location(52.53, 13.39)
    await anna.expect("Passed on to Mia Keller ✓")
    await mia.expect("(location)", buttons=["Reply", "Conversation"])
    venue = newest(mia, "venue")["venue"]
    assert (venue["title"], venue["address"]) == ("Location from Anna Berg", WHAT_FOR)
    await play(
        """
        Mia taps Conversation
        Mia sees The blue one [Photo…] [Voice message…] [Location…] [Message Anna Berg]
        Mia taps Photo ·
        Mia sees The blue one
        """,
        mia,
    )
    assert newest(mia, "photo")["photo"][0]["file_id"] == photo["photo"][0]["file_id"]


async def test_what_gives_an_address_away_is_not_passed_on(mia: Chat, anna: Chat) -> None:
    await play(REQUEST + "Mia taps Message Anna Berg\nMia sees Message to Anna Berg", mia, anna)
    await mia.upload("cv.pdf", b"%PDF", caption="me")
    await mia.expect("I cannot pass that on", buttons=["Conversation"])
    await mia.share_contact(mia.person)
    await mia.expect("I cannot pass that on", buttons=["Conversation"])
    await play(
        """
        Mia says /cancel
        Mia sees All right, never mind
        Mia says I am at the door
        Mia sees I did not understand that
        """,
        mia,
    )
    assert "Message from" not in str([one.get("text") for one in anna.messages.values()])


async def test_wer_nicht_mehr_will_stellt_nachrichten_ab_und_meldet_sie(
    mia: Chat, anna: Chat, alex: Chat
) -> None:
    await play(REQUEST, mia, anna)
    await play("Alex says /start\nAlex sees Hello Alex", alex)
    await german(mia)
    await play(
        """
        Anna taps Message Mia Keller
        Anna sees Message to Mia Keller
        Anna says You owe me!
        Mia sees Nachricht von Anna Berg [Antworten] [Nachrichten]
        Mia taps Nachrichten
        Mia sees You owe me! [Nachrichten von Anna Berg abstellen] [Dem Team melden]
        Mia taps Dem Team melden
        Mia sees Nachrichten von Anna Berg melden? [Ja, melden]
        Mia taps Ja, melden
        Mia sees Danke. Das Team sieht sich die Nachrichten von Anna Berg an
        Mia taps Nachrichten von Anna Berg abstellen
        Mia is told Abgestellt. Deine Termine bleiben, wie sie sind.
        Anna taps Write more
        Anna sees Mia Keller takes no messages from you here
        Alex sees Mia Keller complains about messages from Anna Berg [Read and decide]
        Alex taps Read and decide
        Alex sees You owe me! [Stop Anna Berg from writing] [Leave it as it is]
        Alex taps Stop Anna Berg from writing
        Alex is told Stopped. They are told when they try to write.
        Alex sees Anna Berg cannot write to anyone [Let Anna Berg write again]
        """,
        mia,
        anna,
        alex,
    )


async def test_eine_verspaetung_wird_mit_zwei_fingern_angesagt_und_kommt_einmal_an(
    stage: Stage, mia: Chat, anna: Chat, world: Playground, database: Database
) -> None:
    await play(REQUEST + "Anna taps Approve\nAnna sees Confirmed\nMia sees Good news", mia, anna)
    await german(anna)
    await stage.advance_to(datetime(2031, 5, 8, 7, 45, tzinfo=UTC))
    await play(
        """
        Mia says /appointments
        Mia sees Coaching session
        Mia taps Coaching session
        Mia sees Confirmed [I’ll be 10 min late] [Message Anna Berg]
        Anna says /today
        Anna sees Mia Keller
        Anna taps Mia Keller
        Anna sees Bestätigt [Ich verspäte mich] [Schreib Mia Keller]
        Anna taps Ich verspäte mich
        Anna sees Wie viel später kommst du? [5 Min.] [10 Min.] [15 Min.]
        """,
        mia,
        anna,
    )
    assert "Running late" not in str(mia.last())  # that is what their answer says
    screen = anna.last()
    ten = screen["reply_markup"]["inline_keyboard"][0][1]["callback_data"]
    await asyncio.gather(*(anna.tap_data(ten, screen["message_id"]) for _ in range(2)))
    await anna.expect("An Mia Keller weitergegeben ✓")
    await mia.expect("Anna Berg will be about 10 minutes late", buttons=["Reply"])
    await everything_confirmed(world)  # both taps are done with
    assert await count(database) == 1


async def test_a_message_survives_a_crash_in_the_middle_and_comes_once(
    stage: Stage, mia: Chat, anna: Chat, coachbook: Coachbook, database: Database
) -> None:
    await play(REQUEST + "Mia taps Message Anna Berg\nMia sees Message to Anna Berg", mia, anna)
    # Telegram takes the answer, and the bot dies before it hears of that.
    await stage.fault("timeout", methods=["sendMessage"])
    await mia.send("I am at the gate")
    await wait_for_message(database)
    coachbook.kill()
    await stage.fault("off")
    coachbook.launch()
    await mia.expect("Passed on to Anna Berg ✓", timeout=30)
    await stage.advance(LEASE.total_seconds())
    await anna.expect("I am at the gate", buttons=["Reply"], timeout=30)
    assert await count(database) == 1
