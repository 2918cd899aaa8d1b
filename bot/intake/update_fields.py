"""What is read from an update before it is handled: its kind, sender, queue and action.

JSON objects are dicts here: asking for any Mapping takes longer than reading its content.
"""

from collections.abc import Mapping
from typing import Any


def kind_of(update: Mapping[str, Any]) -> str:
    """Which field of the Bot API's Update is set: message, callback_query, …"""
    for field in update:
        if field != "update_id":
            return field
    return "empty"


def sender_of(update: Mapping[str, Any]) -> Mapping[str, Any]:
    """The User who caused the update; empty when it has none, such as a post in a channel."""
    body = update.get(kind_of(update))
    if not isinstance(body, dict):
        return {}
    sender = body.get("from") or body.get("user")
    return sender if isinstance(sender, dict) else {}


def queue_of(update: Mapping[str, Any]) -> int:
    """Whose queue an update waits in: its sender's, else its chat's, else one for all others."""
    sender = sender_of(update).get("id")
    if isinstance(sender, int):
        return sender
    body = update.get(kind_of(update))
    chat = body.get("chat") if isinstance(body, dict) else None
    number = chat.get("id") if isinstance(chat, dict) else None
    return number if isinstance(number, int) else 0


def action_of(update: Mapping[str, Any]) -> str:
    """What was done, for logs: the tag of a button or the name of a command, never a text."""
    body = update.get(kind_of(update))
    if not isinstance(body, dict):
        return "none"
    data, text = body.get("data"), body.get("text")
    if isinstance(data, str):
        return f"press:{data.split(':')[1][:8]}" if data.count(":") else "press"
    if isinstance(text, str):
        command = text.split(maxsplit=1)[0] if text.startswith("/") else ""
        return command[:32] if command[1:].isidentifier() else "text"
    return kind_of(update)
