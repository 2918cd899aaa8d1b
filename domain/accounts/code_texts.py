"""What account codes may cost that go by text message.

A stranger may ask for one, and some ask only to be paid a share of what the texts cost
(https://www.twilio.com/docs/verify/preventing-toll-fraud). So each number, each place that asks and
each day has a cap, and texts go to no country where the business has nobody. Who asks is told
nothing of it: the answer is the same.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from domain.accounts.account_codes import Purpose

WITHIN: Final = timedelta(days=1)
PER_NUMBER: Final = 4
PER_PLACE: Final = 12
TRIES: Final = 2
"""Of one code: a provider that gives no answer may have taken it, and taken money for it."""
STRANGERS: Final = frozenset({Purpose.REGISTER, Purpose.KNOWN})
"""What anybody at all can ask for. What only goes to numbers that are shown to be somebody's is
counted by itself, so strangers keep nobody from their account."""
MOST_COUNTRIES: Final = 50


class Withheld(StrEnum):
    """Why a code does not go."""

    COUNTRY = "country"  # nothing goes there, or it is no mobile number
    NUMBER = "number"
    PLACE = "place"
    DAY = "day"
    TRIES = "tries"


@dataclass(frozen=True, slots=True)
class TextCounts:
    """How many texts have gone within a day: to this number, asked for from this place, and to
    strangers, or to others, as this one is."""

    to_number: int = 0
    from_place: int = 0
    of_kind: int = 0


def withheld(counts: TextCounts, per_day: int, tries: int) -> Withheld | None:
    """What keeps a code from going; None for nothing. per_day: of strangers, and as many of others.
    tries: how often it has gone already."""
    if tries >= TRIES:
        return Withheld.TRIES
    if counts.to_number >= PER_NUMBER:
        return Withheld.NUMBER
    if counts.from_place >= PER_PLACE:
        return Withheld.PLACE
    return Withheld.DAY if counts.of_kind >= per_day else None
