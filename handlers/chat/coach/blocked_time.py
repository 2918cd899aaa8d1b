"""A coach keeps an hour of a day free for something else, without taking leave.

the day → Block time   an hour of it, tapped; or typed with what it is for
other times            from when, until when
/busy 14-15 dentist   the same in one line; so is "block 14-15" without a slash
the card               what it is for, and Remove → the day
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from domain.refusals import BadInput, LeaveHitsBookings, LeaveInPast, LeaveOverlaps, NotFound
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.text import field_text
from domain.working_hours.hours import MIDNIGHT
from domain.working_hours.leave import LONGEST_NOTE, Leave, LeaveStretch, wall
from handlers.actions.services.catalogue import newest
from handlers.actions.working_hours.leave import give_back_leave, single, take_leave
from handlers.buttons.blocked_time_links import BlockTime
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.links import CoachDay
from handlers.buttons.press import Press, button
from handlers.buttons.rescue_links import PlanRescue
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.cards import undo_keys
from handlers.chat.cards.undo_keys import UndoLeave
from handlers.chat.coach import days
from handlers.chat.coach.leave import rescue
from handlers.chat.coach.leave.blocked_time_card import RemoveBlock, block_card
from handlers.chat.coach.leave.leave_hours import from_rows, until_rows
from handlers.chat.coach.leave.leave_list import coach_now, show_leave_gone
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question, ask, ask_again, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Command, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.stretches import button_fields, of_button
from handlers.places.gazetteer import key_of
from handlers.typing.blocked_time import TypedBlockedTime, read_blocked_time
from handlers.typing.phrases import phrases
from handlers.typing.reading import ParsedValue
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording import cards
from handlers.wording.leave_wording import stretch_text

TYPED: Final = "desk.block"
HOUR: Final = 60
MOST_HOURS: Final = 14


@button("of")
class BlockFrom(Press):
    """From when on this day?"""

    day: date


@button("ou")
class BlockUntil(Press):
    """Until when, from this minute of the day on?"""

    day: date
    starts: int


@button("ok")
class SaveBlock(Press):
    """These minutes of a day."""

    day: date
    starts: int
    ends: int


async def command(turn: Turn) -> Reply:
    """/busy; hours after it are taken at once."""
    return await take_hours(turn, _today(turn), turn.text)


async def choose(turn: Turn, press: BlockTime) -> Reply:
    """The hours of the day to tap; others may be typed."""
    return await ask(turn, _question(turn, press.day))


async def choose_from(turn: Turn, press: BlockFrom) -> Reply:
    """Where it begins."""
    words, coach = turn.words, turn.as_coach()
    _check_day(turn, press.day)
    rows = from_rows(words, coach.hours.on(press.day), lambda m: BlockUntil(press.day, m))
    text = words.text("block.from", day=words.day(press.day))
    return Reply(Screen(text, (*rows, way_out(words, BlockTime(press.day)))))


async def choose_until(turn: Turn, press: BlockUntil) -> Reply:
    """Where it ends."""
    words, coach = turn.words, turn.as_coach()
    _check_day(turn, press.day)
    if not 0 <= press.starts < MIDNIGHT:
        raise BadInput("days")
    windows = coach.hours.on(press.day)
    rows = until_rows(words, windows, press.starts, lambda m: SaveBlock(press.day, press.starts, m))
    begins = words.minute(press.starts)
    text = words.text("block.until", day=words.day(press.day), starts=begins)
    return Reply(Screen(text, (*rows, way_out(words, BlockFrom(press.day)))))


async def answer(turn: Turn) -> Reply:
    """Hours as typed below the day; "block" before them is as good as without."""
    typed = after_block(turn) or turn.text
    return await take_hours(turn, date.fromisoformat(fact(turn, "day")), typed)


def after_block(turn: Turn) -> str:
    """What follows if somebody begins with "block"; "" if they do not."""
    first, _, rest = turn.text.strip().partition(" ")
    begins = phrases("block", turn.words.language)
    return rest.strip() if key_of(first) in map(key_of, begins) else ""


async def take_hours(turn: Turn, day: date, text: str) -> Reply:
    """Typed hours, saved at once: a tap takes them back. day: for hours typed without one."""
    question = _question(turn, day)
    if not text:
        return await ask(turn, question)
    reading = read_blocked_time(text, day, _today(turn), vocabulary_of(turn.words.locale))
    if isinstance(reading, ParsedValue):
        try:
            label = reading.value.label
            note = field_text.line(label, "reason", LONGEST_NOTE) if label else None
        except BadInput as refusal:
            return await ask_again(turn, question, refusal)
        return await _save(turn, reading.value.stretch, note)

    def option(hours: TypedBlockedTime) -> reading_confirmation.Option:
        first, starts, _, ends = button_fields(hours.stretch)
        what = stretch_text(turn.words, Leave(0, hours.stretch.starts, hours.stretch.ends))
        return reading_confirmation.Option(what, SaveBlock(first, starts, ends))

    return await reading_confirmation.confirm(
        turn, question, reading, option, change=BlockTime(day), rule="refusal.bad_block_hours"
    )


async def block(turn: Turn, press: SaveBlock) -> Reply:
    """Block them."""
    today = _today(turn)
    stretch = of_button((press.day, press.starts, press.day, press.ends), today)
    return await _save(turn, stretch, None)


async def unblock(turn: Turn, press: RemoveBlock) -> Reply:
    """Free it again; a second press changes nothing."""
    coach = turn.as_coach()
    try:
        day = single(coach, press.leave).first_day
    except NotFound:
        return replace(await show_leave_gone(turn), toast=turn.words.label("block.gone"))
    await give_back_leave(turn.database, coach.id, press.leave, actor=turn.actor, now=turn.now)
    reply = await days.show_day(await _reload_turn(turn), CoachDay(day))
    if reply.screen is not None:
        screen = undo_keys.above_leave(turn, reply.screen, UndoLeave(coach.id, press.leave))
        reply = replace(reply, screen=screen)
    return replace(reply, toast=turn.words.label("block.removed"))


async def _save(turn: Turn, stretch: LeaveStretch, note: str | None) -> Reply:
    coach = turn.as_coach()
    try:
        leave = await take_leave(
            turn.database,
            coach.id,
            stretch.starts,
            stretch.ends,
            **turn.intent,
            note=note,
            block=True,
        )
    except LeaveHitsBookings:
        return await rescue.plan(turn, PlanRescue(*button_fields(stretch)), note=note)
    except (LeaveInPast, LeaveOverlaps) as refusal:
        return await ask_again(turn, _question(turn, stretch.starts.date()), refusal)
    try:
        saved = single(await coach_now(turn), leave.id)
    except NotFound:
        return await show_leave_gone(turn)
    return Reply(block_card(turn, saved), toast=turn.words.label("block.saved"), aloud=True)


def _question(turn: Turn, day: date) -> Question:
    words, coach, today = turn.words, turn.as_coach(), _today(turn)
    day = min(max(day, today), today + timedelta(days=field_text.FARTHEST_DAY))
    keys = [
        Key(
            f"{words.minute(starts)}–{words.minute(starts + HOUR)}",
            SaveBlock(day, starts, starts + HOUR),
        )
        for starts in _hours(turn, coach, day)
    ]
    title = words.text("block.title", day=words.day(day), zone=words.zone(coach.zone))
    text = cards.with_title(title, words.text("block.how" if keys else "block.how_typed"))
    other = (Key(words.label("block.other_key"), BlockFrom(day)),)
    rows: tuple[Row, ...] = (*in_rows(keys, 2), other, way_out(words, CoachDay(day)))
    return Question(TYPED, Screen(text, rows), {"day": day.isoformat()})


def _hours(turn: Turn, coach: Coach, day: date) -> list[int]:
    """The whole working hours of a day that are neither over nor off."""
    now = turn.now.astimezone(coach.tz).replace(tzinfo=None)
    hours = list[int]()
    for first, last in coach.hours.on(day):
        for starts in range(-(-first // HOUR) * HOUR, min(last, MIDNIGHT) - HOUR + 1, HOUR):
            span = wall(day, starts), wall(day, starts + HOUR)
            off = any(one.starts < span[1] and span[0] < one.ends for one in coach.leaves)
            if span[1] > now and not off:
                hours.append(starts)
    return hours[:MOST_HOURS]


async def _reload_turn(turn: Turn) -> Turn:
    return replace(turn, catalogue=await newest(turn.database))


def _today(turn: Turn) -> date:
    return turn.now.astimezone(turn.as_coach().tz).date()


def _check_day(turn: Turn, day: date) -> None:
    field_text.check_days(day, day, _today(turn))


SCRIPT = Script(
    commands={"busy": Command(command, Permission.WORK)},
    presses={
        BlockTime: Step(choose, Permission.WORK),
        BlockFrom: Step(choose_from, Permission.WORK),
        BlockUntil: Step(choose_until, Permission.WORK),
        SaveBlock: Step(block, Permission.WORK),
        RemoveBlock: Step(unblock, Permission.WORK),
    },
    answers={TYPED: AnswerStep(answer, Permission.WORK)},
)
