"""A taken time, the line for it, and who gets it when it is given back."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from storage.transactions import Database
from tests.coachbook import Coachbook
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import BOOK

pytestmark = pytest.mark.usefixtures("coachbook")


async def in_line(stage: Stage, name: str, language: str) -> Chat:
    """Somebody looking at the day that is about to lose its ten o'clock."""
    chat = await stage.newcomer(name, language=language)
    day = "Welcher Tag?" if language == "de" else "Which day?"
    time = "um wie viel Uhr?" if language == "de" else "what time?"
    await play(
        f"""
        {name} says /book
        {name} taps Coaching session
        {name} taps Anna Berg ·
        {name} sees {day} [8]
        {name} taps 8
        {name} sees {time} [10:00]
        """,
        chat,
    )
    return chat


async def offer_answers(database: Database) -> list[str]:
    async with database.read() as reader:
        rows = await reader.fetch("SELECT answer FROM wait_offers ORDER BY id")
    return [answer for (answer,) in rows]


async def offer_lapsed(database: Database) -> bool:
    async with database.read() as reader:
        [[kept]] = await reader.fetch("SELECT count(*) FROM wait_offers WHERE kept")
    return not kept and await offer_answers(database) == ["lapsed"]


async def eventually(true: Callable[[], Awaitable[bool]], seconds: float = 60) -> None:
    deadline = asyncio.get_running_loop().time() + seconds
    while not await true():
        assert asyncio.get_running_loop().time() < deadline, "waited in vain"
        await asyncio.sleep(0.1)


async def test_a_taken_time_is_waited_for_and_goes_from_one_to_the_next(
    stage: Stage, mia: Chat, anna: Chat, database: Database
) -> None:
    jo, nils = await in_line(stage, "Jo", "en"), await in_line(stage, "Nils", "de")
    await play(
        BOOK
        + """
        Jo taps 10:00
        Jo sees another session is booked then [Tell me when something frees up]
        Jo taps Tell me when something frees up
        Jo sees Wait for: Coaching session with Anna Berg [✓ Morning] [Join the waitlist]
        Jo taps Join the waitlist
        Jo sees You are first in line. [Change] [Leave the line]
        Nils taps 10:00
        Nils sees inzwischen vergeben [Sag mir, wenn etwas frei wird]
        Nils taps Sag mir, wenn etwas frei wird
        Nils sees Warten auf: Coaching session mit Anna Berg [Auf die Warteliste]
        Nils taps Auf die Warteliste
        Nils sees Du bist Nummer 2 in der Reihe. [Ändern] [Nicht mehr warten]
        Mia taps Cancel it
        Mia sees Cancel [Yes, cancel it]
        Mia taps Yes, cancel it
        Mia sees Cancelled
        Jo sees A time has come free for you [Take it] [Pass] [My waitlist]
        """,
        mia,
        jo,
        nils,
    )
    assert "10:00" in str(jo.last()["text"])
    # Nobody else finds it meanwhile.
    await play(
        """
        Mia says /book
        Mia taps Coaching session
        Mia taps Anna Berg ·
        Mia taps 8
        Mia sees Thu, 8 May 2031: what time?
        """,
        mia,
    )
    labels = [key["text"] for row in mia.last()["reply_markup"]["inline_keyboard"] for key in row]
    assert "10:00" not in labels
    await play(
        """
        Jo taps Pass
        Jo is told You keep your place
        Jo sees You are first in line.
        Nils sees Für dich ist eine Zeit frei geworden [Nehmen] [Weitergeben]
        Nils taps Nehmen
        Nils sees Anfrage gesendet
        Anna sees Nils would like a session [✓ Approve]
        Nils says /waitlist
        Nils sees Du wartest auf nichts
        """,
        jo,
        nils,
        anna,
    )
    assert await offer_answers(database) == ["passed", "taken"]


async def test_eine_zeit_ueberlebt_den_absturz_und_wird_zweimal_getippt_einmal_gebucht(
    coachbook: Coachbook, stage: Stage, mia: Chat, anna: Chat, database: Database
) -> None:
    ida = await in_line(stage, "Ida", "de")
    await play(
        BOOK
        + """
        Ida taps 10:00
        Ida taps Sag mir, wenn etwas frei wird
        Ida taps Auf die Warteliste
        Ida sees Du bist als Nächstes dran.
        Mia taps Cancel it
        """,
        mia,
        ida,
    )
    await mia.expect("Cancel", buttons=["Yes, cancel it"])
    await mia.tap("Yes, cancel it")
    # Somewhere between the press, what comes free by it, and the message about that.
    await asyncio.sleep(0.02)
    coachbook.kill()
    await coachbook.start()
    await ida.expect("Für dich ist eine Zeit frei geworden", buttons=["Nehmen"], timeout=60)
    card = ida.last()
    data = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await ida.tap_data(data, card["message_id"])
    coachbook.kill()
    await ida.tap_data(data, card["message_id"])
    await coachbook.start()
    await ida.expect("Anfrage gesendet", timeout=60)
    await play("Anna sees Ida would like a session [✓ Approve]", anna)
    async with database.read() as reader:
        [[booked]] = await reader.fetch(
            "SELECT count(*) FROM appointments a JOIN people p ON p.id = a.customer_id"
            " WHERE p.telegram_id = $1 AND a.status = 'pending'",
            ida.person,
        )
    assert booked == 1
    assert await offer_answers(database) == ["taken"]


async def test_a_time_that_nobody_answers_for_is_anybodys_after_a_quarter_of_an_hour(
    stage: Stage, mia: Chat, database: Database
) -> None:
    jo = await in_line(stage, "Jo", "en")
    await play(
        BOOK
        + """
        Jo taps 10:00
        Jo taps Tell me when something frees up
        Jo taps Join the waitlist
        Jo sees You are first in line.
        Mia taps Cancel it
        Mia taps Yes, cancel it
        Mia sees Cancelled
        Jo sees A time has come free for you [Take it]
        """,
        mia,
        jo,
    )
    await stage.advance(15 * 60)
    await play(
        """
        Jo taps Take it
        Jo sees has gone on to the next in line. You keep your place. [My waitlist]
        Jo taps My waitlist
        Jo sees You are first in line.
        """,
        jo,
    )
    await eventually(lambda: offer_lapsed(database))
    await play(
        """
        Mia says /book
        Mia taps Coaching session
        Mia taps Anna Berg ·
        Mia taps 8
        Mia sees what time? [10:00]
        """,
        mia,
    )
