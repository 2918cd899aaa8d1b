"""People the bot has never seen: each comes, says something once, and is not heard of again.

    strangers = asyncio.create_task(strangers.arrive(fleet, draw, per_second=5))

Whatever a process keeps for each person grows with them, and their messages are answered with
messages, which must keep to Telegram's limits, while presses are answered with edits.
"""

import asyncio
import random
from typing import Final

from bot.playground import chat_actions
from bot.playground.sample_people import SamplePerson
from tests.chaos import town
from tests.chaos.fleet import Fleet

FIRST: Final = 1_000_000
LANGUAGES: Final = ("en", "de", "en-US", "pt-BR", "fr", "uk")
WORDS: Final = (
    "/start", "/start c_2", "/start s_1", "/book", "/appointments", "/help", "/language", "/today",
    "tomorrow 3pm", "hello?", "\N{THUMBS UP SIGN}" * 200, "<b>'; DROP TABLE people --",
)  # fmt: skip


async def arrive(fleet: Fleet, draw: random.Random, *, per_second: float) -> None:
    """Somebody new says something, at this rate until cancelled."""
    number = max(FIRST, fleet.world.chats.next_person_id())
    while True:
        person = SamplePerson(
            number, f"Stranger{number}", None, None, draw.choice(LANGUAGES), town.ZONE
        )
        fleet.world.put_person(person)
        chat = fleet.world.chats.get(number)
        assert chat is not None
        chat_actions.send(fleet.world, chat, {"text": draw.choice(WORDS)})
        number += 1
        await asyncio.sleep(1 / per_second)
