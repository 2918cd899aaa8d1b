"""What Telegram finds in a text without being told."""

import pytest

from bot.playground.detection import add_detected, detect

CASES = [
    ("/start", [("bot_command", "/start")]),
    ("/start@coachbook_bot now", [("bot_command", "/start@coachbook_bot")]),
    ("and/or 9/12", []),
    (
        "ask @anna_berg or mia@example.com",
        [("mention", "@anna_berg"), ("email", "mia@example.com")],
    ),
    ("see https://a.com/b?c=d, please", [("url", "https://a.com/b?c=d")]),
    ("(see https://a.com/b)", [("url", "https://a.com/b")]),
    ("on t.me/coachbook_bot", [("url", "t.me/coachbook_bot")]),
    ("at 09:00 am to 01:00 pm, 1.5 h", []),
    ("👍 #gym and #2 for $EUR", [("hashtag", "#gym"), ("cashtag", "$EUR")]),
    ("call +49 30 1234567", [("phone_number", "+49 30 1234567")]),
    ("nothing at all", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_finds_what_telegram_would_make_tappable(
    text: str, expected: list[tuple[str, str]]
) -> None:
    encoded = text.encode("utf-16-le")
    entities = [
        (
            entity["type"],
            encoded[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode(
                "utf-16-le"
            ),
        )
        for entity in detect(text)
    ]
    assert entities == expected


def test_nothing_is_found_within_code_or_links() -> None:
    entities = [{"type": "code", "offset": 0, "length": 6}]
    assert add_detected("/start /help", entities) == [
        {"type": "code", "offset": 0, "length": 6},
        {"type": "bot_command", "offset": 7, "length": 5},
    ]
