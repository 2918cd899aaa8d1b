"""The bot's face: commands by scope and language, names, the menu button."""

from typing import Any

import pytest

from tests.bot.playground.conftest import Api, Json
from tests.journeys.stage import Stage


def commands(*names: str) -> list[Json]:
    return [{"command": name, "description": f"what {name} does"} for name in names]


async def menus(stage: Stage) -> dict[str, list[str]]:
    state = await stage.get("/playground/state")
    return {
        person: [command["command"] for command in chat["commands"]]
        for person, chat in state["chats"].items()
    }


async def test_the_nearest_scope_and_the_own_language_win(api: Api, stage: Stage, mia: int) -> None:
    private = {"type": "all_private_chats"}
    await api("setMyCommands", commands=commands("everybody"))
    assert set(map(tuple, (await menus(stage)).values())) == {("everybody",)}
    await api("setMyCommands", commands=commands("private"), scope=private)
    await api("setMyCommands", commands=commands("privat"), scope=private, language_code="de")
    await api("setMyCommands", commands=commands("mine"), scope={"type": "chat", "chat_id": mia})
    shown = await menus(stage)
    assert (shown["7001"], shown["7002"], shown["7005"]) == (["mine"], ["private"], ["privat"])
    await api("deleteMyCommands", scope=private, language_code="de")
    assert (await menus(stage))["7005"] == ["private"]


async def test_get_tells_exactly_what_was_set(api: Api) -> None:
    await api("setMyCommands", commands=commands("book", "help"))
    assert await api("getMyCommands") == commands("book", "help")
    assert await api("getMyCommands", language_code="de") == []
    assert await api("getMyCommands", scope={"type": "all_private_chats"}) == []


async def test_new_commands_are_told_to_the_page(api: Api, stage: Stage) -> None:
    url = f"{api.url}/playground/events"
    async with stage.session.get(url, params={"chat": "7001"}) as events:
        await events.content.readuntil(b"\n\n")
        await api("setMyCommands", commands=commands("book"))
        event = await events.content.readuntil(b"\n\n")
    assert b'"commands":[{"command":"book"' in event


REFUSED: list[tuple[Json, str]] = [
    ({"commands": [{"command": "Book!", "description": "x"}]}, "Bad Request: BOT_COMMAND_INVALID"),
    ({"commands": [{"command": "book", "description": ""}]},
     "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"),
    ({"commands": [{"command": "book"}]},
     "Bad Request: can't parse BotCommand: Can't find field \"description\""),
    ({"commands": "book"}, "Bad Request: can't parse commands JSON object"),
    ({"commands": {"command": "book"}}, "Bad Request: expected an Array of BotCommand"),
    ({"commands": commands(*("c",) * 101)}, "Bad Request: BOT_COMMANDS_TOO_MUCH"),
    ({"commands": commands("a"), "scope": {"type": "planet"}},
     "Bad Request: can't parse BotCommandScope: unsupported type specified"),
    ({"commands": commands("a"), "scope": {"type": "chat", "chat_id": 99}},
     "Bad Request: chat not found"),
    ({"commands": commands("a"), "language_code": "german"},
     "Bad Request: invalid language code specified"),
]  # fmt: skip


@pytest.mark.parametrize(("params", "description"), REFUSED)
async def test_unfit_commands_are_refused(api: Api, params: Json, description: str) -> None:
    assert await api.refusal("setMyCommands", **params) == description


async def test_the_bot_has_a_name_in_each_language(api: Api, mia: int) -> None:
    await api("setMyName", name="Northside")
    await api("setMyName", name="Nordseite", language_code="de")
    assert await api("getMyName") == {"name": "Northside"}
    assert await api("getMyName", language_code="de") == {"name": "Nordseite"}
    assert await api("getMyName", language_code="fr") == {"name": "Northside"}
    assert (await api("getMe"))["first_name"] == "Northside"
    await api("setMyName", name="")
    assert await api("getMyName") == {"name": "Coachbook"}
    assert await api.refusal("setMyName", name="x" * 65) == "Bad Request: bot name is too long"


async def test_the_bot_describes_itself(api: Api) -> None:
    await api("setMyDescription", description="Books coaches.")
    await api("setMyShortDescription", short_description="Coaches.")
    assert await api("getMyDescription") == {"description": "Books coaches."}
    assert await api("getMyShortDescription") == {"short_description": "Coaches."}


async def test_the_menu_button_can_be_set_for_all_and_for_one(api: Api, mia: int) -> None:
    app: dict[str, Any] = {"type": "web_app", "text": "Open", "web_app": {"url": "https://a.com"}}
    assert await api("getChatMenuButton") == {"type": "commands"}
    assert await api("getChatMenuButton", chat_id=mia) == {"type": "default"}
    await api("setChatMenuButton", chat_id=mia, menu_button=app)
    assert await api("getChatMenuButton", chat_id=mia) == app
    assert await api.refusal("setChatMenuButton", menu_button={"type": "pizza"}) == (
        "Bad Request: can't parse menu button: unsupported type specified"
    )


async def test_chats_and_people_can_be_looked_up(api: Api, mia: int) -> None:
    chat = await api("getChat", chat_id=mia)
    assert (chat["first_name"], chat["active_usernames"]) == ("Mia", ["mia_keller"])
    assert (await api("getChatMember", chat_id=mia, user_id=mia))["status"] == "member"
    assert await api.refusal("getChatMember", chat_id=mia, user_id=7002) == (
        "Bad Request: user not found"
    )
    assert await api("getUserProfilePhotos", user_id=mia) == {"total_count": 0, "photos": []}
    assert await api("getChatMemberCount", chat_id=mia) == 2
