"""A text or caption of a call, read as Telegram reads it."""

from typing import Any

from bot.playground import errors
from bot.playground.detection import add_detected
from bot.playground.entities import BadEntity, Entity, FindUser, read_given, tidy
from bot.playground.errors import ApiError
from bot.playground.markdown import parse_markdown, parse_markdown_v2
from bot.playground.markup import parse_html
from bot.playground.parameters import NotJson, Parameters
from bot.playground.sample_people import Json

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
# In bytes, before entities are parsed.
LONGEST_SOURCE = 1 << 15

_PARSERS = {"html": parse_html, "markdownv2": parse_markdown_v2, "markdown": parse_markdown}


def read_text(params: Parameters, find_user: FindUser) -> tuple[str, list[Entity]]:
    """The message text: 1 to 4096 characters after parsing."""
    source = params.text("text")
    if not source:
        raise ApiError(errors.TEXT_EMPTY)
    text, entities = parse(
        source, params.text("parse_mode"), _given_entities(params, "entities"), find_user
    )
    if not text:
        raise ApiError(errors.TEXT_BLANK)
    if len(text) > LONGEST_TEXT:
        raise ApiError(errors.TEXT_TOO_LONG)
    return text, entities


def read_caption(params: Parameters, find_user: FindUser) -> Json:
    """``caption`` and ``caption_entities`` of a message, or nothing: 0 to 1024 characters."""
    return caption(
        params.text("caption"),
        params.text("parse_mode"),
        _given_entities(params, "caption_entities"),
        find_user,
    )


def caption(source: str, parse_mode: str, raw_entities: Any, find_user: FindUser) -> Json:
    text, entities = parse(source, parse_mode, raw_entities, find_user)
    if len(text) > LONGEST_CAPTION:
        raise ApiError(errors.CAPTION_TOO_LONG)
    if not text:
        return {}
    return {"caption": text, "caption_entities": entities} if entities else {"caption": text}


def parse(
    source: str, parse_mode: str, raw_entities: Any, find_user: FindUser
) -> tuple[str, list[Entity]]:
    """Text and all its entities; a ``parse_mode`` overrules given entities."""
    if len(source) > LONGEST_SOURCE // 4 and len(source.encode()) > LONGEST_SOURCE:
        raise ApiError(errors.TEXT_FAR_TOO_LONG)
    mode = parse_mode.lower()
    if source and mode and mode != "none":
        parser = _PARSERS.get(mode)
        if parser is None:
            raise ApiError(errors.PARSE_MODE)
        try:
            text, entities = parser(source, find_user)
        except BadEntity as error:
            raise ApiError(errors.ENTITIES, reason=error) from error
    else:
        text = source
        try:
            entities = read_given(raw_entities, find_user)
        except BadEntity as error:
            raise ApiError(errors.ENTITY, reason=error) from error
    text, entities = tidy(text.replace("\r", ""), entities)
    return text, add_detected(text, entities)


def _given_entities(params: Parameters, name: str) -> Any:
    """Telegram treats entities that are not JSON as none at all."""
    try:
        return params.json(name)
    except NotJson:
        return None
