"""The bot's own face: names, descriptions, commands by scope and language, the menu button."""

import re
from typing import Any

from bot.playground import errors
from bot.playground.chats import Chat, Chats
from bot.playground.errors import ApiError
from bot.playground.parameters import NotJson, Parameters
from bot.playground.sample_people import BOT_ID, BOT_NAME, BOT_USERNAME, Json
from bot.playground.store import Store

MOST_COMMANDS = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")
# Field, its parameter, longest value: what setMyName and the like set for each language.
WORDS = {"name": 64, "description": 512, "short_description": 120}
_PLAIN_SCOPES = (
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
)


class BotProfile:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._commands: dict[str, list[Json]] = dict(store.all("commands"))
        self._words: dict[str, str] = dict(store.all("words"))
        self._menu_buttons: dict[str, Json] = dict(store.all("menu_button"))

    def user(self) -> Json:
        """The bot as a ``User``, as it appears in messages."""
        return {
            "id": BOT_ID,
            "is_bot": True,
            "first_name": self.words("name", "") or BOT_NAME,
            "username": BOT_USERNAME,
        }

    def me(self) -> Json:
        return {
            **self.user(),
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    # Words.

    def words(self, field: str, language: str) -> str:
        """The words in that language, or those for everybody else."""
        return self._words.get(f"{field}:{language}") or self._words.get(f"{field}:", "")

    def set_words(self, field: str, params: Parameters) -> bool:
        value, language = params.text(field).strip(), language_code(params)
        if len(value) > WORDS[field]:
            raise (
                ApiError(errors.NAME_TOO_LONG)
                if field == "name"
                else ApiError(errors.DESCRIPTION_TOO_LONG)
            )
        key = f"{field}:{language}"
        self._words[key] = value
        self._store.put("words", key, value)
        return True

    # Commands.

    def set_commands(self, params: Parameters, chats: Chats) -> bool:
        key = f"{_scope(params, chats)}:{language_code(params)}"
        commands = _commands(params)
        if commands:
            self._commands[key] = commands
            self._store.put("commands", key, commands)
        else:
            self._forget_commands(key)
        return True

    def delete_commands(self, params: Parameters, chats: Chats) -> bool:
        self._forget_commands(f"{_scope(params, chats)}:{language_code(params)}")
        return True

    def _forget_commands(self, key: str) -> None:
        if self._commands.pop(key, None) is not None:
            self._store.forget("commands", key)

    def get_commands(self, params: Parameters, chats: Chats) -> list[Json]:
        """Exactly what was set for this scope and language."""
        return self._commands.get(f"{_scope(params, chats)}:{language_code(params)}", [])

    def commands_for(self, chat: Chat) -> list[Json]:
        """What a person's menu shows: the nearest scope that has any, in their language first."""
        language = chat.person.language.partition("-")[0]
        for scope in (f"chat/{chat.person.id}", "all_private_chats", "default"):
            for vocabulary in (language, ""):
                commands = self._commands.get(f"{scope}:{vocabulary}")
                if commands:
                    return commands
        return []

    # The menu button.

    def set_menu_button(self, params: Parameters, chats: Chats) -> bool:
        key = _menu_chat(params, chats)
        button = _menu_button(params)
        self._menu_buttons[key] = button
        self._store.put("menu_button", key, button)
        return True

    def get_menu_button(self, params: Parameters, chats: Chats) -> Json:
        key = _menu_chat(params, chats)
        fallback = {"type": "commands"} if key == "default" else {"type": "default"}
        return self._menu_buttons.get(key, fallback)


def language_code(params: Parameters) -> str:
    code = params.text("language_code").lower()
    if code and not _LANGUAGE.fullmatch(code):
        raise ApiError(errors.LANGUAGE_CODE)
    return code


def _scope(params: Parameters, chats: Chats) -> str:
    try:
        scope = params.json("scope")
    except NotJson:
        raise ApiError(errors.COMMAND_SCOPE, reason="can't parse JSON object") from None
    if scope is None:
        return "default"
    if not isinstance(scope, dict) or not isinstance(scope.get("type"), str):
        raise ApiError(errors.COMMAND_SCOPE, reason="expected an Object with a type")
    kind = scope["type"]
    if kind in _PLAIN_SCOPES:
        return str(kind)
    if kind == "chat":
        return f"chat/{chats.find(Parameters(scope)).person.id}"
    if kind in ("chat_administrators", "chat_member"):
        # These are about groups, and there are none here.
        raise ApiError(errors.CHAT_NOT_FOUND)
    raise ApiError(errors.COMMAND_SCOPE, reason="unsupported type specified")


def _commands(params: Parameters) -> list[Json]:
    try:
        commands = params.json("commands")
    except NotJson:
        raise ApiError(errors.COMMANDS_JSON) from None
    if commands is None:
        return []
    if not isinstance(commands, list):
        raise ApiError(errors.COMMANDS_LIST)
    if len(commands) > MOST_COMMANDS:
        raise ApiError(errors.COMMANDS_TOO_MANY)
    return [_command(value) for value in commands]


def _command(value: Any) -> Json:
    if not isinstance(value, dict):
        raise ApiError(errors.COMMAND_ITEM, reason="expected an Object")
    for field in ("command", "description"):
        if not isinstance(value.get(field), str):
            raise ApiError(errors.COMMAND_ITEM, reason=f'Can\'t find field "{field}"')
    command = value["command"].strip().removeprefix("/")
    description = value["description"].strip()
    if not _COMMAND.fullmatch(command):
        raise ApiError(errors.COMMAND_NAME)
    if not 1 <= len(description) <= 256:
        raise ApiError(errors.COMMAND_DESCRIPTION)
    return {"command": command, "description": description}


def _menu_chat(params: Parameters, chats: Chats) -> str:
    return str(chats.find(params).person.id) if params.text("chat_id") else "default"


def _menu_button(params: Parameters) -> Json:
    try:
        button = params.json("menu_button") or {"type": "default"}
    except NotJson:
        raise ApiError(errors.MENU_BUTTON, reason="can't parse JSON object") from None
    kind = button.get("type") if isinstance(button, dict) else None
    if kind in ("default", "commands"):
        return {"type": kind}
    if kind == "web_app" and isinstance(button.get("web_app"), dict) and button.get("text"):
        return {"type": kind, "text": button["text"], "web_app": button["web_app"]}
    raise ApiError(errors.MENU_BUTTON, reason="unsupported type specified")
