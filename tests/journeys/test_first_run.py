"""An empty bot, and its admin: ten actions to the first free time, and `kill -9` on the way."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground import PlaygroundServer
from storage.transactions import Database
from tests.coachbook import Coachbook
from tests.journeys.chat import Chat
from tests.journeys.conftest import coachbook_process
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import ALEX, MIA, MONDAY

MOST = 10
ENGLISH = (
    """
    Alex says /start
    Alex sees Hello Alex! I am the booking bot of your business [Later ›] [☰ Menu]
    Alex says Northside Yoga
    Alex sees In which time zone is it? [UTC · it is 07:00]
    Alex says Berlin
    Alex sees In which currency are your prices? [Euro (EUR)] [US Dollar (USD)]
    Alex taps Euro
    Alex sees What can customers book? [Coaching session · 1 hour · €60.00]
    Alex says Yoga 60 25
    Alex sees I read: Yoga · 1 hour · €25.00 [✓ Save] [Change]
    """,
    """
    Alex taps Save
    Alex sees Who gives the sessions? [I do]
    Alex taps I do
    Alex sees When are you available? [Monday to Friday: 09:00–17:00]
    Alex says Mo-Fr 9-17
    Alex sees I read: Monday to Friday: 09:00–17:00 [✓ Save]
    Alex taps Save
    Alex sees Here is your first free time: Mon, 5 May 2031,
    """,
)
GERMAN = (
    """
    Gabi says /start
    Gabi sees Hallo Gabi! Ich bin der Buchungsbot deines Unternehmens [Später ›] [☰ Menü]
    Gabi says Studio Nord
    Gabi sees In welcher Zeitzone ist es? [Berlin · es ist 09:00]
    Gabi taps Berlin
    Gabi sees In welcher Währung sind deine Preise? [Euro (EUR)] [Schweizer Franken (CHF)]
    Gabi taps Euro
    Gabi sees Was können Kunden buchen? [Coaching · 1 Stunde · 60,00\u00a0€]
    Gabi says Yoga 60 Min. 25,50
    Gabi sees Ich lese: Yoga · 1 Stunde · 25,50\u00a0€
    """,
    """
    Gabi taps Speichern
    Gabi sees Wer hält die Termine? [Ich]
    Gabi taps Ich
    Gabi sees Wann bist du da? [Montag bis Freitag: 09:00–17:00]
    Gabi taps Montag bis Freitag: 09:00–17:00
    Gabi sees Hier ist deine erste freie Zeit: Mo., 5. Mai 2031,
    """,
)


@pytest.fixture
async def empty(
    playground: PlaygroundServer, database: Database, database_url: str, tmp_path: Path
) -> AsyncIterator[Coachbook]:
    """The bot with an empty database, and its admin as in the README."""
    process = coachbook_process(playground.url, database_url, tmp_path)
    try:
        yield process
    finally:
        process.kill()


async def play_halves(admin: Chat, bot: Coachbook, script: tuple[str, str]) -> None:
    """Both halves, and what happens in between."""
    deeds = sum(
        line.split()[1] in ("says", "taps")
        for half in script
        for line in half.split("\n")
        if line.strip()
    )
    assert deeds <= MOST
    await play(script[0], admin)
    bot.kill()
    await bot.start()
    await play(script[1], admin)


async def test_an_empty_bot_is_led_to_its_first_free_time(stage: Stage, empty: Coachbook) -> None:
    await stage.advance_to(MONDAY)
    await empty.start()
    alex, mia = await stage.chat(ALEX), await stage.chat(MIA)
    await play_halves(alex, empty, ENGLISH)
    await play(
        """
        Alex taps See it as a customer
        Alex sees Hello Alex, welcome to Northside Yoga! [Book a session] [German]
        Alex taps Book a session
        Alex is told This is a preview
        Mia says /start
        Mia sees welcome to Northside Yoga! [Book a session]
        Mia taps Book a session
        Mia sees Yoga with Alex [6]
        Alex says /admin
        Alex sees No requests are waiting for an answer.
        """,
        alex,
        mia,
    )
    assert "Set up" not in str(alex.last())


async def test_in_german_too(stage: Stage, empty: Coachbook) -> None:
    await stage.advance_to(MONDAY)
    gabi = await stage.newcomer("Gabi", language="de")
    empty.environ["COACHBOOK_ADMIN_IDS"] = str(gabi.person)
    await empty.start()
    await play_halves(gabi, empty, GERMAN)
