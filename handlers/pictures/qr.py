"""A link as a picture that a phone reads: black on white whatever the reader's screen, so that it
can be read from any screen and from paper."""

from collections.abc import Sequence
from typing import Any, Final

from handlers.pictures.drawing import draw_picture
from handlers.pictures.script import CJK
from handlers.wording.words import Words

LONGEST: Final = 80  # letters of a line


async def picture(
    words: Words, link: str, title: str, below: Sequence[str] = (), *, nameless: str = "blank.coach"
) -> bytes | None:
    """The picture as PNG, None where it cannot be drawn. title, below: what stands with it."""
    return await draw_picture("qr", facts(words, link, title, below, nameless=nameless))


def facts(
    words: Words, link: str, title: str, below: Sequence[str], *, nameless: str = "blank.coach"
) -> dict[str, Any]:
    """All that the template says; the squares are made of `qr` where it is drawn."""
    return {
        "lang": words.locale.language,
        "rtl": words.locale.character_order == "right-to-left",
        "cjk": f"Noto Sans CJK {CJK.get(words.locale.language, 'SC')}",
        "nameless": words.label(nameless),
        "qr": link,
        "title": title[:LONGEST],
        "below": [line[:LONGEST] for line in below],
    }
