"""JSON from others, read as far as possible: one odd character must not lose a whole message.

A text that was cut between two surrogates (`"\ud83d"`) is fine to most programs and an error to
strict ones; an answer with a hundred people's updates must not be lost over it.
"""

import json
from typing import Any

import orjson


def loads(body: bytes) -> Any:
    """The value; characters that a text cannot hold become U+FFFD. Raises ValueError."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:
        return _whole(json.loads(body.decode("utf-8", "replace"), parse_constant=lambda _: None))
    except RecursionError:
        raise ValueError("nested too deep") from None


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_whole(key): _whole(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_whole(inner) for inner in value]
    return value
