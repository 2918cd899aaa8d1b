"""The same hours for dates in a row, or weekdays' hours for a season.

1 choose_last      month calendar: the last date (→ date_hours for the first one; → seasons)
2 edit_row         typed hours, a day off each, or as usual
2 edit_season      typed hours of weekdays, or closed
typed              what was understood → save, or typed again
saved              the week again (→ hours), with what was understood and which sessions are outside
"""

from datetime import date, timedelta

from domain.refusals import BadInput, NotFound
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.text.field_text import FARTHEST_DAY
from domain.time.periods import LONGEST_YEARLY, Period, check_ahead, days
from handlers.actions.working_hours.hours import LONGEST_ROW, set_dates
from handlers.actions.working_hours.seasons import set_season
from handlers.buttons.coach_links import ShowWeek
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, Key, Row, Screen
from handlers.chat.coach.working_hours import dated_hours
from handlers.chat.coach.working_hours.dated_hours import NO_END, Meant, SaveRow, SaveSeason
from handlers.chat.coach.working_hours.hours import RULE, USUAL, show_saved
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question, ask, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.rights import coach_under
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import plans, week
from handlers.chat.parts.calendar import CalendarBounds, month_rows
from handlers.chat.parts.dates import days_of_month, within
from handlers.typing.dated_hours import TypedDates
from handlers.typing.hours import DayHours, Hours, read_hours
from handlers.typing.reading import ParseFailure, Reading, one_of, readings_of
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording import cards, periods
from handlers.wording.working_week import hours_text

HOURS = "hours.row"


@button("hl")
class ChooseLastDate(Press):
    """Pick the last date in the month of this day. season: for a season (1), or a row (0)."""

    coach: int
    first: date
    month: date
    season: int


@button("hg")
class EditRow(Press):
    """New hours for dates in a row."""

    coach: int
    first: date
    last: date


@button("hj")
class EditSeason(Press):
    """New hours for weekdays in a season. last: may be `dated_hours.NO_END`."""

    coach: int
    first: date
    last: date
    yearly: int = 0


async def choose_last(turn: Turn, press: ChooseLastDate) -> Reply:
    """The calendar for the last date, from the first on."""
    words, coach = turn.words, coach_under(turn, press.coach)
    outer_bounds = week.bounds(turn, coach)
    if not outer_bounds.first <= press.first <= outer_bounds.last:
        raise BadInput("days", FARTHEST_DAY)
    longest = LONGEST_YEARLY if press.season else LONGEST_ROW
    bounds = CalendarBounds(press.first, press.first + timedelta(days=longest - 1))
    month = within(press.month, bounds)
    into = EditSeason if press.season else EditRow
    rows = month_rows(
        words,
        month,
        bounds,
        days_of_month(month, bounds),
        lambda day: into(coach.id, press.first, day),
        lambda other: ChooseLastDate(coach.id, press.first, other, press.season),
        chosen_days=(press.first,),
    )
    text = words.text("seasons.choose_last", day=words.day(press.first))
    screen = Screen(cards.with_title(week.title(turn, coach), text), (*rows, _out(turn, coach)))
    return Reply(screen)


async def edit_row(turn: Turn, press: EditRow) -> Reply:
    """Ask for the hours of dates in a row."""
    coach = coach_under(turn, press.coach)
    return await ask(turn, _question(turn, coach, _dates(turn, coach, press, season=False), 0))


async def edit_season(turn: Turn, press: EditSeason) -> Reply:
    """Ask for the hours of weekdays in a season."""
    coach = coach_under(turn, press.coach)
    return await ask(turn, _question(turn, coach, _dates(turn, coach, press, season=True), 1))


async def take_hours(turn: Turn) -> Reply:
    """The typed hours as they were understood."""
    coach, facts = coach_under(turn, fact(turn, "coach")), fact(turn, "dates")
    first, last = date.fromisoformat(facts[0]), facts[1] and date.fromisoformat(facts[1])
    dates = TypedDates(first, last or None, bool(facts[2]))
    season = bool(fact(turn, "season"))
    reading = _with_dates(read_hours(turn.text, vocabulary_of(turn.words.locale)), dates, season)
    again: Press = EditRow(coach.id, first, last or NO_END)
    if season:
        again = EditSeason(coach.id, first, last or NO_END, int(dates.yearly))
    return await reading_confirmation.confirm(
        turn,
        _question(turn, coach, dates, int(season)),
        reading,
        lambda meaning: dated_hours.option(turn, coach, *meaning),
        change=again,
        rule=RULE,
        zone=coach.zone,
    )


async def save_row(turn: Turn, press: SaveRow) -> Reply:
    """The hours of dates in a row, as they were shown."""
    words, coach = turn.words, coach_under(turn, press.coach)
    dates = _dates(turn, coach, press, season=False)
    row = days(dates.first, dates.last or dates.first)
    windows = plans.unpack(press.plan)[0].windows if press.plan else None
    result = await set_dates(
        turn.database,
        coach.id,
        row,
        windows,
        **turn.intent,
        seen_mark=press.seen,
        agreed=press.agreed,
    )
    period_text = periods.row(words, row[0], row[-1])
    hours = words.label("seasons.usual") if windows is None else hours_text(words, windows)
    line = words.label("hours.line", day=period_text, hours=hours)
    return await show_saved(turn, result, [line], period_text, EditRow(coach.id, row[0], row[-1]))


async def save_season(turn: Turn, press: SaveSeason) -> Reply:
    """The hours of a season, as they were shown."""
    words, coach = turn.words, coach_under(turn, press.coach)
    dates = _dates(turn, coach, press, season=True)
    period = dated_hours.period_of(dates.first, press.last, press.yearly)
    plan = plans.unpack(press.plan)
    if not all(part.days for part in plan):
        raise NotFound
    result = await set_season(
        turn.database,
        coach.id,
        period,
        [(part.days, part.windows) for part in plan],
        **turn.intent,
        agreed=press.agreed,
    )
    period_text = periods.period_text(words, period)
    again = EditSeason(coach.id, press.first, press.last, press.yearly)
    return await show_saved(
        turn, result, [period_text, *week.lines(words, plan)], period_text, again
    )


def _question(turn: Turn, coach: Coach, dates: TypedDates, season: int) -> Question:
    words, coach_id = turn.words, coach.id
    period = Period(dates.first, dates.last, dates.yearly)
    period_text = periods.period_text(words, period)
    text = cards.with_title(
        week.title(turn, coach),
        words.text("seasons.which_hours" if season else "seasons.row_hours", period=period_text),
        words.text("seasons.type" if season else "hours.type", zone=words.zone(coach.zone)),
    )
    rows: list[Row] = []
    if season:
        for mask in (week.WORKDAYS, week.EVERY_DAY):
            windows = (USUAL,) if mask == week.WORKDAYS else ()
            plan: Hours = (DayHours(week.weekdays(mask), windows),)
            key = dated_hours.option(turn, coach, dates, plan).save
            label = words.label(
                "hours.line",
                day=week.weekday_names(words, mask),
                hours=hours_text(words, windows),
            )
            rows.append((Key(label, key, None if windows else DANGER),))
    else:
        last = dates.last or dates.first
        keys = [
            dated_hours.option(turn, coach, dates, (DayHours((), windows),)).save
            for windows in ((USUAL,), ())
        ]
        rows.append(
            (
                Key(hours_text(words, (USUAL,)), keys[0]),
                Key(words.label("hours.closed_key"), keys[1], DANGER),
            )
        )
        if any(day in coach.hours.overrides for day in days(dates.first, last)):
            mark = dated_hours.mark_of(coach, dates.first, last)
            usual = SaveRow(coach_id, dates.first, last, "", mark)
            rows.append((Key(words.label("seasons.as_usual"), usual),))
    facts = {
        "coach": coach_id,
        "dates": [
            dates.first.isoformat(),
            dates.last.isoformat() if dates.last else "",
            int(dates.yearly),
        ],
        "season": season,
    }
    return Question(HOURS, Screen(text, (*rows, _out(turn, coach))), facts)


def _with_dates(reading: Reading[Hours], dates: TypedDates, season: bool) -> Reading[Meant]:
    """Which days the hours are for; those with weekdays are a season's, wherever they are typed."""
    if isinstance(reading, ParseFailure):
        return reading
    meanings = tuple(
        (dates, one)
        for hours in readings_of(reading)
        for one in (
            dated_hours.for_season(hours)
            if season or any(part.days for part in hours)
            else (hours,)
        )
    )
    fitting = tuple(one for one in meanings if len(plans.pack(one[1])) <= dated_hours.LONGEST_PLAN)
    if not fitting:
        return ParseFailure("hours_too_much", "", "9-13, 14-17")
    return one_of(fitting)


def _dates(
    turn: Turn, coach: Coach, press: EditRow | EditSeason | SaveRow | SaveSeason, *, season: bool
) -> TypedDates:
    """The dates of a button. BadInput for dates we never offered."""
    yearly = getattr(press, "yearly", 0)
    last = None if press.last == NO_END else press.last
    period = dated_hours.period_of(press.first, press.last, yearly)
    check_ahead(period, week.bounds(turn, coach).first)
    if not season and (last is None or (last - press.first).days >= LONGEST_ROW):
        raise BadInput("days", FARTHEST_DAY)
    return TypedDates(press.first, last, bool(yearly))


def _out(turn: Turn, coach: Coach) -> Row:
    return way_out(turn.words, ShowWeek(coach.id))


SCRIPT = Script(
    presses={
        ChooseLastDate: Step(choose_last, Permission.HOURS),
        EditRow: Step(edit_row, Permission.HOURS),
        EditSeason: Step(edit_season, Permission.HOURS),
        SaveRow: Step(save_row, Permission.HOURS),
        SaveSeason: Step(save_season, Permission.HOURS),
    },
    answers={HOURS: AnswerStep(take_hours, Permission.HOURS)},
)
