"""A time typed while marking times to offer: it is marked as by a tap.

"tomorrow 3pm", "15:00" below a day → the day with that time marked, or why not then; a day alone
→ its free times.
"""

from datetime import date
from html import unescape

from domain.appointments.appointment import MOST_PROPOSED
from handlers.buttons.press import Press
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import marking, why_empty
from handlers.chat.parts.marking import MarkingFlow, in_order
from handlers.chat.parts.typed_start import StartReading, read_typed_start, says_time


async def mark_time(turn: Turn, *, flow: MarkingFlow) -> Reply | None:
    """The day with the typed time marked; None if the text has none."""
    if not says_time(turn):
        return None
    a = await flow.find(turn, int(fact(turn, "appointment")))
    search = await flow.search(turn, a.id)
    iso_day = fact(turn, "day")
    readings = read_typed_start(turn, search, date.fromisoformat(iso_day) if iso_day else None)
    if not readings:
        return None
    marks = in_order(fact(turn, "marks"))

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
