"""One day's hours copied to other days, and one coach's week to another.

/hours → a weekday → copy    the days that get its hours; all weekdays, every day → save
/hours → copy (the team)     from which coach → their week → save
"""

from typing import Final

from domain.refusals import HoursChanged, NotFound
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.working_hours.hours import mark
from handlers.actions.working_hours.hours import set_week
from handlers.buttons.coach_links import ShowWeek
from handlers.buttons.keyboards import in_columns, way_out
from handlers.buttons.labels import HALF, LabelFitter
from handlers.buttons.pages import page_rows, switch
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, Key, Screen
from handlers.chat.coach.working_hours.hours import show_saved
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.rights import coach_under
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import week
from handlers.typing.hours import DayHours
from handlers.wording import cards
from handlers.wording.working_week import days_named, hours_text

WHOLE_WEEK: Final = range(7)


@button("hm")
class SaveCopy(Press):
    """The hours of a weekday for others, as they were shown. seen: the mark of the whole week then.
    agreed: as in `hours.SavePlan`."""

    coach: int
    day: int
    days: int
    seen: str
    agreed: str = ""


@button("he")
class ReviewWeek(Press):
    """The week of another coach."""

    coach: int
    source: int


@button("hb")
class SaveWeek(Press):
    """The week of another coach, as it was shown. source_mark, seen: the marks of their week and
    one's own then. agreed: as in `hours.SavePlan`."""

    coach: int
    source: int
    source_mark: str
    seen: str
    agreed: str = ""


async def choose_days(turn: Turn, press: week.CopyDay) -> Reply:
    """Which days get the hours of this one."""
    words, coach = turn.words, coach_under(turn, press.coach)
    day, target_days = _weekday(press.day), press.days & week.EVERY_DAY & ~(1 << press.day)
    keys = [
        switch(
            words,
            words.long_weekdays[n],
            bool(target_days >> n & 1),
            week.CopyDay(coach.id, day, target_days ^ (1 << n)),
        )
        for n in WHOLE_WEEK
        if n != day
    ]
    several = tuple(
        Key(week.weekday_names(words, mask), week.CopyDay(coach.id, day, mask & ~(1 << day)))
        for mask in (week.WORKDAYS, week.EVERY_DAY)
    )
    hours = hours_text(words, coach.hours.weekly[day])
    line = words.text("hours.line", day=words.long_weekdays[day], hours=hours)
    text = cards.with_title(week.title(turn, coach), line, words.text("copies.which_days"))
    rows = [*in_columns(keys, 3), several]
    if target_days:
        save = SaveCopy(coach.id, day, target_days, mark(coach.hours.weekly))
        rows.append((Key(words.label("typing.save"), save, PRIMARY),))
    return Reply(Screen(text, (*rows, way_out(words, week.EditDays(coach.id, 1 << day)))))


async def save_copy(turn: Turn, press: SaveCopy) -> Reply:
    """The hours of a weekday for others."""
    words, coach = turn.words, coach_under(turn, press.coach)
    day = _weekday(press.day)
    days = tuple(n for n in WHOLE_WEEK if press.days >> n & 1)
    if not days or press.days & ~week.EVERY_DAY:
        raise NotFound
    windows = coach.hours.weekly[day]
    # The screen showed the whole week; only one day's hours are saved.
    done = all(coach.hours.weekly[n] == windows for n in days)
    if not done and mark(coach.hours.weekly) != press.seen:
        raise HoursChanged(coach.id)
    result = await set_week(
        turn.database,
        coach.id,
        [(days, windows)],
        **turn.intent,
        seen_mark=mark(coach.hours.weekly[n] for n in days),
        agreed=press.agreed,
    )
    lines = week.lines(words, (DayHours(days, windows),))
    again = week.CopyDay(coach.id, day, press.days)
    return await show_saved(turn, result, lines, days_named(words, days), again)


async def choose_source(turn: Turn, press: week.ChooseSource) -> Reply:
    """From which coach."""
    words, coach = turn.words, coach_under(turn, press.coach)
    others = [one for one in turn.catalogue.coaches.values() if one.id != coach.id]
    others.sort(key=lambda one: (one.name, one.id))
    labels = LabelFitter(words, HALF)
    keys = [
        Key(labels.user_text("coach", one.name), ReviewWeek(coach.id, one.id)) for one in others
    ]
    rows = page_rows(words, keys, press.page, lambda page: week.ChooseSource(coach.id, page))
    text = words.text("copies.from_whom" if others else "copies.nobody")
    key_rows = rows if others else ()
    screen = Screen(cards.with_title(week.title(turn, coach), text), (*key_rows, _out(turn, coach)))
    return Reply(screen)


async def review_week(turn: Turn, press: ReviewWeek) -> Reply:
    """Their week, before anything is saved."""
    words, coach = turn.words, coach_under(turn, press.coach)
    source = coach_under(turn, press.source)
    lines = [
        words.text("hours.line", day=words.long_weekdays[n], hours=hours_text(words, windows))
        for n, windows in enumerate(source.hours.weekly)
    ]
    text = cards.with_title(
        words.text("hours.of", coach=source.name),
        "\n".join(lines),
        words.text("copies.ask", coach=coach.name),
    )
    save = SaveWeek(coach.id, source.id, mark(source.hours.weekly), mark(coach.hours.weekly))
    yes = Key(words.label("typing.save"), save, PRIMARY)
    return Reply(Screen(text, ((yes,), way_out(words, week.ChooseSource(coach.id)))))


async def save_week(turn: Turn, press: SaveWeek) -> Reply:
    """Their week for this coach."""
    words, coach = turn.words, coach_under(turn, press.coach)
    source = coach_under(turn, press.source)
    weekly = source.hours.weekly
    if mark(weekly) != press.source_mark:
        return await review_week(turn, ReviewWeek(coach.id, source.id))
    result = await set_week(
        turn.database,
        coach.id,
        [((n,), weekly[n]) for n in WHOLE_WEEK],
        **turn.intent,
        seen_mark=press.seen,
        agreed=press.agreed,
    )
    line = words.label("hours.of", coach=source.name)
    again = week.ChooseSource(coach.id)
    return await show_saved(turn, result, [line], words.label("copies.whole_week"), again)


def _weekday(number: int) -> int:
    if number not in WHOLE_WEEK:
        raise NotFound
    return number


def _out(turn: Turn, coach: Coach) -> tuple[Key, ...]:
    return way_out(turn.words, ShowWeek(coach.id))


SCRIPT = Script(
    presses={
        week.CopyDay: Step(choose_days, Permission.HOURS),
        SaveCopy: Step(save_copy, Permission.HOURS),
        week.ChooseSource: Step(choose_source, Permission.ANY_CALENDAR),
        ReviewWeek: Step(review_week, Permission.ANY_CALENDAR),
        SaveWeek: Step(save_week, Permission.ANY_CALENDAR),
    }
)
