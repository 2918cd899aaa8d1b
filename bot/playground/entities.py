"""Message entities: where they begin and end, which may nest, and what is wrong with them.

Offsets and lengths are UTF-16 code units, as everywhere in the Bot API.
"""

import re
from collections.abc import Callable
from typing import Any

from bot.playground.sample_people import Json

Entity = dict[str, Any]
FindUser = Callable[[int], Json | None]

# What a bot may set itself; Telegram finds the others in the text.
SETTABLE = {
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "code",
    "pre",
    "text_link",
    "text_mention",
    "custom_emoji",
    "blockquote",
    "expandable_blockquote",
    "date_time",
}
FOUND = {
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bank_card_number",
}
_QUOTES = {"blockquote", "expandable_blockquote"}
_VERBATIM = {"code", "pre"}
# Of two entities over the same stretch, the outer one is listed first.
_OUTER_FIRST = ("expandable_blockquote", "blockquote", "pre", "code", "text_link", "text_mention")
_NUMBER = re.compile(r"[0-9]{1,18}")
_DATE_FORMAT = re.compile(r"r|[tTdDwW]*")
_SPACES = " \t\n\r\v\f\0"


class BadEntity(ValueError):
    """The reason, as Telegram words it."""


def custom_emoji(identifier: str) -> Entity:
    """What a ``custom_emoji`` entity says besides its place."""
    if not _NUMBER.fullmatch(identifier) or int(identifier) == 0:
        raise BadEntity("Invalid custom emoji identifier specified")
    return {"custom_emoji_id": identifier}


def date_time(unix: str, form: str) -> Entity:
    """What a ``date_time`` entity says besides its place. ``form``: ``r`` for "in 2 hours", or
    any of w, d, D, t, T; empty leaves the text as it is."""
    if not _NUMBER.fullmatch(unix) or int(unix) == 0:
        raise BadEntity("Invalid date specified")
    if not _DATE_FORMAT.fullmatch(form):
        raise BadEntity("Invalid date format used")
    return {"unix_time": int(unix), "date_time_format": form}


def width(text: str) -> int:
    """Length in UTF-16 code units."""
    if text.isascii():
        return len(text)
    return len(text) + sum(character > "\uffff" for character in text)


def units(text: str) -> list[int]:
    """For each character, its offset in UTF-16 code units; at the end, the whole width."""
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + (2 if character > "\uffff" else 1))
    return offsets


def read_given(values: Any, find_user: FindUser) -> list[Entity]:
    """The ``entities`` parameter; Telegram ignores the kinds it finds by itself."""
    if not isinstance(values, list):
        return []
    entities = []
    for value in values:
        if not isinstance(value, dict):
            raise BadEntity("expected an Object")
        entity = _read_one(value, find_user)
        if entity is not None:
            entities.append(entity)
    return entities


def _read_one(value: Json, find_user: FindUser) -> Entity | None:
    place = _place_of(value)
    kind = value.get("type")
    if not isinstance(kind, str) or not kind:
        raise BadEntity("Type is not specified")
    if kind in FOUND:
        return None
    if kind not in SETTABLE:
        raise BadEntity("Unsupported type specified")
    entity: Entity = {"type": kind, **place}
    for field in _FIELDS.get(kind, ()):
        if field in value:
            entity[field] = value[field]
        elif field != "language":
            raise BadEntity(f'Can\'t find field "{field}"')
    return _mention(entity, find_user) if kind == "text_mention" else entity


def _mention(entity: Entity, find_user: FindUser) -> Entity | None:
    """Only the id of the given user counts; somebody unknown makes no entity at all."""
    raw_user = entity["user"]
    if not isinstance(raw_user, dict):
        raise BadEntity('Field "user" must be of type Object')
    user_id = raw_user.get("id")
    user = find_user(user_id) if isinstance(user_id, int) else None
    return None if user is None else {**entity, "user": user}


def _place_of(value: Json) -> Entity:
    for field in ("offset", "length"):
        if field not in value:
            raise BadEntity(f'Can\'t find field "{field}"')
        if not isinstance(value[field], int):
            raise BadEntity(f'Field "{field}" must be a valid Number')
    return {"offset": value["offset"], "length": value["length"]}


_FIELDS = {
    "pre": ("language",),
    "text_link": ("url",),
    "text_mention": ("user",),
    "custom_emoji": ("custom_emoji_id",),
    "date_time": ("unix_time", "date_time_format"),
}


def tidy(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Text and entities as Telegram keeps them: spaces around the text gone, entities within it,
    in order, none empty, nothing inside code, no quote inside a quote."""
    if not entities:
        return text.strip(_SPACES), []
    stripped = text.rstrip(_SPACES)
    # Leading spaces stay when an entity begins in them.
    blank = len(stripped) - len(stripped.lstrip(_SPACES))
    blank = min(blank, *(entity["offset"] for entity in entities)) if blank else 0
    stripped = stripped[blank:]
    end = width(stripped)
    fitting = []
    for entity in entities:
        start = max(0, entity["offset"] - blank)
        stop = min(end, entity["offset"] - blank + entity["length"])
        if stop > start:
            fitting.append({**entity, "offset": start, "length": stop - start})
    return stripped, nest(fitting)


def nest(entities: list[Entity]) -> list[Entity]:
    """In order of their beginnings, outer before inner, without those that may not nest."""
    entities.sort(key=_place)
    result: list[Entity] = []
    around: list[Entity] = []
    for entity in entities:
        while around and _end(around[-1]) <= entity["offset"]:
            around.pop()
        if any(_shuts_out(outer, entity) for outer in around):
            continue
        if around and _end(entity) > _end(around[-1]):
            entity["length"] = _end(around[-1]) - entity["offset"]
        around.append(entity)
        result.append(entity)
    return result


def _end(entity: Entity) -> int:
    return int(entity["offset"] + entity["length"])


def _place(entity: Entity) -> tuple[int, int, int]:
    kind = entity["type"]
    rank = _OUTER_FIRST.index(kind) if kind in _OUTER_FIRST else len(_OUTER_FIRST)
    return entity["offset"], -entity["length"], rank


def _shuts_out(outer: Entity, inner: Entity) -> bool:
    if outer["type"] in _VERBATIM:
        return True
    if outer["type"] in _QUOTES:
        return inner["type"] in _QUOTES
    return bool(outer["type"] == inner["type"])
