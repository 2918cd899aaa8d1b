"""The category of a coach or of a service: typed, or chosen among those that there are already."""

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar
from zlib import crc32

from domain.coaches.profiles import LONGEST_CATEGORY
from domain.refusals import NotFound
from domain.services.catalogue import Catalogue
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.press import Press
from handlers.buttons.screen import Key
from handlers.chat.frame.answers import Question
from handlers.chat.frame.editing import Facts, Field, attribute, line, nothing
from handlers.chat.frame.turn import Turn
from handlers.wording.words import Words

R = TypeVar("R")

MOST: Final = 12  # as buttons


def field(
    step: str,
    edit: type[Press],
    question: Callable[[Turn, R, Facts], Question],
    pick: tuple[type[Press], Callable[[Turn, R, Facts], Any]],
    none: type[Press],
) -> Field[R]:
    """The field of a record. pick: the button of one that there is, and which one that is. none:
    the button that takes it away."""
    return Field(
        step,
        edit,
        question,
        line("category", LONGEST_CATEGORY),
        attribute("category"),
        choices=dict((pick, (none, nothing))),
    )


def keys(
    words: Words, categories: Iterable[str], now: str | None, choose: Callable[[str], Press]
) -> list[Key]:
    """Those to choose among, without the one it is now."""
    labels = LabelFitter(words, WHOLE)
    others = [one for one in categories if one != now]
    return [Key(labels.user_text("category", one), choose(one)) for one in others[:MOST]]


def of_business(catalogue: Catalogue) -> list[str]:
    """The categories of the business, those of coaches first, by name."""
    of_coaches = {one.category for one in catalogue.coaches.values() if one.category}
    of_services = {one.category for one in catalogue.services.values() if one.category}
    return [*sorted(of_coaches), *sorted(of_services - of_coaches)]


def number_of(category: str) -> int:
    """A category's number on a button: by its place, it could be another one tomorrow."""
    return crc32(category.encode())


def by_number(catalogue: Catalogue, number: int) -> str:
    """The category of a number. NotFound for an unknown one."""
    for one in of_business(catalogue):
        if number_of(one) == number:
            return one
    raise NotFound
