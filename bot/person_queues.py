"""Updates of one person wait for each other; different people are served at the same time.

Telegram delivers a message and a press of one person side by side (its queues are by chat and by
user), so the order that a person acted in has to be kept here.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any


class Lanes:
    """One lane per person with work in it; an empty lane is forgotten."""

    def __init__(self) -> None:
        self._lanes: dict[int, asyncio.Lock] = {}
        self._waiting: dict[int, int] = {}

    @asynccontextmanager
    async def turn_of(self, person: int) -> AsyncIterator[None]:
        """Wait until everything this person did before is done. First come, first served."""
        lane = self._lanes.setdefault(person, asyncio.Lock())
        self._waiting[person] = self._waiting.get(person, 0) + 1
        try:
            async with lane:
                yield
        finally:
            self._waiting[person] -= 1
            if not self._waiting[person]:
                del self._waiting[person], self._lanes[person]

    def __len__(self) -> int:
        return len(self._lanes)


def kind_of(update: Mapping[str, Any]) -> str:
    """Which field of the Bot API's Update is set: message, callback_query, …"""
    return next((field for field in update if field != "update_id"), "empty")


def sender_of(update: Mapping[str, Any]) -> Mapping[str, Any]:
    """The User who caused the update; empty when it has none, such as a post in a channel."""
    body = update.get(kind_of(update))
    if not isinstance(body, Mapping):
        return {}
    sender = body.get("from") or body.get("user")
    return sender if isinstance(sender, Mapping) else {}


def lane_of(update: Mapping[str, Any]) -> int:
    """The lane of an update: its sender, else its chat, else one for all that have neither."""
    sender = sender_of(update).get("id")
    if isinstance(sender, int):
        return sender
    body = update.get(kind_of(update))
    chat = body.get("chat") if isinstance(body, Mapping) else None
    number = chat.get("id") if isinstance(chat, Mapping) else None
    return number if isinstance(number, int) else 0


def action_of(update: Mapping[str, Any]) -> str:
    """What was done, for logs: the tag of a button or the name of a command, never a text."""
    body = update.get(kind_of(update))
    if not isinstance(body, Mapping):
        return "none"
    data, text = body.get("data"), body.get("text")
    if isinstance(data, str):
        return f"press:{data.split(':')[1][:8]}" if data.count(":") else "press"
    if isinstance(text, str):
        command = text.split(maxsplit=1)[0] if text.startswith("/") else ""
        return command[:32] if command[1:].isidentifier() else "text"
    return kind_of(update)
