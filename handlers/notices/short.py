"""A notice in few words: as a text message, and as an app's or browser's notification."""

import re
from collections.abc import Mapping
from typing import Any, Final

from domain.messages import text_messages
from domain.messages.notices import NoticeKind
from domain.text.graphemes import graphemes
from handlers.notices.notice import Notice

LONGEST_TITLE: Final = 120  # letters
LONGEST_BODY: Final = 1000


def text_message(notice: Notice, business_name: str, link: str) -> str:
    """The business's name, what it is about, and where to read the rest."""
    parts = [notice.title.plain, *(line.plain for line in notice.lines[:1])]
    text = "\n".join(_close(one) for one in parts if one.strip())
    where = "" if notice.kind is NoticeKind.CODE else link
    return text_messages.fitting(f"{business_name}: {text}" if business_name else text, where)


def in_one_part(notice: Notice) -> str:
    """What it is about, and what to do about it if that also fits into one part."""
    title = _close(notice.title.plain)
    more = [_close(line.plain) for line in notice.lines[:1]]
    whole = text_messages.plain("\n".join((title, *more)))
    fits = text_messages.parts(whole) == 1
    return whole if fits else text_messages.fitting(title, "", 1)


def push_message(notice: Notice, business_name: str) -> tuple[str, str]:
    """The title and the text that a device shows."""
    title, *rest = notice.title.plain.split("\n", 1)
    body = "\n".join(_close(one) for one in (*rest, *(line.plain for line in notice.lines)))
    return cut(title.strip() or business_name, LONGEST_TITLE), cut(body.strip(), LONGEST_BODY)


def data(notice: Notice, message_id: int, link: str) -> Mapping[str, str]:
    """What an app gets besides: for a receipt, and for where a tap leads."""
    facts: Mapping[str, Any] = notice.facts
    about = {"appointment": str(facts["id"])} if "customer_id" in facts and "id" in facts else {}
    return {"message": str(message_id), "kind": notice.kind.value, "url": link, **about}


def cut(text: str, most: int) -> str:
    """At most this many code points, never splitting what is seen as one character."""
    if len(text) <= most:
        return text
    letters, length = list[str](), 0
    for letter in graphemes(text):
        if length + len(letter) >= most:
            break
        letters.append(letter)
        length += len(letter)
    return "".join(letters).rstrip() + "…"


def _close(text: str) -> str:
    """Without empty lines or characters that cannot be sent."""
    text = text.encode("utf-8", "replace").decode()
    return re.sub(r"\s*\n\s*", "\n", text.replace("\0", "")).strip()
