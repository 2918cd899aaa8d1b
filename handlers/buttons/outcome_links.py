"""The buttons with which a coach says what became of sessions, wherever these are listed."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from domain.services.display_zones import DisplayZone
from domain.time.spans import epoch
from handlers.buttons.labels import HALF, LabelFitter
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, Key, Row
from handlers.wording.words import Words

Asked = tuple[int, datetime, str]
"""A session by its id, when it began (UTC), and its customer's name."""


@button("oo")
class Outcomes(Press):
    """The sessions without an outcome yet."""


@button("or")
class RecordOutcomeHere(Press):
    """Say what became of one of them: the customer missed it (1), or it took place (0)."""

    appointment: int
    missed: int


@button("oa")
class AllTookPlace(Press):
    """All of them that were over by then (epoch minutes) took place."""

    until: int


def rows(words: Words, sessions: Sequence[Asked], zone: DisplayZone) -> list[Row]:
    """What can be said of each of these. Customers' names tell them apart if several began at the
    same time of day; else the time does, and fits."""
    clocks = Counter(words.clock_at(start, zone) for _, start, _ in sessions)
    labels = LabelFitter(words, HALF)

    def key(of: str, one: Asked, missed: int) -> Key:
        appointment, start, customer = one
        clock = words.clock_at(start, zone)
        if clocks[clock] == 1:
            label = words.label(f"outcome.{of}_at_key", clock=clock)
        else:
            label = labels.label(
                f"outcome.{of}_key", cut="customer", clock=clock, customer=customer
            )
        return Key(label, RecordOutcomeHere(appointment, missed))

    return [(key("took_place", one, 0), key("missed", one, 1)) for one in sessions]


def all_key(words: Words, number: int, now: datetime) -> Key:
    """All of them took place."""
    return Key(words.plural("outcome.all_key", number), AllTookPlace(epoch(now) // 60), PRIMARY)
