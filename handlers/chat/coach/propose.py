"""A coach proposes other times for a request.

    Propose times    on the card of a request
    1 choose_day     month calendar of the coach; days with a marked time stand out
    2 mark           the day's free starts: a press marks one, another takes the mark away
    3 send           the customer hears of the one to three that are marked → card

The marks ride in the buttons, so nothing is stored before they are sent.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html import escape

from domain.appointment import MOST_PROPOSED, Appointment, coach_may_propose
from domain.clocks import clocks
from domain.hours import day_span
from domain.limits import DayFull
from domain.refusals import NotOffered, SlotTaken, TooFar, TooSoon
from domain.roles import Permission
from domain.spans import Span, epoch, moment
from handlers.actions import proposing
from handlers.chat.cards import desk_answers, desk_cards, proposals
from handlers.chat.cards.proposals import Propose
from handlers.chat.coach.marks import (
    Enough,
    MarkDay,
    MarkMonth,
    Marks,
    Send,
    in_order,
    marked,
    three,
)
from handlers.chat.frame.answers import LISTENS, Question, ask
from handlers.chat.frame.buttons import Press
from handlers.chat.frame.keyboards import way_out
from handlers.chat.frame.screen import PRIMARY, SUCCESS, Key, Reply, Row, Screen
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import overriding, why_empty
from handlers.chat.parts.calendar import month_rows, shown_days
from handlers.chat.parts.dates import within
from handlers.chat.parts.day import day_rows, known_part
from handlers.chat.parts.links import CoachCard
from handlers.chat.parts.months import look_up, skipped
from handlers.chat.parts.search import Search, bounds_of, search_for_move

MARKING = f"{LISTENS}propose"


async def begin(turn: Turn, press: Propose) -> Reply:
    """The calendar; what was proposed before is marked."""
    request = await request_of(turn, press.appointment)
    marks = in_order(epoch(start) // 60 for start in request.on_offer(turn.now))
    search = await search_for_move(turn, request.id)
    day = request.starts_at.astimezone(search.zone).date()
    return await _month(turn, search, request, marks, day)


async def choose_day(turn: Turn, press: MarkMonth) -> Reply:
    """The calendar of another month."""
    request = await request_of(turn, press.appointment)
    search = await search_for_move(turn, request.id)
    return await _month(turn, search, request, marked(press), press.day)


async def mark(turn: Turn, press: MarkDay, above: str = "") -> Reply:
    """The starts of a day. Each key says what is marked once it is pressed, so twice is once.

    above: plain text, why what was typed is not marked.
    """
    request, marks, words = await request_of(turn, press.appointment), marked(press), turn.words
    part = known_part(press.part)
    search = await search_for_move(turn, request.id)
    day = within(press.day, bounds_of(turn, search))
    span = day_span(day, day, search.zone)
    # What is marked and taken since is shown too, or nobody could take its mark away.
    there = {minute * 60 for minute in marks if span[0] <= minute * 60 < span[1]}
    starts = sorted(there.union(await free_of(turn, search, request, span)))
    if not starts:
        toast = await why_empty.toast(turn, search, span, "times.day_is_full")
        return await _month(turn, search, request, marks, day, toast=toast)

    def key_of(start: int, clock: str) -> Key:
        if start in there:
            without = in_order(minute for minute in marks if minute * 60 != start)
            label = words.label("propose.marked_key", clock=clock)
            return Key(label, MarkDay(request.id, *three(without), day, part), SUCCESS)
        if len(marks) == MOST_PROPOSED:
            return Key(clock, Enough())
        more = three(in_order((*marks, start // 60)))
        return Key(clock, MarkDay(request.id, *more, day, part))

    day_keys = day_rows(
        words,
        search.zone.key,
        starts,
        part,
        key_of,
        lambda other: MarkDay(request.id, *three(marks), day, other),
    )
    question = words.text(
        "propose.choose_times", day=words.day(day), zone=words.zone(search.zone.key)
    )
    back: Press = MarkMonth(request.id, *three(marks), day)
    if day_keys.within:
        back = MarkDay(request.id, *three(marks), day, "")
    if above:
        question = f"{escape(above)}\n\n{question}"
    screen = _screen(turn, search, request, marks, question, day_keys.rows, back)
    return await _listening(turn, request, marks, screen, day)


async def enough(turn: Turn, press: Enough) -> Reply:
    """No more than three."""
    return Reply(toast=turn.words.plural("propose.enough", MOST_PROPOSED))


async def send(turn: Turn, press: Send) -> Reply:
    """Propose them. What cannot be had any more loses its mark, and nothing is sent."""
    marks = marked(press)
    if not marks:
        return await begin(turn, Propose(press.appointment))
    if not press.anyway and (asked := await _ask_anyway(turn, press.appointment, marks)):
        return asked
    try:
        proposal = await proposing.propose(
            turn.database,
            turn.catalogue,
            press.appointment,
            [moment(minute * 60) for minute in marks],
            actor=turn.actor,
            key=turn.key,
            now=turn.now,
            anyway=bool(press.anyway),
        )
    except (SlotTaken, NotOffered, DayFull, TooSoon, TooFar):
        request = await request_of(turn, press.appointment)
        search = await search_for_move(turn, request.id)
        rest = [m for m in marks if await free_of(turn, search, request, (m * 60, m * 60 + 1))]
        day = moment(marks[0] * 60).astimezone(search.zone).date()
        toast = turn.words.label("propose.gone")
        return await _month(turn, search, request, in_order(rest), day, toast=toast)
    return await desk_answers.decided(turn, proposal, turn.words.label("propose.sent"))


async def _ask_anyway(turn: Turn, appointment_id: int, marks: Marks) -> Reply | None:
    """The question whether to propose what the coach's own rules keep from customers, if any do."""
    words, request = turn.words, await request_of(turn, appointment_id)
    aside = await overriding.sentences(turn, request, [moment(m * 60) for m in marks])
    if not aside:
        return None
    question = " ".join((*aside, words.text("anyway.propose")))
    search = await search_for_move(turn, request.id)
    day = moment(marks[0] * 60).astimezone(search.zone).date()
    anyway = Key(words.label("anyway.propose_key"), Send(request.id, *three(marks), 1), SUCCESS)
    back = way_out(words, MarkMonth(request.id, *three(marks), day))
    return Reply(Screen(question, ((anyway,), back)))


async def _month(
    turn: Turn,
    search: Search,
    request: Appointment,
    marks: Marks,
    day: date,
    *,
    toast: str | None = None,
) -> Reply:
    """The calendar, or the next one that has a free day."""
    words, zone = turn.words, search.zone
    month = await look_up(
        day,
        bounds_of(turn, search),
        zone,
        lambda window: free_of(turn, search, request, window),
    )
    rows = month_rows(
        words,
        month.day,
        month.bounds,
        month.free,
        lambda d: MarkDay(request.id, *three(marks), d, ""),
        lambda m: MarkMonth(request.id, *three(marks), m),
        full=True,
        chosen={moment(minute * 60).astimezone(zone).date() for minute in marks},
    )
    question = words.text("propose.choose_day", zone=words.zone(zone.key))
    if month.soonest is not None:
        soonest = moment(month.soonest)
        label = words.label("times.next_free", time=words.button_time(soonest, zone.key))
        onward = MarkDay(request.id, *three(marks), soonest.astimezone(zone).date(), "")
        shown = day_span(*shown_days(month.day, month.bounds), zone)
        question = await why_empty.sentence(turn, search, shown, "propose.month_is_full")
        rows = (*rows, (Key(label, onward, PRIMARY),))
    elif not month.free:
        ever = day_span(month.bounds.first, month.bounds.last, zone)
        question = await why_empty.sentence(turn, search, ever, "propose.nothing_free")
    screen = _screen(turn, search, request, marks, question, rows, CoachCard(request.id))
    listening = await _listening(turn, request, marks, screen)
    return replace(listening, toast=toast or skipped(words, month))


async def _listening(
    turn: Turn, request: Appointment, marks: Marks, screen: Screen, day: date | None = None
) -> Reply:
    """The screen, below which a time may be typed as well."""
    shown = day.isoformat() if day else None
    facts = {"appointment": request.id, "marks": list(marks), "day": shown}
    return await ask(turn, Question(MARKING, screen, facts))


def _screen(
    turn: Turn,
    search: Search,
    request: Appointment,
    marks: Marks,
    question: str,
    rows: tuple[Row, ...],
    back: Press,
) -> Screen:
    """What was requested, what is marked, what is asked; and Send as soon as there is a mark."""
    words = turn.words
    heading = words.text(
        "propose.heading",
        customer=request.customer_name,
        service=request.service_title,
        when=words.at(request.starts_at, search.zone.key),
    )
    parts = [heading]
    if marks:
        starts = [moment(minute * 60) for minute in marks]
        title = words.text("proposal.by_you")
        on = clocks(request.meeting, search.coaches[0].zone, turn.zone)
        parts.append(proposals.listed(words, title, starts, on))
        send_ = Send(request.id, *three(marks))
        rows = (*rows, (Key(words.plural("propose.send", len(marks)), send_, PRIMARY),))
    return Screen("\n\n".join((*parts, question)), (*rows, way_out(words, back)))


async def request_of(turn: Turn, appointment_id: int) -> Appointment:
    """The coach's own request, if it still is one. Raises as `coach_may_propose`."""
    request = await desk_cards.own(turn, appointment_id)
    coach_may_propose(request, turn.actor.answering(request.coach_id), turn.now)
    return request


async def free_of(turn: Turn, search: Search, request: Appointment, window: Span) -> Sequence[int]:
    """The free starts in a window, epoch seconds, but for the requested one."""
    requested = epoch(request.starts_at)
    return [start for start in await search.starts(turn, window) if start != requested]


SCRIPT = Script(
    presses={
        Propose: Step(begin, Permission.SESSIONS),
        MarkMonth: Step(choose_day, Permission.SESSIONS),
        MarkDay: Step(mark, Permission.SESSIONS),
        Enough: Step(enough, Permission.SESSIONS),
        Send: Step(send, Permission.SESSIONS),
    }
)
