"""A coach takes days or hours off.

/leave, the menu   what lies ahead, each with a way to delete it; days typed below it → review
/leave 12.-16.8.   → review
1 choose_first     month calendar: the first day off; days and hours can be typed instead
2 choose_last      the last one, which may be the same
3 review           what would be saved, refused already if sessions stand in the way
4 save             → the list
delete             asked once → the list
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from domain import typed
from domain.catalogue import Coach
from domain.hours import MIDNIGHT
from domain.leave import Leave, Stretch, days_off
from domain.refusals import BadInput, LeaveHitsBookings, LeaveInPast, LeaveOverlaps, NotFound
from domain.roles import Permission
from handlers.actions.catalogue import newest
from handlers.actions.leave import check_leave, give_back_leave, take_leave
from handlers.chat.coach import leave_list
from handlers.chat.coach.leave_list import AskDelete, ChooseFirst, written
from handlers.chat.frame import understood
from handlers.chat.frame.answers import LISTENS, Question, ask, ask_again
from handlers.chat.frame.buttons import Press, button
from handlers.chat.frame.keyboards import way_out
from handlers.chat.frame.screen import DANGER, PRIMARY, Key, Reply, Screen
from handlers.chat.frame.script import Answered, Command, Entry, Heard, MenuRow, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import links
from handlers.chat.parts.calendar import Bounds, month_rows
from handlers.chat.parts.dates import days_of_month, examples, within
from handlers.typing.leave import read_leave
from handlers.typing.reading import Understood, unread
from handlers.typing.tongue import tongue_of

TYPED, LISTED = "leave.typed", f"{LISTENS}leave"
REFUSALS = (BadInput, LeaveHitsBookings, LeaveInPast, LeaveOverlaps)


@button("ll")
class ChooseLast(Press):
    """Pick the last day off in the month of this day."""

    first: date
    month: date


@button("lw")
class Review(Press):
    """From a minute of the first day to a minute of the last."""

    first: date
    starts: int
    last: date
    ends: int


@button("la")
class Save(Press):
    """As reviewed."""

    first: date
    starts: int
    last: date
    ends: int


@button("ld")
class Delete(Press):
    """Delete it."""

    leave: int


async def show(turn: Turn, press: links.Leave | None = None) -> Reply:
    """The leave that lies ahead."""
    return await _listed(turn, turn.as_coach())


async def typed_on_list(turn: Turn) -> Reply | None:
    """Days or hours, typed below the list; nothing where they are none."""
    reading = read_leave(turn.typed, _today(turn), tongue_of(turn.words.locale))
    return None if unread(reading) else await typed_stretch(turn)


async def choose_first(turn: Turn, press: ChooseFirst) -> Reply:
    """The calendar for the first day; the same question can be answered by typing."""
    return await ask(turn, _first_question(turn, press.month))


async def choose_last(turn: Turn, press: ChooseLast) -> Reply:
    """The calendar for the last day, from the first on."""
    words, coach, today = turn.words, turn.as_coach(), _today(turn)
    typed.checked_days(press.first, press.first, today)
    until = min(_bounds(today).last, press.first + timedelta(days=typed.LONGEST_LEAVE - 1))
    bounds = Bounds(press.first, until)
    month = within(press.month, bounds)
    rows = month_rows(
        words,
        month,
        bounds,
        _free_days(coach, month, bounds),
        lambda day: _whole_days(press.first, day),
        lambda other: ChooseLast(press.first, other),
        chosen=(press.first,),
    )
    only = Key(
        words.label("leave.only_this_day", day=words.short_day(press.first)),
        _whole_days(press.first, press.first),
    )
    text = words.text("leave.choose_last", day=words.day(press.first))
    return Reply(Screen(text, (*rows, (only,), way_out(words, ChooseFirst(press.first)))))


async def typed_stretch(turn: Turn) -> Reply:
    """Days or hours as typed, shown back before anything is saved."""
    words, coach, today = turn.words, turn.as_coach(), _today(turn)
    question = _first_question(turn, today)
    reading = read_leave(turn.typed, today, tongue_of(words.locale))
    if isinstance(reading, Understood):
        try:
            screen = await _review(turn, _as_review(reading.value))
        except REFUSALS as refusal:
            return await ask_again(turn, question, refusal)
        # Asked on, so that what was misunderstood can simply be typed again.
        return await ask(turn, Question(TYPED, screen))
    return await understood.confirm(
        turn,
        question,
        reading,
        lambda stretch: understood.Shown(
            written(words, Leave(0, stretch.starts, stretch.ends)), _as_review(stretch)
        ),
        change=ChooseFirst(today),
        rule="typing.example",
        zone=coach.zone,
    )


async def review(turn: Turn, press: Review) -> Reply:
    """What would be saved; refused here already, so that Save is no surprise."""
    try:
        return Reply(await _review(turn, press))
    except REFUSALS as refusal:
        return await ask_again(turn, _first_question(turn, press.first), refusal)


async def save(turn: Turn, press: Save) -> Reply:
    """Take it, and show the list; refused, the calendar again."""
    coach = turn.as_coach()
    try:
        starts, ends = _stretch(press, _today(turn))
        await take_leave(
            turn.database, coach.id, starts, ends, actor=turn.actor, key=turn.key, now=turn.now
        )
    except REFUSALS as refusal:
        return await ask_again(turn, _first_question(turn, press.first), refusal)
    return await _changed(turn, coach, turn.words.label("leave.saved"))


async def ask_delete(turn: Turn, press: AskDelete) -> Reply:
    """Ask once."""
    words, coach = turn.words, turn.as_coach()
    leave = next((leave for leave in coach.leaves if leave.id == press.leave), None)
    if leave is None:
        return replace(await _listed(turn, coach), toast=words.label("leave.gone"))
    text = words.text("leave.ask_delete", stretch=written(words, leave))
    yes = Key(words.label("leave.delete"), Delete(leave.id), DANGER)
    no = Key(words.label("leave.keep"), links.Leave())
    return Reply(Screen(text, ((yes, no), way_out(words))))


async def delete(turn: Turn, press: Delete) -> Reply:
    """Delete it; once it is gone it stays gone."""
    coach = turn.as_coach()
    was_there = await give_back_leave(
        turn.database, coach.id, press.leave, actor=turn.actor, now=turn.now
    )
    toast = turn.words.label("leave.deleted" if was_there else "leave.gone")
    return await _changed(turn, coach, toast)


async def _review(turn: Turn, press: Review) -> Screen:
    words, coach = turn.words, turn.as_coach()
    starts, ends = _stretch(press, _today(turn))
    await check_leave(turn.database, coach, starts, ends, actor=turn.actor, now=turn.now)
    save_ = Save(press.first, press.starts, press.last, press.ends)
    stretch = written(words, Leave(0, starts, ends))
    text = words.text("leave.review", stretch=stretch, zone=words.zone(coach.zone))
    yes = (Key(words.label("leave.save"), save_, PRIMARY),)
    return Screen(text, (yes, way_out(words, ChooseFirst(press.first))))


async def _changed(turn: Turn, coach: Coach, toast: str) -> Reply:
    now_ = (await newest(turn.database)).coaches.get(coach.id)
    if now_ is None:
        raise NotFound
    return replace(await _listed(turn, now_), toast=toast)


async def _listed(turn: Turn, coach: Coach) -> Reply:
    """The list; days that are typed next are meant for it."""
    return await ask(turn, Question(LISTED, leave_list.screen(turn, coach)))


def _first_question(turn: Turn, month: date) -> Question:
    words, coach, bounds = turn.words, turn.as_coach(), _bounds(_today(turn))
    month = within(month, bounds)
    rows = month_rows(
        words,
        month,
        bounds,
        _free_days(coach, month, bounds),
        lambda day: ChooseLast(day, day),
        ChooseFirst,
    )
    shown = examples(_today(turn))
    text = words.text("leave.choose_first", zone=words.zone(coach.zone), **shown)
    return Question(TYPED, Screen(text, (*rows, way_out(words, links.Leave()))))


def _today(turn: Turn) -> date:
    return turn.now.astimezone(turn.as_coach().tz).date()


def _bounds(today: date) -> Bounds:
    return Bounds(today, today + timedelta(days=typed.FARTHEST_DAY))


def _free_days(coach: Coach, month: date, bounds: Bounds) -> set[date]:
    """The days of a month that are not taken by leave from midnight to midnight."""
    return {day for day in days_of_month(month, bounds) if not _is_off(coach, day)}


def _is_off(coach: Coach, day: date) -> bool:
    starts, ends = days_off(day, day)
    return any(leave.starts <= starts and ends <= leave.ends for leave in coach.leaves)


def _as_review(stretch: Stretch) -> Review:
    first, last = stretch.starts, stretch.ends
    ends = last.hour * 60 + last.minute
    day = last.date() if ends else last.date() - timedelta(days=1)
    return Review(first.date(), first.hour * 60 + first.minute, day, ends or MIDNIGHT)


def _whole_days(first: date, last: date) -> Review:
    return Review(first, 0, last, MIDNIGHT)


def _stretch(press: Review | Save, today: date) -> tuple[datetime, datetime]:
    """The wall times of a button. BadInput for one that no screen of ours has shown."""
    typed.checked_days(press.first, press.last, today)
    if not 0 <= press.starts < MIDNIGHT or not 0 < press.ends <= MIDNIGHT:
        raise BadInput("days")
    starts = _wall(press.first, press.starts)
    ends = _wall(press.last, press.ends)
    if ends <= starts:
        raise BadInput("days")
    return starts, ends


def _wall(day: date, minute: int) -> datetime:
    return datetime.combine(day, time.min) + timedelta(minutes=minute)


async def _show(turn: Turn) -> Reply:
    return await typed_stretch(turn) if turn.typed else await show(turn)


SCRIPT = Script(
    commands={"leave": Command(_show, Permission.WORK)},
    menu=(
        Entry(
            "leave",
            lambda turn: links.Leave(),
            Permission.WORK,
            row=lambda turn: MenuRow.CALENDAR,
        ),
    ),
    presses={
        links.Leave: Step(show, Permission.WORK),
        ChooseFirst: Step(choose_first, Permission.WORK),
        ChooseLast: Step(choose_last, Permission.WORK),
        Review: Step(review, Permission.WORK),
        Save: Step(save, Permission.WORK),
        AskDelete: Step(ask_delete, Permission.WORK),
        Delete: Step(delete, Permission.WORK),
    },
    answers={TYPED: Answered(typed_stretch, Permission.WORK)},
    listens={LISTED: Heard(typed_on_list, Permission.WORK)},
)
