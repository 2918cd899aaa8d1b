"""The commands Telegram offers follow the languages the business offers."""

from collections.abc import Mapping
from typing import Any

from telegram.error import NetworkError

from bot.command_menu import CommandMenu
from storage.services import business
from storage.transactions import Database
from tests.house import open_house


async def test_a_language_that_is_not_offered_any_more_has_no_list(database: Database) -> None:
    await open_house(database)
    calls: list[tuple[str, str | None]] = []
    broken = [True]

    async def call(method: str, payload: Mapping[str, Any]) -> bool:
        if broken:
            broken.clear()
            raise NetworkError("away")
        calls.append((method, payload.get("language_code")))
        return True

    menu = CommandMenu(database, call, "en")
    await menu.look()
    assert calls == []
    await menu.look()
    await menu.look()
    assert calls == [("setMyCommands", language) for language in (None, "en", "de")]
    calls.clear()
    await database.write(lambda writer: business.set_columns(writer, {"languages": ("en",)}))
    await menu.look()
    assert calls == [
        ("setMyCommands", None),
        ("setMyCommands", "en"),
        ("deleteMyCommands", "de"),
    ]
    calls.clear()
    await database.write(lambda writer: business.set_columns(writer, {"name": "Another"}))
    await menu.look()
    assert calls == []
