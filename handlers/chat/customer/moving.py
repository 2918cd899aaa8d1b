"""A time typed during the search for a new one, instead of a tap on the calendar.

"tomorrow 3pm", "15:00" below a day → the last look before the move, or why not then and what is
nearest; a day alone → its free times; several days, like next week, → the calendar from there.
Whatever is not understood leaves the question open. Coaches and the team can type it, too.
"""

from datetime import date

from domain.refusals import Refusal
from domain.roles import Permission
from handlers.buttons.links import PickSlot, ShowMonth
from handlers.buttons.press import Press
from handlers.chat.cards import move_confirmation
from handlers.chat.customer import slot_refusals, times
from handlers.chat.customer.still_free import still_free
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import fact
from handlers.chat.frame.refusals import reply_to
from handlers.chat.frame.reply import Reply, below
from handlers.chat.frame.script import Script, TextStep
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.day import PickDay
from handlers.chat.parts.search import Search, in_range, search_for_move
from handlers.chat.parts.typed_start import (
    StartReading,
    read_typed_days,
    read_typed_start,
    says_time,
    why_no_start,
)


async def take_time(turn: Turn) -> Reply | None:
    """Where the typed time leads; None if the text has none."""
    if not says_time(turn):
        return None
    search = await search_for_move(turn, int(fact(turn, "moving")))
    if first := read_typed_days(turn, search):
        return await times.choose_day(turn, ShowMonth(*_of(search), first))
    readings = read_typed_start(turn, search, _shown_day(turn))
    if not readings:
        why = why_no_start(turn, search, _shown_day(turn))
        return below(why, await _calendar(turn, search)) if why else None
    if len(readings) > 1:
        several = [reading_confirmation.Option(one.label, _press(search, one)) for one in readings]
        return reading_confirmation.which(turn, several)
    [one] = readings
    if one.start is None:
        return await times.choose_slot(turn, PickDay(*_of(search), one.day, ""))
    start, press = in_range(one.start), _press(search, one)
    try:
        await still_free(turn, search, start)
        return await move_confirmation.move_summary(turn, search.moving, start)
    except Refusal as refusal:
        answers = slot_refusals.SCRIPT.refusals
        if type(refusal) not in answers:
            raise
        return await reply_to(answers, refusal, turn, press)


async def not_understood(turn: Turn) -> Reply | None:
    """The calendar of the move again, with an example; None if nothing is being moved."""
    if turn.pending is None or turn.pending.step != times.MOVING:
        return None
    search = await search_for_move(turn, int(fact(turn, "moving")))
    return below(turn.words.text("move.not_understood"), await _calendar(turn, search))


async def _calendar(turn: Turn, search: Search) -> Reply:
    """What is on the screen: the times of a day, or the month of the session."""
    day = _shown_day(turn)
    if day is not None:
        return await times.choose_slot(turn, PickDay(*_of(search), day, ""))
    start = search.appointment.starts_at if search.appointment else turn.now
    month = start.astimezone(search.zone).date()
    return await times.choose_day(turn, ShowMonth(*_of(search), month))


def _shown_day(turn: Turn) -> date | None:
    iso_day = fact(turn, "day")
    return date.fromisoformat(iso_day) if iso_day else None


def _press(search: Search, one: StartReading) -> Press:
    if one.start is None:
        return PickDay(*_of(search), one.day, "")
    return PickSlot(*_of(search), one.start // 60)


def _of(search: Search) -> tuple[int, int, int]:
    return search.service.id, search.coach_id, search.moving


SCRIPT = Script(listens={times.MOVING: TextStep(take_time, Permission.BOOK)})
