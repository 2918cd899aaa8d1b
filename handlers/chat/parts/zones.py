"""Asking for a time zone: what was typed is one, or the candidates become buttons.

A zone's name, with its slash, does not fit on a button, so it goes by a number.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any
from zlib import crc32
from zoneinfo import available_timezones

from domain.refusals import BadInput, NotFound
from domain.time.zones import NO_PLACES
from handlers.buttons.press import Press
from handlers.buttons.screen import Key, Screen
from handlers.chat.frame.answers import Question, ask
from handlers.chat.frame.editing import Facts, Reader
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.places.cities import look_up


async def read_zone(turn: Turn, question: Question, choose: Callable[[int], Press]) -> str | Reply:
    """The typed zone; or the question again, with what may have been meant as buttons.

    choose: what presses one of these, by the number of its zone. Raises BadInput.
    """
    answer = look_up(turn.text, turn.words.locale)
    if not answer.suggestions:
        raise BadInput("zone")
    if answer.sure:
        return answer.suggestions[0].zone
    rows = tuple((Key(o.label, choose(number_of(o.zone))),) for o in answer.suggestions)
    text = turn.words.plural("zones.which", len(rows), typed=turn.text)
    screen = Screen(f"{text}\n\n{question.screen.text}", (*rows, *question.screen.rows))
    return await ask(turn, replace(question, screen=screen))


def reader(choose: Callable[[int, Facts], Press]) -> Reader[Any]:
    """Reads the zone of a record's field. choose: as in `read_zone`, with the question's facts."""

    async def read(turn: Turn, record: Any, facts: Facts, question: Question) -> str | Reply:
        return await read_zone(turn, question, lambda number: choose(number, facts))

    return read


def chosen_zone(turn: Turn, record: Any, facts: Facts) -> str:
    """The zone of a button, from its number in `zone`. NotFound for an unknown one."""
    return by_number(facts["zone"])


def number_of(zone: str) -> int:
    """A zone's number on a button."""
    return crc32(zone.encode())


def by_number(number: int) -> str:
    """The zone of a number. NotFound for an unknown one."""
    zone = _numbers().get(number)
    if zone is None:
        raise NotFound
    return zone


@cache
def _numbers() -> dict[int, str]:
    return {number_of(zone): zone for zone in available_timezones() - NO_PLACES}
