"""A link as a QR code: black on white whatever the reader's theme, so that it can be scanned from
any screen and from paper."""

from collections.abc import Sequence
from typing import Any, Final

from handlers.pictures.drawing import draw_picture
from handlers.pictures.script import CJK
from handlers.wording.words import Words

LONGEST: Final = 80  # letters on a line


async def picture(
    words: Words, link: str, title: str, below: Sequence[str] = (), *, nameless: str = "blank.coach"
) -> bytes | None:
    """The picture as PNG, None if it cannot be drawn. title, below: the text with it."""
    return await draw_picture("qr", facts(words, link, title, below, nameless=nameless))


def facts(
    words: Words, link: str, title: str, below: Sequence[str], *, nameless: str = "blank.coach"
) -> dict[str, Any]:
    """The template's data; it draws the code itself from `qr`."""
    return {
        "lang": words.locale.language,
        "rtl": words.locale.character_order == "right-to-left",
        "cjk": f"Noto Sans CJK {CJK.get(words.locale.language, 'SC')}",
        "nameless": words.label(nameless),
        "qr": link,
        "title": title[:LONGEST],
        "below": [line[:LONGEST] for line in below],
    }
