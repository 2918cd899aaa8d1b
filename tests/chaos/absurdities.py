"""What forged updates are made of: numbers, days, words, texts, content, JSON."""

import random
from typing import Any, Final

NUMBERS: Final = (
    0, 1, 2, 3, -1, 20, 2**31, 2**62, -(2**62), 2**63, 28_000_000, 541_900_000,
)  # fmt: skip
DAYS: Final = (10101, 20261120, 20270328, 20281029, 20300230, 99991231, 0, -20261120)
WORDS: Final = ("", "m", "e", "len", "step", "de", "xx", "Z" * 30)
JUNK: Final[tuple[Any, ...]] = (
    None, 5, -1, 2**63, 1.5, "x", "\0", [], {}, [None], [{}], True,
)  # fmt: skip
TEXTS: Final = (
    "\N{GRINNING FACE}" * 4096,
    "\u202e\u2067\u200f\u200b",
    "'; DROP TABLE people; --",
    "<b>bold</b> &lt; <script>",
    "{0} {name} %s %(name)s {",
    "a\0b",
    "x" * 100_000,
    "/book\nplease",
    "/book, please",
    "/start s_999999999999999999_c_999999999999999999",
    "/addcoach 9223372036854775808",
    "/addcoach -5",
    "24:00-00:00",
    "99:99",
    "0001-01-01 - 9999-12-31",
    "1e9",
    "\N{SUPERSCRIPT TWO}",
    "Europe/../etc/passwd",
    "9" * 300,
)
COMMANDS: Final = (
    "/start", "/book", "/appointments", "/profile", "/language", "/help", "/today", "/week",
    "/requests", "/hours", "/leave", "/services", "/coaches", "/addcoach", "/settings", "/cancel",
    "/nothing", "/", "/book@another_bot",
)  # fmt: skip
TYPED: Final = (
    "9-13, 14-17", "09:00 am to 01:00 pm", "closed", "tomorrow", "3pm", "with", "Coach1", "Monday",
    "31.2.", "1/1/0001", "12.12.-3.1.", "s_1_c_1", "a@b", "a@b.example", "-1", "1e400", "٣",
    "Berlin", "Session 1", "0", "€", "until", "2026-11-29", "24:00", "02:30",
)  # fmt: skip
# Direction marks, zero-width, combining and control characters; right-to-left letters, emoji,
# signs.
RANGES: Final = (
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069), (0x300, 0x36F), (0, 31), (0xFE00, 0xFE0F),
    (0x5D0, 0x5EA), (0x627, 0x64A), (0x660, 0x669), (0x1F300, 0x1FAFF), (0x20, 0x7E),
    (0x10_FF00, 0x10_FFFF), (0xFFF0, 0xFFFF), (0x4E00, 0x4E80),
)  # fmt: skip
FILE: Final = {"file_id": "x", "file_unique_id": "x", "file_size": 2**62}
CONTENT: Final[tuple[dict[str, Any], ...]] = (
    *({kind: FILE, "caption": "/start"} for kind in (
        "document", "audio", "voice", "video", "video_note", "animation", "sticker")),
    {"photo": [FILE | {"width": 1, "height": 10**9}]},
    {"photo": []},
    {"document": FILE | {"file_name": "../../etc/passwd\0", "mime_type": "text/html"}},
    {"poll": {"question": "why?"}},
    {"dice": {"emoji": "\N{GAME DIE}", "value": 6}},
    {"location": {"latitude": 90.0, "longitude": -180.0}},
    {"location": {"latitude": -90.0, "longitude": 1e300}},
    {"venue": {"location": {"latitude": 0, "longitude": 0}, "title": "Null", "address": "Island"}},
    {"contact": {"phone_number": "1", "first_name": "Coach0", "user_id": 8001}},
    {"contact": {"phone_number": "1", "first_name": "Coach0", "user_id": -(2**60)}},
    {"contact": {"phone_number": "\u202e", "first_name": ""}},
    {"forward_origin": {"type": "hidden_user", "sender_user_name": "Nobody"}, "text": "hi"},
    {"reply_to_message": {"message_id": 1, "text": "?"}, "text": "/start"},
    {"via_bot": {"id": 7000, "is_bot": True, "first_name": "Coachbook"}, "text": "hi"},
    {"new_chat_members": [{"id": 7000, "is_bot": True, "first_name": "Coachbook"}]},
    {"left_chat_member": {"id": 1}},
    {"migrate_to_chat_id": -100_400},
    {"successful_payment": {"currency": "EUR", "total_amount": -1}},
    {"web_app_data": {"data": "{", "button_text": ""}},
)  # fmt: skip
_NAMES: Final = ("id", "from", "chat", "text", "data", "message", "date", "type", "entities", "")


def typed_text(chance: random.Random) -> str:
    """What somebody types: an absurdity, commands and words in the wrong order, or noise."""
    kind = chance.random()
    if kind < 0.3:
        return chance.choice(TEXTS)
    if kind < 0.75:
        words = [chance.choice(TYPED) for _ in range(chance.randrange(1, 5))]
        if chance.random() < 0.5:
            words.insert(0, chance.choice(COMMANDS))
        return " ".join(words)
    return text(chance, chance.choice((1, 20, 300, 4096)))


def text(chance: random.Random, longest: int) -> str:
    """Characters of any script, or none."""
    ranges = [chance.choice(RANGES) for _ in range(3)]
    length = chance.randrange(1, longest + 1)
    return "".join(chr(chance.randint(*chance.choice(ranges))) for _ in range(length))


def json(chance: random.Random, depth: int = 4) -> Any:
    """A JSON value, with names that occur in updates."""
    kind = chance.random() if depth else 0.0
    if kind < 0.4:
        return chance.choice((*JUNK, text(chance, 9), chance.randint(-(2**53), 2**53)))
    width = chance.randrange(5)
    if kind < 0.6:
        return [json(chance, depth - 1) for _ in range(width)]
    return {chance.choice(_NAMES): json(chance, depth - 1) for _ in range(width)}
