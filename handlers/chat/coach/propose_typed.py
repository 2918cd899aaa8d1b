"""A time that a coach types while they mark times to propose: it is marked as by a tap.

"tomorrow 3pm", "15:00" below a day → the day with that time marked, or why not then; a day alone
→ its free times.
"""

from datetime import date
from html import unescape

from domain.appointment import MOST_PROPOSED
from domain.roles import Permission
from handlers.chat.coach.marks import MarkDay
from handlers.chat.coach.propose import MARKING, free_of, mark, request_of
from handlers.chat.frame import understood
from handlers.chat.frame.answers import fact
from handlers.chat.frame.screen import Reply
from handlers.chat.frame.script import Heard, Script
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import why_empty
from handlers.chat.parts.search import search_for_move
from handlers.chat.parts.typed_start import Meant, meant, says_time


async def typed(turn: Turn) -> Reply | None:
    """The day with the typed time marked; None where the text says none."""
    if not says_time(turn):
        return None
    request = await request_of(turn, int(fact(turn, "appointment")))
    search = await search_for_move(turn, request.id)
    shown = fact(turn, "day")
    found = meant(turn, search, date.fromisoformat(shown) if shown else None)
    if not found:
        return None
    marks: list[int] = fact(turn, "marks")

    def press(one: Meant) -> MarkDay:
        more = sorted({*marks, one.start // 60} if one.start is not None else marks)
        first, second, third = (*more[:MOST_PROPOSED], 0, 0, 0)[:3]
        return MarkDay(request.id, first, second, third, one.day, "")

    if len(found) > 1:
        return understood.which(turn, [understood.Shown(one.label, press(one)) for one in found])
    [one] = found
    at, unmarked = one.start, press(Meant(one.day, None, one.label))
    if at is None or at // 60 in marks:
        return await mark(turn, unmarked)
    if not await free_of(turn, search, request, (at, at + 1)):
        told = await why_empty.toast(turn, search, (at, at + 1), "propose.not_then")
        return await mark(turn, unmarked, above=told)
    if len(marks) == MOST_PROPOSED:
        told = turn.words.plural("propose.enough", MOST_PROPOSED)
        return await mark(turn, unmarked, above=unescape(told))
    return await mark(turn, press(one))


SCRIPT = Script(listens={MARKING: Heard(typed, Permission.SESSIONS)})
