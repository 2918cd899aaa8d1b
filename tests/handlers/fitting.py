"""What Telegram accepts of a screen, as its strictest client counts.

The number of buttons and the size of a keyboard are not documented: more than 100 buttons, or more
than 10 kB of them, are refused as "reply markup is too long", and no more than eight in a row are
sure to be shown.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from html import unescape
from typing import Any

from handlers.buttons.labels import PAIR, THIRD, text_width
from handlers.buttons.limits import LONGEST_TEXT

width = cache(text_width)  # the same labels are below hundreds of screens
CAPTION = 1024  # of a picture (Bot API: sendPhoto)
MOST_KEYS = 100
MOST_IN_A_ROW = 8
LARGEST_KEYBOARD = 10_000  # bytes of JSON
Rows = list[list[dict[str, str]]]


def excess(payload: Mapping[str, Any]) -> list[str]:
    """Every way in which a message is more than Telegram takes, in words."""
    content = payload.get("media", payload)
    text, longest = (
        (content["text"], LONGEST_TEXT) if "text" in content else (content["caption"], CAPTION)
    )
    plain = unescape(re.sub(r"<[^>]+>", "", text))
    units = len(plain.encode("utf-16-le")) // 2
    rows: Rows = payload.get("reply_markup", {}).get("inline_keyboard", [])
    keys = [key for row in rows for key in row]
    size = len(json.dumps({"inline_keyboard": rows}))  # "é" escaped, a space after each comma
    checks = [
        (not plain.strip(), "no text"),
        (units > longest, f"{units} characters"),
        (len(keys) > MOST_KEYS, f"{len(keys)} buttons"),
        (size > LARGEST_KEYBOARD, f"{size} bytes of buttons"),
        (any(len(row) > MOST_IN_A_ROW for row in rows), "a row too wide"),
        (any(not row for row in rows), "an empty row"),
        *((True, f"cut by a phone: {label}") for row in rows for label in _too_wide(row)),
    ]
    return [what for wrong, what in checks if wrong]


def _too_wide(row: list[dict[str, str]]) -> list[str]:
    """The labels a phone would cut, with this many in a row."""
    room = {1: 40, 2: PAIR, 3: THIRD}.get(len(row), 9)
    return [key["text"] for key in row if width(key["text"]) > room]
