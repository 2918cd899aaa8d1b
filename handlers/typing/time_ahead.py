"""How far ahead, as people type it.

horizon  = number ["days" | "working days"] | length in whole days | ["until"] date
"""

from dataclasses import dataclass
from datetime import date, timedelta

from domain.business.offering_rules import AHEAD
from domain.services.horizon import LONGEST as FURTHEST
from domain.services.horizon import HorizonBy
from handlers.typing.dated_hours import TypedDates, read_dates
from handlers.typing.lengths import read_days
from handlers.typing.normalization import LONGEST, plain, strip_edges
from handlers.typing.reading import ParseFailure, Reading, Unreadable, read, refine
from handlers.typing.tokens import Tokens
from handlers.typing.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class TimeAhead:
    """How far ahead: a number of days, working days or months; or until a date."""

    by: HorizonBy
    count: int = 0
    until: date | None = None


def read_ahead(text: str, today: date, vocabulary: Vocabulary) -> Reading[TimeAhead]:
    """How far ahead, else a `ParseFailure` with an example."""
    if len(text) > LONGEST:
        return ParseFailure("too_long", text[:40], "30")
    spelled = strip_edges(plain(text))
    try:
        tokens = Tokens(spelled, vocabulary)
    except Unreadable as why:
        return ParseFailure(why.reason, spelled[:40], "30")
    if len(tokens) == 2 and tokens.means(1, "working_day"):
        count = tokens.count(0, 6)
        if count is not None:
            return read(lambda: (_working_days(count, spelled),), "10")
    least, most = AHEAD[HorizonBy.DAYS]
    days = read_days(text, vocabulary, least=least, most=most)
    if not isinstance(days, ParseFailure) or days.reason not in _NO_LENGTH:
        return refine(days, lambda count: TimeAhead(HorizonBy.DAYS, count))
    behind = 1 if tokens.means(0, "to", "before") else 0
    dates = read_dates(spelled[tokens.at(behind).start :], today, vocabulary)
    if isinstance(dates, ParseFailure):
        if dates.month is not None:
            return dates
        return ParseFailure("ahead_unreadable", text.strip()[:40], "30")
    return refine(dates, lambda reading: _until(reading, today, text.strip()[:40]))


def _until(dates: TypedDates, today: date, text: str) -> TimeAhead | ParseFailure:
    if dates.first != dates.last:
        return ParseFailure("ahead_unreadable", text, "30")
    if not today <= dates.first <= today + timedelta(days=FURTHEST):
        return ParseFailure("ahead_too_far", text, "30")
    return TimeAhead(HorizonBy.DATE, until=dates.first)


_NO_LENGTH = ("length_unreadable", "length_no_days")


def _working_days(count: int, text: str) -> TimeAhead:
    least, most = AHEAD[HorizonBy.WORKING_DAYS]
    if not least <= count <= most:
        raise Unreadable("length_too_long" if count > most else "length_too_short", text)
    return TimeAhead(HorizonBy.WORKING_DAYS, count)
