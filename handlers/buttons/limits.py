"""What Telegram takes in one message, and how it counts."""

import re
from html import unescape

LONGEST_TEXT = 4096  # UTF-16 units, without the markup (Bot API: sendMessage)
LONGEST_CAPTION = 1024  # the same for a picture (Bot API: sendPhoto)
LONGEST_TOAST = 200  # characters (Bot API: answerCallbackQuery)

_TAG = re.compile("<[^>]+>")


def units(text: str) -> int:
    """The length of plain text as Telegram counts it: UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def units_of_html(text: str) -> int:
    """The length of Telegram HTML once it is text with entities."""
    return units(unescape(_TAG.sub("", text)))
