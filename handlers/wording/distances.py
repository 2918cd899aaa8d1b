"""Distances as their readers write them: “850 m”, “1,2 km”."""

from babel.units import format_unit

from domain.services.distance import round_distance
from handlers.wording.words import Words


def format_distance(words: Words, way: float) -> str:
    """way: metres."""
    figure, far = round_distance(way)
    unit = "length-kilometer" if far else "length-meter"
    return format_unit(figure, unit, length="short", format="#,##0.#", locale=words.locale)
