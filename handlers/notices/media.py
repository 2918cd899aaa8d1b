"""Pictures, voice messages and places as the calls that send them: what Telegram already has goes
by its id."""

from collections.abc import Mapping
from typing import Any, Final

from domain.appointments.correspondence import Content, ContentKind
from domain.text import names

LONGEST_TITLE: Final = 100
LONGEST_ADDRESS: Final = 200


def call(
    content: Content, html: str, plain: str, more: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    """The method and its fields, except the chat. html, plain: the text with it.

    A place has room for a name and an address: the first lines.
    """
    if content.kind is ContentKind.PLACE:
        title, _, about = plain.partition("\n")
        where = {"latitude": content.latitude, "longitude": content.longitude}
        venue = names.one_line(title, LONGEST_TITLE), names.one_line(about, LONGEST_ADDRESS)
        return "sendVenue", {**where, "title": venue[0], "address": venue[1], **more}
    fields = {"caption": html, "parse_mode": "HTML", **more}
    if content.kind is ContentKind.PHOTO:
        return "sendPhoto", {"photo": content.file_id, **fields}
    return "sendVoice", {"voice": content.file_id, **fields}
