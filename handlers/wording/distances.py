"""Distances as their readers write them: “850 m”, “1,2 km”."""

from babel.units import format_unit

from domain.distance import rounded
from handlers.wording.words import Words


def written(words: Words, way: float) -> str:
    """way: metres."""
    figure, far = rounded(way)
    unit = "length-kilometer" if far else "length-meter"
    return format_unit(figure, unit, length="short", format="#,##0.#", locale=words.locale)
