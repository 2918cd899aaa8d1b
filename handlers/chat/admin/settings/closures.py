"""An admin sets on which days the business is closed.

/closures       what lies ahead; days and a name typed below it → what was understood → save
1 choose_first  month calendar: the first day; → choose_last
2 choose_last   the last one, which may be the same → save
save            → its card
card            each year or once; its name, typed; open again after all
"""

from dataclasses import replace
from datetime import date, timedelta

from domain.refusals import BadInput, StrandsBookings
from domain.roles import Permission
from domain.text import field_text
from domain.time.periods import Period
from domain.working_hours.closures import LONGEST, LONGEST_NAME, Closure, check_closing
from domain.working_hours.hours import mark_of
from handlers.actions.services.catalogue import newest
from handlers.actions.working_hours import closures as actions
from handlers.buttons.coach_links import ShowClosures
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, Key, Screen
from handlers.chat.admin.settings import closure_list
from handlers.chat.admin.settings.closure_list import (
    LISTED,
    NAMED,
    ChooseClosureStart,
    Reopen,
    SetYearly,
    ShowClosure,
)
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Command, Script, Step, TextStep
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import stranded_sessions
from handlers.chat.parts.calendar import CalendarBounds, month_rows
from handlers.chat.parts.dates import days_of_month, examples, within
from handlers.typing.closures import TypedClosure, read_closure
from handlers.typing.reading import readings_of, refine, unread
from handlers.typing.vocabulary import vocabulary_of

DAYS = "closures.days"


@button("cll")
class ChooseClosureEnd(Press):
    """Pick the last day in the month of this day."""

    first: date
    month: date


@button("cls")
class SaveClosure(Press):
    """Close on these days. name_mark: the mark of the name that was typed, "" for none.

    agreed: as in `domain.refusals.StrandsBookings`.
    """

    first: date
    last: date
    yearly: int
    name_mark: str = ""
    agreed: str = ""


async def show(turn: Turn, press: ShowClosures | None = None) -> Reply:
    """What lies ahead."""
    return await closure_list.show_list(turn, turn.catalogue.closures, press.page if press else 0)


async def take_on_list(turn: Turn) -> Reply | None:
    """Days and their occasion, typed below the list; None for any other text."""
    words, today = turn.words, closure_list.today(turn)
    reading = refine(
        read_closure(turn.text, today, vocabulary_of(words.locale)),
        lambda closure: closure_list.validate(closure, turn.text, today),
    )
    if unread(reading):
        return None
    question = _first_question(turn, today)
    names = [c.name for c in readings_of(reading)]
    days_question = Question(DAYS, question.screen, {"name": names[0] if names else ""})
    return await reading_confirmation.confirm(
        turn,
        days_question,
        reading,
        lambda closure: reading_confirmation.Option(
            closure_list.line(turn, closure_list.of_typed(closure)), _save_key(closure)
        ),
        change=ChooseClosureStart(today),
        rule="typing.example",
    )


async def choose_first(turn: Turn, press: ChooseClosureStart) -> Reply:
    """The calendar for the first day; days can be typed instead."""
    return await ask(turn, _first_question(turn, press.month))


async def take_days(turn: Turn) -> Reply:
    """Days typed below the calendar."""
    reply = await take_on_list(turn)
    if reply is not None:
        return reply
    return await ask_again(turn, _first_question(turn, closure_list.today(turn)), BadInput("days"))


async def choose_last(turn: Turn, press: ChooseClosureEnd) -> Reply:
    """The calendar for the last day, from the first on."""
    words, today = turn.words, closure_list.today(turn)
    check_closing(Period(press.first, press.first), today)
    bounds = CalendarBounds(press.first, press.first + timedelta(days=LONGEST - 1))
    month = within(press.month, bounds)
    rows = month_rows(
        words,
        month,
        bounds,
        days_of_month(month, bounds),
        lambda day: SaveClosure(press.first, day, 0),
        lambda other: ChooseClosureEnd(press.first, other),
        chosen_days=(press.first,),
    )
    only = Key(
        words.label("leave.only_this_day", day=words.short_day(press.first)),
        SaveClosure(press.first, press.first, 0),
    )
    text = words.text("closures.choose_last", day=words.day(press.first))
    return Reply(Screen(text, (*rows, (only,), way_out(words, ChooseClosureStart(press.first)))))


async def save(turn: Turn, press: SaveClosure) -> Reply:
    """Close on these days, and show the card."""
    name = ""
    if press.name_mark:
        name = str(turn.pending.facts.get("name", "")) if turn.pending else ""
        if mark_of(name) != press.name_mark:  # another text has been typed since
            return replace(await show(turn), toast=turn.words.label("closures.typed_since"))
    try:
        closure_id = await actions.add_closure(
            turn.database,
            name,
            closure_list.period_of(press.first, press.last, bool(press.yearly)),
            **turn.intent,
            agreed=press.agreed,
        )
    except StrandsBookings as refusal:
        screen = (await stranded_sessions.answer(turn, refusal, press)).screen or Screen("")
        return await ask(turn, Question(DAYS, screen, {"name": name}))
    return await closure_list.show_card(turn, closure_id, turn.words.label("closures.saved"))


async def show_one(turn: Turn, press: ShowClosure) -> Reply:
    """The card; a name typed next becomes its name."""
    return await closure_list.show_card(turn, press.closure)


async def take_name(turn: Turn) -> Reply:
    """The name that was typed below the card."""
    closure_id = int(turn.pending.facts.get("closure", 0)) if turn.pending else 0
    name = field_text.line(turn.text, "name", LONGEST_NAME)
    await actions.change_closure(
        turn.database,
        closure_id,
        lambda closure: replace(closure, name=name),
        **turn.intent,
    )
    return replace(
        await closure_list.show_card(turn, closure_id, turn.words.label("closures.saved")),
        aloud=True,
    )


async def set_yearly(turn: Turn, press: SetYearly) -> Reply:
    """Each year, or once."""

    def change(closure: Closure) -> Closure:
        period = closure.period
        last = period.last or period.first
        return replace(
            closure, period=closure_list.period_of(period.first, last, bool(press.yearly))
        )

    await actions.change_closure(
        turn.database,
        press.closure,
        change,
        **turn.intent,
        agreed=press.agreed,
    )
    return await closure_list.show_card(turn, press.closure, turn.words.label("closures.saved"))


async def reopen(turn: Turn, press: Reopen) -> Reply:
    """Ask once, then be open; back to the list."""
    words = turn.words
    closure = next((c for c in turn.catalogue.closures if c.id == press.closure), None)
    if closure is not None and not press.sure:
        yes = Key(words.label("closures.reopen"), Reopen(press.closure, 1), DANGER)
        text = words.text("closures.ask_reopen", what=closure_list.line(turn, closure))
        return Reply(Screen(text, ((yes,), way_out(words, ShowClosure(press.closure)))))
    await actions.delete_closure(turn.database, press.closure, **turn.intent)
    closures = (await newest(turn.database)).closures
    return replace(
        await closure_list.show_list(turn, closures), toast=words.label("closures.reopened")
    )


def _first_question(turn: Turn, month: date) -> Question:
    words, today = turn.words, closure_list.today(turn)
    bounds = CalendarBounds(today, today + timedelta(days=field_text.FARTHEST_DAY))
    month = within(month, bounds)
    rows = month_rows(
        words,
        month,
        bounds,
        days_of_month(month, bounds),
        lambda day: ChooseClosureEnd(day, day),
        ChooseClosureStart,
    )
    text = words.text("closures.choose_first", **examples(today))
    return Question(DAYS, Screen(text, (*rows, way_out(words, ShowClosures()))))


def _save_key(closure: TypedClosure) -> SaveClosure:
    dates = closure.dates
    last = dates.last or dates.first
    name_mark = mark_of(closure.name) if closure.name else ""
    return SaveClosure(dates.first, last, int(dates.yearly), name_mark)


SCRIPT = Script(
    commands={"closures": Command(show, Permission.BUSINESS)},
    presses={
        ShowClosures: Step(show, Permission.BUSINESS),
        ChooseClosureStart: Step(choose_first, Permission.BUSINESS),
        ChooseClosureEnd: Step(choose_last, Permission.BUSINESS),
        SaveClosure: Step(save, Permission.BUSINESS),
        ShowClosure: Step(show_one, Permission.BUSINESS),
        SetYearly: Step(set_yearly, Permission.BUSINESS),
        Reopen: Step(reopen, Permission.BUSINESS),
    },
    answers={
        NAMED: AnswerStep(take_name, Permission.BUSINESS),
        DAYS: AnswerStep(take_days, Permission.BUSINESS),
    },
    listens={LISTED: TextStep(take_on_list, Permission.BUSINESS)},
)
