"""What Telegram takes in one message, and how it counts.

The number of buttons and the size of a keyboard are not documented: more than 100 buttons, or more
than 10 kB of them, are refused as "reply markup is too long", and of a row no more than eight are
sure to be shown.
"""

import re
from html import unescape

LONGEST_TEXT = 4096  # UTF-16 units, without the markup (Bot API: sendMessage)
LONGEST_CAPTION = 1024  # the same of a picture (Bot API: sendPhoto)
LONGEST_TOAST = 200  # characters (Bot API: answerCallbackQuery)
MOST_KEYS = 100
MOST_IN_A_ROW = 8
LARGEST_KEYBOARD = 10_000  # bytes of JSON

_TAG = re.compile("<[^>]+>")


def units(text: str) -> int:
    """The length of plain text as Telegram counts it: UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def units_of_html(text: str) -> int:
    """The length of Telegram HTML once it is a text with entities."""
    return units(unescape(_TAG.sub("", text)))
