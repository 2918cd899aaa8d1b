"""A coach proposes other times for a request.

    Propose times    on the card of a request
    1 choose_day     month calendar of the coach; days with a marked time stand out
    2 mark           the day's free starts: a press marks one, another takes the mark away
    3 send           the customer hears of the one to three that are marked → card

The marks ride in the buttons, so nothing is stored before they are sent.
"""

from collections.abc import Iterable, Sequence
from datetime import date

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
from handlers.chat.frame.buttons import Press, button
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
from handlers.chat.parts.search import Search, bounds_of, in_range, search_for_move

Marks = tuple[int, ...]
"""The marked starts in order, epoch minutes; on a button always three, 0 for none."""


@button("pm")
class MarkMonth(Press):
    """The free days of the month that `day` is in."""

    appointment: int
    first: int
    second: int
    third: int
    day: date


@button("pd")
class MarkDay(Press):
    """The free starts of a day, with these marked. part: as of `PickDay`."""

    appointment: int
    first: int
    second: int
    third: int
    day: date
    part: str


@button("px")
class Enough(Press):
    """A start that cannot be marked: as many are marked as are allowed."""


@button("ps")
class Send(Press):
    """Propose the marked starts. anyway: 1 to set rules aside that protect the coach."""

    appointment: int
    first: int
    second: int
    third: int
    anyway: int = 0


async def begin(turn: Turn, press: Propose) -> Reply:
    """The calendar; what was proposed before is marked."""
    request = await _request(turn, press.appointment)
    marks = _marks(epoch(start) // 60 for start in request.on_offer(turn.now))
    search = await search_for_move(turn, request.id)
    day = request.starts_at.astimezone(search.zone).date()
    return await _month(turn, search, request, marks, day)


async def choose_day(turn: Turn, press: MarkMonth) -> Reply:
    """The calendar of another month."""
    request = await _request(turn, press.appointment)
    search = await search_for_move(turn, request.id)
    return await _month(turn, search, request, _marked(press), press.day)


async def mark(turn: Turn, press: MarkDay) -> Reply:
    """The starts of a day. Each key says what is marked once it is pressed, so twice is once."""
    request, marks, words = await _request(turn, press.appointment), _marked(press), turn.words
    part = known_part(press.part)
    search = await search_for_move(turn, request.id)
    day = within(press.day, bounds_of(turn, search))
    span = day_span(day, day, search.zone)
    # What is marked and taken since is shown too, or nobody could take its mark away.
    there = {minute * 60 for minute in marks if span[0] <= minute * 60 < span[1]}
    starts = sorted(there.union(await _free(turn, search, request, span)))
    if not starts:
        toast = await why_empty.toast(turn, search, span, "times.day_is_full")
        return await _month(turn, search, request, marks, day, toast=toast)

    def key_of(start: int, clock: str) -> Key:
        if start in there:
            without = _marks(minute for minute in marks if minute * 60 != start)
            label = words.label("propose.marked_key", clock=clock)
            return Key(label, MarkDay(request.id, *_three(without), day, part), SUCCESS)
        if len(marks) == MOST_PROPOSED:
            return Key(clock, Enough())
        more = _three(_marks((*marks, start // 60)))
        return Key(clock, MarkDay(request.id, *more, day, part))

    day_keys = day_rows(
        words,
        search.zone.key,
        starts,
        part,
        key_of,
        lambda other: MarkDay(request.id, *_three(marks), day, other),
    )
    question = words.text(
        "propose.choose_times", day=words.day(day), zone=words.zone(search.zone.key)
    )
    back: Press = MarkMonth(request.id, *_three(marks), day)
    if day_keys.within:
        back = MarkDay(request.id, *_three(marks), day, "")
    return Reply(_screen(turn, search, request, marks, question, day_keys.rows, back))


async def enough(turn: Turn, press: Enough) -> Reply:
    """No more than three."""
    return Reply(toast=turn.words.plural("propose.enough", MOST_PROPOSED))


async def send(turn: Turn, press: Send) -> Reply:
    """Propose them. What cannot be had any more loses its mark, and nothing is sent."""
    marks = _marked(press)
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
        request = await _request(turn, press.appointment)
        search = await search_for_move(turn, request.id)
        rest = [m for m in marks if await _free(turn, search, request, (m * 60, m * 60 + 1))]
        day = moment(marks[0] * 60).astimezone(search.zone).date()
        toast = turn.words.label("propose.gone")
        return await _month(turn, search, request, _marks(rest), day, toast=toast)
    return await desk_answers.decided(turn, proposal, turn.words.label("propose.sent"))


async def _ask_anyway(turn: Turn, appointment_id: int, marks: Marks) -> Reply | None:
    """The question whether to propose what the coach's own rules keep from customers, if any do."""
    words, request = turn.words, await _request(turn, appointment_id)
    aside = await overriding.sentences(turn, request, [moment(m * 60) for m in marks])
    if not aside:
        return None
    question = " ".join((*aside, words.text("anyway.propose")))
    search = await search_for_move(turn, request.id)
    day = moment(marks[0] * 60).astimezone(search.zone).date()
    anyway = Key(words.label("anyway.propose_key"), Send(request.id, *_three(marks), 1), SUCCESS)
    back = way_out(words, MarkMonth(request.id, *_three(marks), day))
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
        lambda window: _free(turn, search, request, window),
    )
    rows = month_rows(
        words,
        month.day,
        month.bounds,
        month.free,
        lambda d: MarkDay(request.id, *_three(marks), d, ""),
        lambda m: MarkMonth(request.id, *_three(marks), m),
        full=True,
        chosen={moment(minute * 60).astimezone(zone).date() for minute in marks},
    )
    question = words.text("propose.choose_day", zone=words.zone(zone.key))
    if month.soonest is not None:
        soonest = moment(month.soonest)
        label = words.label("times.next_free", time=words.button_time(soonest, zone.key))
        onward = MarkDay(request.id, *_three(marks), soonest.astimezone(zone).date(), "")
        shown = day_span(*shown_days(month.day, month.bounds), zone)
        question = await why_empty.sentence(turn, search, shown, "propose.month_is_full")
        rows = (*rows, (Key(label, onward, PRIMARY),))
    elif not month.free:
        ever = day_span(month.bounds.first, month.bounds.last, zone)
        question = await why_empty.sentence(turn, search, ever, "propose.nothing_free")
    screen = _screen(turn, search, request, marks, question, rows, CoachCard(request.id))
    return Reply(screen, toast=toast or skipped(words, month))


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
        send_ = Send(request.id, *_three(marks))
        rows = (*rows, (Key(words.plural("propose.send", len(marks)), send_, PRIMARY),))
    return Screen("\n\n".join((*parts, question)), (*rows, way_out(words, back)))


async def _request(turn: Turn, appointment_id: int) -> Appointment:
    """The coach's own request, if it still is one. Raises as `coach_may_propose`."""
    request = await desk_cards.own(turn, appointment_id)
    coach_may_propose(request, turn.actor.answering(request.coach_id), turn.now)
    return request


async def _free(turn: Turn, search: Search, request: Appointment, window: Span) -> Sequence[int]:
    """The free starts in a window, epoch seconds, but for the requested one."""
    requested = epoch(request.starts_at)
    return [start for start in await search.starts(turn, window) if start != requested]


def _marked(press: MarkMonth | MarkDay | Send) -> Marks:
    return _marks((press.first, press.second, press.third))


def _marks(minutes: Iterable[int]) -> Marks:
    """Each once, in order, clamped to where dates can be computed: buttons can be forged."""
    return tuple(sorted({epoch(in_range(m * 60)) // 60 for m in minutes if m}))


def _three(marks: Marks) -> tuple[int, int, int]:
    first, second, third = (*marks, 0, 0, 0)[:3]
    return first, second, third


SCRIPT = Script(
    presses={
        Propose: Step(begin, Permission.SESSIONS),
        MarkMonth: Step(choose_day, Permission.SESSIONS),
        MarkDay: Step(mark, Permission.SESSIONS),
        Enough: Step(enough, Permission.SESSIONS),
        Send: Step(send, Permission.SESSIONS),
    }
)
