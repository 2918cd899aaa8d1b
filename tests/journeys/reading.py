"""What is on the screen of a chat."""

from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened in a chat: who, whether it changed an older message, what."""

    who: str
    edited: bool
    message: Json

    def __str__(self) -> str:
        verb = " changes" if self.edited else ""
        lines = [f"{self.who}{verb}: " + text_of(self.message).replace("\n", "\n    ")]
        lines += ["    " + " ".join(f"[{label}]" for label in row) for row in rows_of(self.message)]
        return "\n".join(lines)


def text_of(message: Json) -> str:
    """What a message says, in words."""
    if "text" in message or "caption" in message:
        return str(message.get("text") or message["caption"])
    for kind in ("contact", "location", "venue", "document", "photo"):
        if kind in message:
            return f"({kind})"
    return ""


def keys_of(message: Json) -> list[list[Json]]:
    """The inline buttons, row by row."""
    keyboard: list[list[Json]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return keyboard


def rows_of(message: Json) -> list[list[str]]:
    """Their labels."""
    return [[button["text"] for button in row] for row in keys_of(message)]


def labels_of(message: Json) -> list[str]:
    """The labels of all buttons, the reply keyboard's included."""
    keys = message.get("reply_markup", {}).get("keyboard", [])
    return [
        *(label for row in rows_of(message) for label in row),
        *(key["text"] for row in keys for key in row),
    ]


def checked_json(response: aiohttp.ClientResponse, body: bytes) -> Any:
    """The JSON of an answer; a refusal fails the test with its sentence."""
    result = orjson.loads(body)
    if response.status >= 400:
        raise AssertionError(f"the playground refused: {result.get('error', result)}")
    return result
