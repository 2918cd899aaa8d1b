"""What Telegram detects in a text by itself: commands, mentions, links, addresses, hashtags."""

import re

from bot.playground import links
from bot.playground.entities import Entity, units

_KINDS = re.compile(
    r"(?P<bot_command>(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>]))"
    r"|(?P<email>(?<![\w.+-])[A-Za-z0-9_.+-]{1,64}@(?:[\w-]+\.)+[A-Za-z]{2,}(?![\w-]))"
    r"|(?P<url>(?<![\w@.])(?:(?:https?|tg|ton|tonsite)://[^\s<>\"«»]+"
    r"|(?:[\w-]+\.)+(?:com|org|net|me|io|dev|app|info|de|uk|eu|fr|es|it|nl|ch|at|ru|co|example)"
    r"(?::\d{1,5})?(?![\w.-])(?:[/?#][^\s<>\"«»]*)?))"
    r"|(?P<mention>(?<![\w@])@[A-Za-z0-9_]{3,32}(?!\w))"
    r"|(?P<hashtag>(?<![\w#])\#(?=\w*[^\W\d])\w{1,256}(?!\w))"
    r"|(?P<cashtag>(?<![\w$])\$[A-Z]{1,8}(?!\w))"
    r"|(?P<phone_number>(?<![\w+/.:-])\+\d(?:[ ()-]{0,2}\d){6,14}(?![\w]))"
)
_HINT = re.compile(r"[/@#$+]|\w\.\w")
_TRAILING = ".,:;!?'…"


def detect(text: str) -> list[Entity]:
    """Detected entities in order, as if the text had no other."""
    if _HINT.search(text) is None:
        return []
    places = None if text.isascii() else units(text)
    entities = []
    for hit in _KINDS.finditer(text):
        kind = hit.lastgroup
        assert kind is not None
        start, end = hit.span()
        if kind == "url":
            end = _end_of_url(text, start, end)
            if not _is_link(text[start:end]):
                continue
        if places is not None:
            start, end = places[start], places[end]
        entities.append({"type": kind, "offset": start, "length": end - start})
    return entities


def add_detected(text: str, entities: list[Entity]) -> list[Entity]:
    """Given and detected entities together; nothing is detected across or within a given link or
    code."""
    detected = detect(text)
    if not entities or not detected:
        return entities or detected
    spans = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in entities
        if entity["type"] in ("code", "pre", "text_link", "text_mention", "date_time")
    ]
    free = [
        entity
        for entity in detected
        if all(
            entity["offset"] >= end or entity["offset"] + entity["length"] <= start
            for start, end in spans
        )
    ]
    return sorted([*entities, *free], key=lambda entity: (entity["offset"], -entity["length"]))


def _end_of_url(text: str, start: int, end: int) -> int:
    while end > start and (
        text[end - 1] in _TRAILING
        or (text[end - 1] == ")" and text.count("(", start, end) < text.count(")", start, end))
    ):
        end -= 1
    return end


def _is_link(url: str) -> bool:
    try:
        links.check(url)
    except links.BadLink:
        return False
    return True
