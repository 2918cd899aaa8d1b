"""The hours of one date, which replace those of its weekday.

1 choose_date      month calendar; the date can be typed
2 edit_date        typed hours, a day off, or as usual
typed              what was understood → save, or typed again
saved              the week again (→ hours), with what was understood and which sessions are outside
"""

from collections.abc import Sequence
from datetime import date, timedelta

from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.time.periods import Period, check_ahead
from domain.working_hours.hours import Window, mark
from handlers.actions.working_hours.hours import LONGEST_ROW, set_date
from handlers.buttons.coach_links import ShowWeek
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, Key, Row, Screen
from handlers.chat.coach.working_hours import dated_hours
from handlers.chat.coach.working_hours.hours import CLOSED, RULE, USUAL, show_saved, windows_of
from handlers.chat.coach.working_hours.several_dates import ChooseLastDate, EditRow, edit_row
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question, ask, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.rights import coach_under
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import plans, week
from handlers.chat.parts.calendar import month_rows
from handlers.chat.parts.dates import days_of_month, examples, within
from handlers.typing.dated_hours import TypedDates, read_dates
from handlers.typing.hours import read_hours
from handlers.typing.reading import ParsedValue, ParseFailure, refine
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording import cards, periods
from handlers.wording.working_week import hours_text

WHICH, DATE = "hours.which", "hours.date"


@button("hq")
class EditDate(Press):
    """New hours for one date."""

    coach: int
    day: date


@button("ht")
class SetDate(Press):
    """One window for one date; 0 to 0 is a day off. seen: as in `SaveDate`."""

    coach: int
    day: date
    starts: int
    ends: int
    seen: str = ""
    agreed: str = ""


@button("hx")
class SaveDate(Press):
    """The hours of one date, as they were shown. seen: the mark of the hours it had then. agreed:
    as in `hours.SavePlan`."""

    coach: int
    day: date
    plan: str
    seen: str = ""
    agreed: str = ""


@button("hu")
class AsUsual(Press):
    """The date as its weekday. seen: as in `SaveDate`."""

    coach: int
    day: date
    seen: str = ""
    agreed: str = ""


async def choose_date(turn: Turn, press: week.ChooseDate) -> Reply:
    """Ask for the date."""
    return await ask(turn, _which(turn, coach_under(turn, press.coach), press.month))


async def take_date(turn: Turn) -> Reply:
    """The typed date; its hours are asked next."""
    words, coach = turn.words, coach_under(turn, fact(turn, "coach"))
    today = week.bounds(turn, coach).first
    with_hours = dated_hours.read(turn, coach, turn.text)
    if not isinstance(with_hours, ParseFailure):
        return await dated_hours.confirm(turn, coach, _which(turn, coach, today), with_hours)
    example = (today + timedelta(weeks=4)).isoformat()

    def ahead(dates: TypedDates) -> TypedDates | ParseFailure:
        last = dates.last or dates.first
        long = (last - dates.first).days >= LONGEST_ROW or dates.yearly or dates.last is None
        return ParseFailure("date_one", "", example) if dates.first < today or long else dates

    def press(dates: TypedDates) -> EditDate | EditRow:
        last = dates.last or dates.first
        one = last == dates.first
        return EditDate(coach.id, last) if one else EditRow(coach.id, dates.first, last)

    reading = refine(read_dates(turn.text, today, vocabulary_of(words.locale)), ahead)
    if isinstance(reading, ParsedValue):
        edit = press(reading.value)
        if isinstance(edit, EditRow):
            return await edit_row(turn, edit)
        return await ask(turn, _date_question(turn, coach, edit.day))
    return await reading_confirmation.confirm(
        turn,
        _which(turn, coach, today),
        reading,
        lambda dates: reading_confirmation.Option(
            periods.row(words, dates.first, dates.last or dates.first), press(dates)
        ),
        change=week.ChooseDate(coach.id, today),
        rule="typing.example",
    )


async def edit_date(turn: Turn, press: EditDate) -> Reply:
    """Ask for the hours of one date."""
    coach = coach_under(turn, press.coach)
    return await ask(turn, _date_question(turn, coach, press.day))


async def take_hours(turn: Turn) -> Reply:
    """The typed hours of one date as they were understood."""
    words, coach = turn.words, coach_under(turn, fact(turn, "coach"))
    day = date.fromisoformat(fact(turn, "day"))
    reading = read_hours(turn.text, vocabulary_of(words.locale))
    return await reading_confirmation.confirm(
        turn,
        _date_question(turn, coach, day),
        plans.for_date(reading, day),
        lambda plan: reading_confirmation.Option(
            words.label(
                "hours.line",
                day=words.day(day),
                hours=hours_text(words, plan[0].windows),
            ),
            SaveDate(coach.id, day, plans.pack(plan), _mark_of(coach, day)),
        ),
        change=EditDate(coach.id, day),
        rule=RULE,
        zone=coach.zone,
    )


async def save_date(turn: Turn, press: SaveDate) -> Reply:
    """The hours of one date as they were shown."""
    plan, coach = plans.unpack(press.plan), coach_under(turn, press.coach)
    return await _save_date(turn, coach, press.day, plan[0].windows, press)


async def set_one_date(turn: Turn, press: SetDate) -> Reply:
    """The hours of a button, for one date."""
    coach = coach_under(turn, press.coach)
    windows = windows_of(press.starts, press.ends)
    return await _save_date(turn, coach, press.day, windows, press)


async def as_usual(turn: Turn, press: AsUsual) -> Reply:
    """Forget the hours of one date."""
    return await _save_date(turn, coach_under(turn, press.coach), press.day, None, press)


def _which(turn: Turn, coach: Coach, month: date) -> Question:
    """The calendar; dates with hours of their own are marked."""
    words, bounds = turn.words, week.bounds(turn, coach)
    month = within(month, bounds)
    rows = month_rows(
        words,
        month,
        bounds,
        days_of_month(month, bounds),
        lambda day: EditDate(coach.id, day),
        lambda other: week.ChooseDate(coach.id, other),
        chosen_days=[day for day in coach.hours.overrides if day >= bounds.first],
    )
    title = words.text("hours.choose_date", **examples(bounds.first))
    text = cards.with_title(week.title(turn, coach), title)
    screen = Screen(text, (*rows, way_out(words, ShowWeek(coach.id))))
    return Question(WHICH, screen, {"coach": coach.id})


def _date_question(turn: Turn, coach: Coach, day: date) -> Question:
    words = turn.words
    _still_ahead(turn, coach, day)
    text = cards.with_title(
        week.title(turn, coach),
        words.text(
            "hours.now",
            day=words.day(day),
            hours=hours_text(words, coach.hours.on(day)),
        ),
        words.text("hours.type", zone=words.zone(coach.zone)),
    )
    seen_mark = _mark_of(coach, day)
    off = Key(words.label("hours.day_off_key"), SetDate(coach.id, day, *CLOSED, seen_mark), DANGER)
    whole = Key(hours_text(words, (USUAL,)), SetDate(coach.id, day, *USUAL, seen_mark))
    rows: list[Row] = [(whole, off)]
    if day in coach.hours.overrides:
        usual = hours_text(words, coach.hours.usual(day))
        label = words.label("hours.as_usual", hours=usual)
        rows.append((Key(label, AsUsual(coach.id, day, seen_mark)),))
    until = ChooseLastDate(coach.id, day, day, 0)
    rows.append((Key(words.label("seasons.until_key"), until),))
    rows.append(way_out(words, week.ChooseDate(coach.id, day)))
    facts = {"coach": coach.id, "day": day.isoformat()}
    return Question(DATE, Screen(text, tuple(rows)), facts)


def _mark_of(coach: Coach, day: date) -> str:
    return mark([coach.hours.overrides.get(day)])


async def _save_date(
    turn: Turn,
    coach: Coach,
    day: date,
    windows: Sequence[Window] | None,
    press: SetDate | SaveDate | AsUsual,
) -> Reply:
    _still_ahead(turn, coach, day)
    result = await set_date(
        turn.database,
        coach.id,
        day,
        windows,
        **turn.intent,
        seen_mark=press.seen,
        agreed=press.agreed,
    )
    words = turn.words
    hours = hours_text(words, result.coach.hours.on(day))
    line = words.label("hours.line", day=words.day(day), hours=hours)
    return await show_saved(turn, result, [line], words.day(day), EditDate(coach.id, day))


def _still_ahead(turn: Turn, coach: Coach, day: date) -> None:
    check_ahead(Period(day, day), week.bounds(turn, coach).first)


SCRIPT = Script(
    presses={
        week.ChooseDate: Step(choose_date, Permission.HOURS),
        EditDate: Step(edit_date, Permission.HOURS),
        SetDate: Step(set_one_date, Permission.HOURS),
        SaveDate: Step(save_date, Permission.HOURS),
        AsUsual: Step(as_usual, Permission.HOURS),
    },
    answers={
        WHICH: AnswerStep(take_date, Permission.HOURS),
        DATE: AnswerStep(take_hours, Permission.HOURS),
    },
)
