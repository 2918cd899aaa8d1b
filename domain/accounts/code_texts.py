"""Limits on what account codes by text message may cost.

Anybody may ask for one, and some ask only for a share of what the texts cost
(https://www.twilio.com/docs/verify/preventing-toll-fraud). So each number, each place and each day
has a cap, and no texts go to countries where the business has nobody. Whoever asks cannot tell: the
answer is the same.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from domain.accounts.account_codes import CodePurpose

WITHIN: Final = timedelta(days=1)
PER_NUMBER: Final = 4
PER_PLACE: Final = 12
TRIES: Final = 2
"""For one code: a provider that gives no answer may have accepted it, and charged for it."""
STRANGERS: Final = frozenset({CodePurpose.REGISTER, CodePurpose.KNOWN})
"""What anybody at all can request. Codes to numbers proven to be somebody's are counted separately,
so strangers keep nobody from their account."""
MOST_COUNTRIES: Final = 50


class Withheld(StrEnum):
    """Why a code is not sent."""

    COUNTRY = "country"  # nothing is sent there, or it is no mobile number
    NUMBER = "number"
    PLACE = "place"
    DAY = "day"
    TRIES = "tries"


@dataclass(frozen=True, slots=True)
class TextCounts:
    """How many texts were sent within a day: to this number, asked for from this place, and to
    people of this one's kind, strangers or not."""

    to_number: int = 0
    from_place: int = 0
    of_kind: int = 0


def withheld(counts: TextCounts, per_day: int, tries: int) -> Withheld | None:
    """Why a code is not sent, None if it may be. per_day: for strangers, and as many for others.
    tries: how often it has been sent already."""
    if tries >= TRIES:
        return Withheld.TRIES
    if counts.to_number >= PER_NUMBER:
        return Withheld.NUMBER
    if counts.from_place >= PER_PLACE:
        return Withheld.PLACE
    return Withheld.DAY if counts.of_kind >= per_day else None
