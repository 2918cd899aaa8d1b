"""Days in a row, as a reader writes them: one day, from one to another, each year, from then on."""

from datetime import date

from domain.refusals import BadInput
from domain.time.periods import Period, check_ahead
from handlers.wording.words import Words


def period_text(words: Words, period: Period) -> str:
    """A period: "Thu, 24 Dec 2026", "24 Dec – 1 Jan, each year", "from Mon, 1 Mar 2027"."""
    if period.last is None:
        return words.label("period.from", day=words.day(period.first))
    if period.yearly:
        return words.label(
            "period.yearly", days=_row(words, period.first, period.last, yearly=True)
        )
    return row(words, period.first, period.last)


def why_not(period: Period, today: date) -> str | None:
    """Why typed days cannot be set, as the reason of a `ParseFailure`; None if they can."""
    try:
        check_ahead(period, today)
    except BadInput as refusal:
        return "date_too_far" if refusal.limit else "date_past"
    return None


def row(words: Words, first: date, last: date) -> str:
    """One day, or the first and the last of a row."""
    return _row(words, first, last, yearly=False)


def _row(words: Words, first: date, last: date, *, yearly: bool) -> str:
    wording = words.day_of_year if yearly else words.day
    if first == last:
        return wording(first)
    return words.label("period.row", first=wording(first), last=wording(last))
