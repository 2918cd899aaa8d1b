"""A time typed while marking times to offer: it is marked as by a tap.

"tomorrow 3pm", "15:00" below a day → the day with that time marked, or why not then; a day alone
→ its free times.
"""

from datetime import date
from html import unescape

from domain.appointments.appointment import MOST_PROPOSED, Appointment
from handlers.buttons.press import Press
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import fact
from handlers.chat.frame.reply import Reply, below
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import marking, why_empty
from handlers.chat.parts.marking import MarkingFlow, Marks, in_order
from handlers.chat.parts.search import Search
from handlers.chat.parts.typed_start import (
    StartReading,
    read_typed_start,
    says_time,
    why_no_start,
)


async def mark_time(turn: Turn, *, flow: MarkingFlow) -> Reply | None:
    """The day with the typed time marked; None if the text has none."""
    if not says_time(turn):
        return None
    a = await flow.find(turn, int(fact(turn, "appointment")))
    search = await flow.search(turn, a.id)
    iso_day = fact(turn, "day")
    day = date.fromisoformat(iso_day) if iso_day else None
    readings = read_typed_start(turn, search, day)
    marks = in_order(fact(turn, "marks"))
    if not readings:
        why = why_no_start(turn, search, day)
        return below(why, await _calendar(turn, flow, search, a, marks, day)) if why else None

    def press(one: StartReading) -> Press:
        more = marks if one.start is None else in_order((*marks, one.start // 60))
        return flow.day(a, more[:MOST_PROPOSED], one.day, "")

    if len(readings) > 1:
        return reading_confirmation.which(
            turn, [reading_confirmation.Option(one.label, press(one)) for one in readings]
        )
    [one] = readings
    at = one.start
    if at is None or at // 60 in marks:
        return await marking.starts_of(turn, flow, a, marks, one.day)
    if not await marking.free(turn, search, a, (at, at + 1)):
        sentence = await why_empty.toast(turn, search, (at, at + 1), "propose.not_then")
        return await marking.starts_of(turn, flow, a, marks, one.day, above=sentence)
    if len(marks) == MOST_PROPOSED:
        sentence = unescape(turn.words.plural("propose.enough", MOST_PROPOSED))
        return await marking.starts_of(turn, flow, a, marks, one.day, above=sentence)
    return await marking.starts_of(turn, flow, a, in_order((*marks, at // 60)), one.day)


async def _calendar(
    turn: Turn, flow: MarkingFlow, search: Search, a: Appointment, marks: Marks, day: date | None
) -> Reply:
    """What is on the screen: the times of a day, or the month of the session."""
    if day is not None:
        return await marking.starts_of(turn, flow, a, marks, day)
    return await marking.month(turn, flow, a, marks, a.starts_at.astimezone(search.zone).date())
