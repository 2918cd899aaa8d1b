"""Limits in words: how many sessions in a day and a week, and the gap between two."""

from datetime import date

from domain.services.catalogue import Catalogue, Coach
from domain.services.horizon import HorizonBy
from domain.services.limits import Caps
from handlers.wording.words import Words


def caps(words: Words, whose: str, most: Caps) -> str:
    """How many sessions there may be, as a line of HTML. whose: as in `domain.services.limits`."""
    return words.text(f"limits.{whose}", caps=in_words(words, most))


def in_words(words: Words, most: Caps) -> str:
    """At most this many a day and a week, as plain text."""
    if most.day and most.week:
        return words.label("limits.both", day=str(most.day), week=str(most.week))
    if most.day:
        return words.label("limits.day", day=str(most.day))
    if most.week:
        return words.label("limits.week", week=str(most.week))
    return words.label("limits.none")


def horizon(words: Words, by: HorizonBy, count: int, until: date | None = None) -> str:
    """How far ahead, as plain text. count: days, working days or months."""
    if by is HorizonBy.DATE:
        return words.label("horizon.until", day=words.day(until or date.max))
    if by is HorizonBy.MONTHS and count < 2:
        return words.label("horizon.next_month" if count else "horizon.this_month")
    return words.plural(f"horizon.{by}", count)


def of_coach(words: Words, catalogue: Catalogue, coach: Coach) -> list[str]:
    """All that limits a coach, as lines of HTML: none if nothing does."""
    lines: list[str] = []
    if any(coach.caps):
        lines.append(words.text("limits.in_all", caps=in_words(words, coach.caps)))
    services = (s for s in catalogue.services.values() if s.id in coach.service_ids)
    lines += [
        words.text("limits.of_service", service=s.title, caps=in_words(words, s.rules.caps))
        for s in sorted(services, key=lambda s: (s.position, s.id))
        if any(s.rules.caps)
    ]
    if gap := catalogue.gap_of(coach):
        lines.append(words.text("limits.between", gap=words.length(gap)))
    return lines
