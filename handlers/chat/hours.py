"""Working hours: a coach's own, or any coach's for an admin.

/hours             whose (skipped for a coach, and when there is one) → week
1 show_week        the week, the dates that differ, what to change
2 edit_days        a weekday, Monday to Friday, the weekend: typed hours, or a button
2 choose_date      month calendar → 3 edit_date: typed hours, a day off, or as usual
saved              the week again, with what was understood and what stands outside
"""

from collections.abc import Sequence
from datetime import date

from domain.catalogue import Coach
from domain.hours import Window, normalise, parse_windows
from domain.refusals import BadHours, BadInput
from domain.typed import FARTHEST_DAY
from handlers import cards
from handlers.actions.hours import Changed, set_date, set_week
from handlers.chat import week
from handlers.chat.answers import Question, ask, ask_again, fact
from handlers.chat.buttons import Press, button
from handlers.chat.calendar import month_rows
from handlers.chat.dates import days_of_month, within
from handlers.chat.desk_links import AddCoach, ChooseHours, ShowWeek
from handlers.chat.keyboards import way_out
from handlers.chat.pages import paged
from handlers.chat.rights import coach_under
from handlers.chat.screen import DANGER, PRIMARY, Key, Reply, Row, Screen
from handlers.chat.script import Script, Step
from handlers.chat.turn import Turn

DAYS, DATE = "hours.days", "hours.date"
USUAL = (540, 1020)
CLOSED = (0, 0)
MOST_WINDOWS = 8  # of one day: a week of them has to fit into one message


@button("hs")
class SetDays(Press):
    """One window for weekdays, minutes of the day; 0 to 0 is closed."""

    coach: int
    days: int
    starts: int
    ends: int


@button("hq")
class EditDate(Press):
    """New hours for one date."""

    coach: int
    day: date


@button("ht")
class SetDate(Press):
    """One window for one date; 0 to 0 is a day off."""

    coach: int
    day: date
    starts: int
    ends: int


@button("hu")
class AsUsual(Press):
    """The date as its weekday."""

    coach: int
    day: date


async def choose(turn: Turn, press: ChooseHours | None = None) -> Reply:
    """Whose hours: asked of an admin when there is more than one coach."""
    if not turn.is_admin:
        return Reply(week.screen(turn, turn.as_coach()))
    words, coaches = turn.words, turn.catalogue.coaches.values()
    if not coaches:
        add = Key(words.label("coaches.add"), AddCoach(), PRIMARY)
        return Reply(Screen(words.text("hours.no_coach"), ((add,), way_out(words))))
    if len(coaches) == 1:
        return Reply(week.screen(turn, next(iter(coaches))))
    by_name = sorted(coaches, key=lambda coach: (coach.name, coach.id))
    keys = [Key(words.named("coach", coach.name), ShowWeek(coach.id)) for coach in by_name]
    rows = paged(words, keys, press.page if press else 0, ChooseHours)
    return Reply(Screen(words.text("hours.whose"), (*rows, way_out(words))))


async def show_week(turn: Turn, press: ShowWeek) -> Reply:
    """The week of a coach."""
    return Reply(week.screen(turn, coach_under(turn, press.coach)))


async def edit_days(turn: Turn, press: week.EditDays) -> Reply:
    """Ask for the hours of weekdays."""
    return await ask(turn, _days_question(turn, coach_under(turn, press.coach), press.days))


async def typed_days(turn: Turn) -> Reply:
    """The typed hours, saved and shown as they were understood."""
    coach, days = coach_under(turn, fact(turn, "coach")), fact(turn, "days")
    try:
        windows = _typed(turn.typed)
    except BadHours as refusal:
        return await ask_again(turn, _days_question(turn, coach, days), refusal)
    return await _save_days(turn, coach, days, windows)


async def set_days(turn: Turn, press: SetDays) -> Reply:
    """The hours of a button."""
    coach = coach_under(turn, press.coach)
    return await _save_days(turn, coach, press.days, _windows(press))


async def choose_date(turn: Turn, press: week.ChooseDate) -> Reply:
    """The calendar; dates with hours of their own are marked."""
    words, coach = turn.words, coach_under(turn, press.coach)
    bounds = week.bounds(turn, coach)
    month = within(press.month, bounds)
    rows = month_rows(
        words,
        month,
        bounds,
        days_of_month(month, bounds),
        lambda day: EditDate(coach.id, day),
        lambda other: week.ChooseDate(coach.id, other),
        chosen=[day for day in coach.hours.overrides if day >= bounds.first],
    )
    text = cards.titled(week.title(turn, coach), words.text("hours.choose_date"))
    return Reply(Screen(text, (*rows, way_out(words, ShowWeek(coach.id)))))


async def edit_date(turn: Turn, press: EditDate) -> Reply:
    """Ask for the hours of one date."""
    coach = coach_under(turn, press.coach)
    return await ask(turn, _date_question(turn, coach, press.day))


async def typed_date(turn: Turn) -> Reply:
    """The typed hours of one date, saved and shown as they were understood."""
    coach = coach_under(turn, fact(turn, "coach"))
    day = date.fromisoformat(fact(turn, "day"))
    try:
        windows = _typed(turn.typed)
    except BadHours as refusal:
        return await ask_again(turn, _date_question(turn, coach, day), refusal)
    return await _save_date(turn, coach, day, windows)


async def set_one_date(turn: Turn, press: SetDate) -> Reply:
    """The hours of a button, for one date."""
    coach = coach_under(turn, press.coach)
    return await _save_date(turn, coach, press.day, _windows(press))


async def as_usual(turn: Turn, press: AsUsual) -> Reply:
    """Forget the hours of one date."""
    return await _save_date(turn, coach_under(turn, press.coach), press.day, None)


def _days_question(turn: Turn, coach: Coach, days: int) -> Question:
    words = turn.words
    first = coach.hours.weekly[week.weekdays(days)[0]]
    text = cards.titled(
        week.title(turn, coach),
        words.text("hours.now", day=week.named(words, days), hours=week.written(words, first)),
        words.text("hours.type", zone=words.zone(coach.zone)),
    )
    usual = Key(week.written(words, (USUAL,)), SetDays(coach.id, days, *USUAL))
    closed = Key(words.label("hours.closed_key"), SetDays(coach.id, days, *CLOSED), DANGER)
    rows = ((usual, closed), way_out(words, ShowWeek(coach.id)))
    return Question(DAYS, Screen(text, rows), {"coach": coach.id, "days": days})


def _date_question(turn: Turn, coach: Coach, day: date) -> Question:
    words = turn.words
    _still_ahead(turn, coach, day)
    text = cards.titled(
        week.title(turn, coach),
        words.text("hours.now", day=words.day(day), hours=week.written(words, coach.hours.on(day))),
        words.text("hours.type", zone=words.zone(coach.zone)),
    )
    off = Key(words.label("hours.day_off_key"), SetDate(coach.id, day, *CLOSED), DANGER)
    rows: list[Row] = [(Key(week.written(words, (USUAL,)), SetDate(coach.id, day, *USUAL)), off)]
    if day in coach.hours.overrides:
        usual = week.written(words, coach.hours.weekly[day.weekday()])
        rows.append((Key(words.label("hours.as_usual", hours=usual), AsUsual(coach.id, day)),))
    rows.append(way_out(words, week.ChooseDate(coach.id, day)))
    facts = {"coach": coach.id, "day": day.isoformat()}
    return Question(DATE, Screen(text, tuple(rows)), facts)


async def _save_days(turn: Turn, coach: Coach, days: int, windows: Sequence[Window]) -> Reply:
    changed = await set_week(
        turn.database,
        coach.id,
        week.weekdays(days),
        windows,
        by=turn.person,
        key=turn.key,
        now=turn.now,
    )
    again = week.EditDays(coach.id, days)
    return _saved(turn, changed, week.named(turn.words, days), windows, again)


async def _save_date(
    turn: Turn, coach: Coach, day: date, windows: Sequence[Window] | None
) -> Reply:
    _still_ahead(turn, coach, day)
    changed = await set_date(
        turn.database, coach.id, day, windows, by=turn.person, key=turn.key, now=turn.now
    )
    now_ = changed.coach.hours.on(day)
    return _saved(turn, changed, turn.words.day(day), now_, EditDate(coach.id, day))


def _saved(
    turn: Turn, changed: Changed, day: str, windows: Sequence[Window], again: Press
) -> Reply:
    words = turn.words
    above = [words.text("hours.saved", day=day, hours=week.written(words, windows))]
    if changed.outside:
        above.append(words.plural("hours.outside", changed.outside))
    shown = week.screen(turn, changed.coach, *above)
    rows = ((Key(words.label("hours.again", day=day), again),), *shown.rows)
    return Reply(Screen(shown.text, rows), toast=words.label("hours.saved_toast"))


def _typed(text: str) -> tuple[Window, ...]:
    windows = parse_windows(text)
    if len(windows) > MOST_WINDOWS:
        raise BadHours(text[:40], "too_many")
    return windows


def _windows(press: SetDays | SetDate) -> tuple[Window, ...]:
    window = (press.starts, press.ends)
    return () if window == CLOSED else normalise((window,))


def _still_ahead(turn: Turn, coach: Coach, day: date) -> None:
    bounds = week.bounds(turn, coach)
    if not bounds.first <= day <= bounds.last:
        raise BadInput("days", FARTHEST_DAY)


async def _choose(turn: Turn) -> Reply:
    return await choose(turn)


SCRIPT = Script(
    commands={"hours": _choose},
    presses={
        ChooseHours: Step(choose),
        ShowWeek: Step(show_week),
        week.EditDays: Step(edit_days),
        SetDays: Step(set_days),
        week.ChooseDate: Step(choose_date),
        EditDate: Step(edit_date),
        SetDate: Step(set_one_date),
        AsUsual: Step(as_usual),
    },
    answers={DAYS: typed_days, DATE: typed_date},
)
