"""The dispatcher, apart from what its handlers do."""

from collections.abc import Sized
from typing import Any

from telegram import Update
from telegram.ext import Application, TypeHandler

from bot import playground
from bot.account import BotAccount
from bot.intake.dispatch import Dispatcher, dispatcher
from bot.playground import TOKEN, Playground
from bot.telegram.transport import open_session
from bot.timing.clock import Clock


async def test_nobody_is_kept_in_mind_once_their_update_is_done() -> None:
    world = Playground()
    served = await playground.start(world)
    async with open_session() as session:
        handlers = dispatcher(session, Clock(), BotAccount(TOKEN, served.url, frozenset()))
        handlers.add_handler(TypeHandler[Update, Any, Any](Update, _handle))
        await handlers.initialize()
        await handlers.process(_from_person(1))
        before = _sizes(handlers)
        for number in range(2, 100):
            await handlers.process(_from_person(number))

        assert _sizes(handlers) == before
    await served.stop()
    world.close()


async def _handle(*_: object) -> None:
    """Any handler: an update that nothing handles leaves no trace anyway."""


def _from_person(number: int) -> dict[str, Any]:
    person = {"id": number, "is_bot": False, "first_name": "Mia"}
    chat = {"id": number, "type": "private"}
    message = {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": "hello"}
    return {"update_id": number, "message": message}


def _sizes(handlers: Dispatcher) -> dict[str, int]:
    """The sizes of everything the library's own part holds."""
    held = {name: getattr(handlers, name, None) for name in Application.__slots__}
    return {name: len(value) for name, value in held.items() if isinstance(value, Sized)}
