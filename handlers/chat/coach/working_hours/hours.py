"""Working hours: a coach's own, or any coach's for an admin.

/hours             whose (skipped for a coach, and if there is only one) → week
1 show_week        the week, the dates that differ, what to change; hours typed below it → typed
2 edit_days        a weekday, Monday to Friday, the weekend: typed hours, or a button
2 choose_date      → date_hours
typed              what was understood, for the days named → save, or typed again
saved              the week again, with what was understood and which sessions are outside
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from domain import refusals as said
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.working_hours.hours import Window, mark, normalise
from handlers.actions.working_hours.changed_hours import ChangeResult
from handlers.actions.working_hours.hours import set_week
from handlers.buttons.coach_links import AddCoach, ChooseHours, ShowWeek
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import HALF, WHOLE, LabelFitter, fit
from handlers.buttons.pages import page_rows
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, PRIMARY, Key, Row, Screen
from handlers.chat.coach.working_hours import dated_hours
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import LISTENS, Question, ask, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.rights import coach_under
from handlers.chat.frame.script import (
    AnswerStep,
    Command,
    MenuItem,
    MenuRow,
    Script,
    Step,
    TextStep,
)
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import plans, stranded_sessions, week
from handlers.typing.hours import DayHours, Hours, read_hours
from handlers.typing.reading import Ambiguous, ParsedValue, ParseFailure, Reading, unread
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording import cards
from handlers.wording.working_week import hours_text

DAYS, WEEK = "hours.days", f"{LISTENS}hours"
USUAL, CLOSED = (540, 1020), (0, 0)
RULE = "refusal.hours_example"


@button("hs")
class SetDays(Press):
    """One window for weekdays, minutes of the day; 0 to 0 is closed. seen, agreed: as in
    `SavePlan`."""

    coach: int
    days: int
    starts: int
    ends: int
    seen: str = ""
    agreed: str = ""


@button("hv")
class SavePlan(Press):
    """Weekdays with their hours, as they were shown. plan: see `plans`.

    seen: the mark of the hours they had then. agreed: of the sessions that stay outside, as in
    `domain.refusals.StrandsBookings`.
    """

    coach: int
    plan: str
    seen: str = ""
    agreed: str = ""


async def choose(turn: Turn, press: ChooseHours | None = None) -> Reply:
    """Ask an admin whose hours, if there is more than one coach."""
    if not turn.actor.may(Permission.ANY_CALENDAR):
        return await _show_week(turn, turn.as_coach())
    words, coaches = turn.words, turn.catalogue.coaches.values()
    if not coaches:
        add = Key(words.label("coaches.add"), AddCoach(), PRIMARY)
        adding = ((add,),) if turn.actor.may(Permission.HIRE) else ()
        return Reply(Screen(words.text("hours.no_coach"), (*adding, way_out(words))))
    if len(coaches) == 1:
        return await _show_week(turn, next(iter(coaches)))
    by_name = sorted(coaches, key=lambda coach: (coach.name, coach.id))
    labels = LabelFitter(words, HALF)
    keys = [Key(labels.user_text("coach", coach.name), ShowWeek(coach.id)) for coach in by_name]
    rows = page_rows(words, keys, press.page if press else 0, ChooseHours)
    return Reply(Screen(words.text("hours.whose"), (*rows, way_out(words))))


async def show_week(turn: Turn, press: ShowWeek) -> Reply:
    """The week of a coach."""
    return await _show_week(turn, coach_under(turn, press.coach))


async def take_on_week(turn: Turn) -> Reply | None:
    """Hours, typed below the week. If they have no days, these are asked; None for any other
    text."""
    coach = coach_under(turn, fact(turn, "coach"))
    reading = read_hours(turn.text, vocabulary_of(turn.words.locale))
    if isinstance(reading, ParseFailure):
        # If not hours of the week, they may be hours of dates: "from 1 March mon-fri 9-17".
        of_dates = dated_hours.read(turn, coach, turn.text)
        if not unread(of_dates):
            return await dated_hours.confirm(turn, coach, _week_question(turn, coach), of_dates)
    if unread(reading):
        return None
    if isinstance(reading, ParsedValue) and not all(part.days for part in reading.value):
        spans = (week.WORKDAYS, week.WEEKEND, week.EVERY_DAY)
        offers = [plans.for_days(reading, week.weekdays(days)) for days in spans]
        fair = tuple(offer.value for offer in offers if isinstance(offer, ParsedValue))
        reading = Ambiguous(fair) if fair else reading
    return await _confirm(turn, coach, week.WORKDAYS, reading)


async def edit_days(turn: Turn, press: week.EditDays) -> Reply:
    """Ask for the hours of weekdays."""
    return await ask(turn, _days_question(turn, coach_under(turn, press.coach), press.days))


async def take_hours(turn: Turn) -> Reply:
    """The typed hours as they were understood; they may name other days than the screen."""
    coach, days = coach_under(turn, fact(turn, "coach")), fact(turn, "days")
    return await _confirm(
        turn, coach, days, read_hours(turn.text, vocabulary_of(turn.words.locale))
    )


async def _confirm(turn: Turn, coach: Coach, days: int, reading: Reading[Hours]) -> Reply:
    return await reading_confirmation.confirm(
        turn,
        _days_question(turn, coach, days),
        plans.for_days(reading, week.weekdays(days)),
        lambda plan: reading_confirmation.Option(
            "\n".join(week.lines(turn.words, plan)),
            SavePlan(
                coach.id, plans.pack(plan), _mark_of(coach, [d for p in plan for d in p.days])
            ),
        ),
        change=week.EditDays(coach.id, days),
        rule=RULE,
        zone=coach.zone,
    )


async def save_plan(turn: Turn, press: SavePlan) -> Reply:
    """The hours as they were shown."""
    plan = plans.unpack(press.plan)
    if not all(part.days for part in plan):
        raise said.NotFound
    return await _save_plan(turn, coach_under(turn, press.coach), plan, press)


async def set_days(turn: Turn, press: SetDays) -> Reply:
    """The hours of a button."""
    coach = coach_under(turn, press.coach)
    part = DayHours(week.weekdays(press.days), windows_of(press.starts, press.ends))
    return await _save_plan(turn, coach, (part,), press)


async def _show_week(turn: Turn, coach: Coach, *above: str, first: tuple[Row, ...] = ()) -> Reply:
    """The week; hours typed next are meant for it. above: paragraphs. first: keys."""
    return await ask(turn, _week_question(turn, coach, *above, first=first))


def _week_question(turn: Turn, coach: Coach, *above: str, first: tuple[Row, ...] = ()) -> Question:
    screen = week.screen(turn, coach, *above)
    return Question(WEEK, Screen(screen.text, (*first, *screen.rows)), {"coach": coach.id})


def _days_question(turn: Turn, coach: Coach, days: int) -> Question:
    words = turn.words
    first = coach.hours.weekly[week.weekdays(days)[0]]
    text = cards.with_title(
        week.title(turn, coach),
        words.text(
            "hours.now", day=week.weekday_names(words, days), hours=hours_text(words, first)
        ),
        words.text("hours.type", zone=words.zone(coach.zone)),
    )
    seen_mark = _mark_of(coach, week.weekdays(days))
    usual = Key(hours_text(words, (USUAL,)), SetDays(coach.id, days, *USUAL, seen_mark))
    closed = Key(
        words.label("hours.closed_key"), SetDays(coach.id, days, *CLOSED, seen_mark), DANGER
    )
    rows: tuple[Row, ...] = ((usual, closed),)
    if len(week.weekdays(days)) == 1:
        copy = week.CopyDay(coach.id, week.weekdays(days)[0])
        rows = (*rows, (Key(words.label("copies.day_key"), copy),))
    rows = (*rows, way_out(words, ShowWeek(coach.id)))
    return Question(DAYS, Screen(text, rows), {"coach": coach.id, "days": days})


def _mark_of(coach: Coach, days: Iterable[int]) -> str:
    return mark(coach.hours.weekly[day] for day in sorted(days))


async def _save_plan(turn: Turn, coach: Coach, plan: Hours, press: SavePlan | SetDays) -> Reply:
    result = await set_week(
        turn.database,
        coach.id,
        [(part.days, part.windows) for part in plan],
        **turn.intent,
        seen_mark=press.seen,
        agreed=press.agreed,
    )
    days = sum(1 << day for day in plan[0].days)
    row = plan[0].days[-1] - plan[0].days[0] == len(plan[0].days) - 1
    again = week.EditDays(coach.id, days if row else 1 << plan[0].days[0])
    label = week.weekday_names(turn.words, again.days)
    return await show_saved(turn, result, week.lines(turn.words, plan), label, again)


async def show_saved(
    turn: Turn, result: ChangeResult, lines: Sequence[str], day: str, again: Press
) -> Reply:
    """The week below what was saved, and a way to change that again."""
    words = turn.words
    above = [words.text("hours.saved", lines="\n".join(lines))]
    if result.outside:
        above.append(words.plural("hours.outside", result.outside))
    first = (Key(fit(words.label("hours.again", day=day), WHOLE), again),)
    reply = await _show_week(turn, result.coach, *above, first=(first,))
    return replace(reply, toast=words.label("hours.saved_toast"))


def windows_of(starts: int, ends: int) -> tuple[Window, ...]:
    """The hours of a button."""
    window = (starts, ends)
    return () if window == CLOSED else normalise((window,))


async def _bad_hours(turn: Turn, refusal: said.BadHours, press: Press | None) -> Reply:
    words = turn.words
    sentence = words.text(f"refusal.hours_{refusal.reason}", fragment=refusal.fragment)
    text = f"{sentence}\n\n{words.text('refusal.hours_example')}"
    return Reply(Screen(text, (way_out(words),)))


async def _hours_changed(turn: Turn, refusal: said.HoursChanged, press: Press | None) -> Reply:
    """The week as it is now, with what can be changed."""
    words, coach = turn.words, turn.catalogue.coaches.get(refusal.coach_id)
    if coach is None:
        raise said.NotFound
    return Reply(week.screen(turn, coach, words.text("refusal.hours_changed")))


async def _hours_clash(turn: Turn, refusal: said.HoursClash, press: Press | None) -> Reply:
    """Which hours would overlap, and the week as it is."""
    words, coach = turn.words, turn.catalogue.coaches.get(refusal.coach_id)
    if coach is None:
        raise said.NotFound
    first, second = (words.long_weekdays[(refusal.weekday + n) % 7] for n in range(2))
    if refusal.day:
        day = date.fromisoformat(refusal.day)
        first, second = words.day(day), words.day(day + timedelta(days=1))
    own, following = (hours_text(words, [one]) for one in (refusal.window, refusal.following))
    first = words.label("hours.line", day=first, hours=own)
    second = words.label("hours.line", day=second, hours=following)
    sentence = words.text("refusal.hours_clash", first=first, second=second)
    return Reply(week.screen(turn, coach, sentence))


SCRIPT = Script(
    commands={"hours": Command(choose, Permission.HOURS)},
    menu=(
        MenuItem(
            "hours",
            lambda turn: ChooseHours(0),
            Permission.HOURS,
            row=lambda turn: MenuRow.CALENDAR if turn.coach else MenuRow.BUSINESS,
        ),
    ),
    presses={
        ChooseHours: Step(choose, Permission.HOURS),
        ShowWeek: Step(show_week, Permission.HOURS),
        week.EditDays: Step(edit_days, Permission.HOURS),
        SetDays: Step(set_days, Permission.HOURS),
        SavePlan: Step(save_plan, Permission.HOURS),
    },
    answers={DAYS: AnswerStep(take_hours, Permission.HOURS)},
    listens={WEEK: TextStep(take_on_week, Permission.HOURS)},
    refusals={
        said.BadHours: _bad_hours,
        said.HoursChanged: _hours_changed,
        said.HoursClash: _hours_clash,
        said.StrandsBookings: stranded_sessions.answer,
    },
)
