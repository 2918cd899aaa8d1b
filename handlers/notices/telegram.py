"""A notice as a chat message: Telegram's HTML, with its ways as buttons."""

from html import escape
from typing import Any

from handlers.buttons.screen import Screen
from handlers.notices import media
from handlers.notices.notice import Notice, Picture
from handlers.wording.rich import Link, Mark, Rich, TextStyle, render_rich


def screen(notice: Notice) -> Screen:
    """The message."""
    return Screen(html(notice.text), notice.ways, notice.shows)


def call(notice: Notice) -> tuple[str, dict[str, Any]]:
    """The method that sends it, and its fields except the chat."""
    payload = screen(notice).payload()
    if notice.media is None:
        return "sendMessage", payload
    keyboard = {"reply_markup": payload["reply_markup"]}
    return media.call(notice.media, payload["text"], notice.text.plain, keyboard)


def photo(picture: Picture) -> dict[str, Any]:
    """The fields of sendPhoto except the chat and the photo, which is sent as a file."""
    return Screen(html(picture.caption), picture.ways, picture=b"").payload()


def html(rich: Rich) -> str:
    """Rich text as Telegram accepts it with `parse_mode` HTML."""
    return render_rich(rich, _tags, _text)


def _tags(mark: Mark) -> tuple[str, str]:
    if isinstance(mark, TextStyle):
        return f"<{mark}>", f"</{mark}>"
    if isinstance(mark, Link):
        return f'<a href="{escape(mark.url)}">', "</a>"
    return f'<tg-time unix="{int(mark.instant.timestamp())}" format="wDt">', "</tg-time>"


def _text(text: str) -> str:
    return escape(text, quote=False)
