"""Hours for dates, as typed: for one date, for several in a row, or for a season.

Dates in a row without weekdays each get these hours; with weekdays, each year, without an end or
for longer than a quarter they are a season.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from domain.refusals import BadInput
from domain.services.catalogue import Coach
from domain.time.periods import Period, days
from domain.working_hours.hours import mark
from handlers.actions.working_hours.hours import LONGEST_ROW
from handlers.buttons.press import Press, button
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import plans, week
from handlers.typing.dated_hours import DatedHours, TypedDates, read_dated_hours
from handlers.typing.hours import DayHours, Hours
from handlers.typing.reading import ParseFailure, Reading, one_of, readings_of
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording import periods
from handlers.wording.working_week import hours_text

NO_END: Final = date.min  # on buttons, in place of the last day
LONGEST_PLAN: Final = 21  # beside a coach and two days


@button("hr")
class SaveRow(Press):
    """The hours of dates in a row, as they were shown. plan, seen, agreed: as in `hours.SavePlan`;
    plan "": no hours of their own."""

    coach: int
    first: date
    last: date
    plan: str = ""
    seen: str = ""
    agreed: str = ""


@button("hy")
class SaveSeason(Press):
    """The hours of weekdays for a season, as they were shown. last: may be NO_END."""

    coach: int
    first: date
    last: date
    yearly: int
    plan: str
    agreed: str = ""


Meant = tuple[TypedDates, Hours]


def read(turn: Turn, coach: Coach, text: str) -> Reading[Meant]:
    """What dates with hours mean, each with its weekdays, if there are any."""
    today = week.bounds(turn, coach).first
    reading = read_dated_hours(text, today, vocabulary_of(turn.words.locale))
    if isinstance(reading, ParseFailure):
        return reading
    meanings = tuple(one for value in readings_of(reading) for one in _interpretations(value))
    short = tuple(one for one in meanings if not _too_long(one[1]))
    fitting = tuple(one for one in short if _why_not(one[0], today) is None)
    if not fitting:
        reason = _why_not(short[0][0], today) if short else None
        return ParseFailure(reason or "hours_too_much", text, "9-13, 14-17")
    return one_of(fitting)


async def confirm(turn: Turn, coach: Coach, question: Question, reading: Reading[Meant]) -> Reply:
    """What was understood, with the button that saves it."""
    return await reading_confirmation.confirm(
        turn,
        question,
        reading,
        lambda meaning: option(turn, coach, *meaning),
        change=week.ChooseDate(coach.id, week.bounds(turn, coach).first),
        rule="refusal.hours_example",
        zone=coach.zone,
    )


def option(
    turn: Turn, coach: Coach, dates: TypedDates, hours: Hours
) -> reading_confirmation.Option:
    """Dates with their hours in the reader's words, and the button that saves them."""
    words, period = turn.words, Period(dates.first, dates.last, dates.yearly)
    period_text = periods.period_text(words, period)
    plan = plans.pack(hours)
    if not hours[0].days and dates.last is not None:
        line = words.label("hours.line", day=period_text, hours=hours_text(words, hours[0].windows))
        row = SaveRow(
            coach.id, dates.first, dates.last, plan, mark_of(coach, dates.first, dates.last)
        )
        return reading_confirmation.Option(line, row)
    lines = "\n".join(week.lines(words, hours))
    text = words.label("seasons.read", period=period_text, lines=lines)
    last = dates.last or NO_END
    return reading_confirmation.Option(
        text, SaveSeason(coach.id, dates.first, last, int(dates.yearly), plan)
    )


def mark_of(coach: Coach, first: date, last: date) -> str:
    """The mark of the own hours of dates in a row."""
    return mark([coach.hours.overrides.get(day) for day in days(first, last)])


def period_of(first: date, last: date, yearly: int) -> Period:
    """The period of a button. BadInput for one we never offered."""
    try:
        return Period(first, None if last == NO_END else last, bool(yearly))
    except ValueError:
        raise BadInput("days") from None


def for_season(hours: Hours) -> tuple[Hours, ...]:
    """Hours with their weekdays; without, for Monday to Friday, for the weekend, or for all."""
    if all(part.days for part in hours):
        return (hours,)
    spans = (week.WORKDAYS, week.WEEKEND, week.EVERY_DAY)
    windows = hours[0].windows
    return tuple((DayHours(week.weekdays(span), windows),) for span in spans)


def _interpretations(value: DatedHours) -> Sequence[Meant]:
    dates, hours = value.dates, value.hours
    named = any(part.days for part in hours)
    alone = dates.first == dates.last and not dates.yearly
    if alone and not named:
        return [(dates, hours)]
    if alone:
        its = [part for part in hours if dates.first.weekday() in part.days]
        return [(dates, (DayHours((), part.windows),)) for part in its]
    if dates.last is None or named:
        return [(dates, one) for one in for_season(hours)]
    if dates.yearly or (dates.last - dates.first).days >= LONGEST_ROW:
        # Closed for a season means closed on all its days.
        every = (DayHours(week.weekdays(week.EVERY_DAY), hours[0].windows),)
        return [(dates, every)] if not hours[0].windows else [(dates, o) for o in for_season(hours)]
    return [(dates, hours)]


def _too_long(hours: Hours) -> bool:
    return len(plans.pack(hours)) > LONGEST_PLAN


def _why_not(dates: TypedDates, today: date) -> str | None:
    """As `periods.why_not`."""
    try:
        period = Period(dates.first, dates.last, dates.yearly)
    except ValueError:
        return "date_past"
    return periods.why_not(period, today)
