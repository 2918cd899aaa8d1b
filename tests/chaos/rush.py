"""A rush: many people the bot already knows, who press buttons at the same moment.

crowd = customers(fleet, 200)
await registered(fleet, crowd)
presses = await pressed(fleet, [(one, Confirm(…)) for one in crowd])
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from bot.playground import chat_actions
from bot.playground.chats import Chat
from bot.playground.sample_people import SamplePerson
from domain.services.catalogue import Catalogue
from handlers.buttons.links import Appointments
from handlers.buttons.press import Press
from storage.services import catalogue
from storage.transactions import Writer
from tests.chaos import town
from tests.chaos.fleet import Fleet
from tests.chaos.witness import SentUpdate

FIRST: Final = 20_000  # a Telegram id; the others follow

# Somebody waiting for the moment, and the bot's message under which they press.
Waiting = tuple[Chat, int]


def customers(fleet: Fleet, count: int) -> list[Waiting]:
    """People who have written to the bot, each with a message of it."""
    return [_customer(fleet, FIRST + number) for number in range(count)]


async def lift_open_limit(writer: Writer) -> Catalogue:
    """Let people be in any number of sessions from now on."""
    known = await catalogue.load(writer)
    await catalogue.update_business(writer, replace(known.business, open_limit=10_000))
    return known


async def register(fleet: Fleet, crowd: Iterable[Waiting]) -> None:
    """Have all of them look at something: registering newcomers would spread a rush out."""
    await press_all(fleet, [(one, Appointments(0, 0)) for one in crowd])


async def press_all(fleet: Fleet, rush: Iterable[tuple[Waiting, Press]]) -> list[SentUpdate]:
    """The press of each, in this order and all at once, each taken or given up waiting."""

    def tap() -> None:
        for (chat, message_id), press in rush:
            chat_actions.tap(fleet.world, chat, {"message_id": message_id, "data": press.pack()})

    return await fleet.taken(tap)


async def errors(fleet: Fleet) -> list[str]:
    """Updates that no replica could handle, and whatever any has logged as an error."""
    async with fleet.database.read() as reader:
        [[faults]] = await reader.fetch("SELECT count(*) FROM dead_letters")
    return ["a dead letter"] * faults + fleet.complaints()


def each(counts: Sequence[int]) -> str:
    """The count of each round; if they differ, how many rounds had which."""
    rounds = Counter(counts)
    if len(rounds) == 1:
        return f"{counts[0]} each"
    return ", ".join(f"{count} in {times}" for count, times in sorted(rounds.items()))


def _customer(fleet: Fleet, number: int) -> Waiting:
    world = fleet.world
    world.put_person(
        SamplePerson(number, f"Customer{number}", None, None, "en", town.ZONE, "customer")
    )
    chat = world.chats.get(number)
    assert chat is not None
    world.chats.start(chat)
    return chat, world.chats.add(chat, world.profile.user(), {"text": "?"})["message_id"]
