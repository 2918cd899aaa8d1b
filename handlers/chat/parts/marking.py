"""A coach or a customer marks up to three times in a calendar, and sends them.

The buttons carry the marks, so nothing is stored before they are sent. A conversation brings the
buttons of its side and its words, as a `MarkingFlow`.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape

from domain.appointments.appointment import MOST_PROPOSED, Appointment
from domain.services.display_zones import display_zones
from domain.time.spans import Span, epoch, moment
from domain.working_hours.hours import day_span
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press
from handlers.buttons.screen import PRIMARY, SUCCESS, Key, Row, Screen
from handlers.chat.frame.answers import Question, ask
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import why_empty
from handlers.chat.parts.calendar import month_rows, shown_days
from handlers.chat.parts.dates import within
from handlers.chat.parts.day import day_rows, known_part
from handlers.chat.parts.months import look_up, skip_toast
from handlers.chat.parts.search import Search, bounds_of, in_range
from handlers.wording import sessions
from handlers.wording.pens import HtmlPen

Marks = tuple[int, ...]
"""The marked starts in order, epoch minutes; on a button always three, 0 for none."""


@dataclass(frozen=True, slots=True)
class MarkingFlow:
    """How one side marks. words: the beginning of the sentences' ids. by_you: the id for marked
    times.

    step: the name of the screen, below which a time may also be typed. month, day, send: the
    buttons of an appointment with these marks. back: to its card. find: the appointment, if this
    person may offer other times for it. more: rows below the calendar. heading: the end of the id
    of the sentence on top.
    """

    step: str
    words: str
    by_you: str
    month: Callable[[Appointment, Marks, date], Press]
    day: Callable[[Appointment, Marks, date, str], Press]
    enough: Press
    send: Callable[[Appointment, Marks], Press]
    back: Callable[[Appointment], Press]
    search: Callable[[Turn, int], Awaitable[Search]]
    find: Callable[[Turn, int], Awaitable[Appointment]]
    more: Callable[[Turn, Appointment], tuple[Row, ...]] = lambda turn, a: ()
    heading: Callable[[Appointment], str] = lambda a: "heading"


async def month(
    turn: Turn,
    flow: MarkingFlow,
    a: Appointment,
    marks: Marks,
    day: date,
    *,
    toast: str | None = None,
) -> Reply:
    """The calendar of a month, or the next one with a free day."""
    words, search = turn.words, await flow.search(turn, a.id)
    zone = search.zone
    page = await look_up(
        day,
        bounds_of(turn, search),
        zone,
        lambda window: free(turn, search, a, window),
    )
    rows = month_rows(
        words,
        page.day,
        page.bounds,
        page.free,
        lambda d: flow.day(a, marks, d, ""),
        lambda m: flow.month(a, marks, m),
        full=True,
        chosen_days={moment(minute * 60).astimezone(zone).date() for minute in marks},
    )
    question = words.text(
        f"{flow.words}.choose_day", coach=a.coach_name, zone=words.zone(search.display_zone)
    )
    if page.soonest is not None:
        soonest = moment(page.soonest)
        label = words.label("times.next_free", time=words.button_time(soonest, search.display_zone))
        onward = flow.day(a, marks, soonest.astimezone(zone).date(), "")
        month_span = day_span(*shown_days(page.day, page.bounds), zone)
        question = await why_empty.sentence(turn, search, month_span, "propose.month_is_full")
        rows = (*rows, (Key(label, onward, PRIMARY),))
    elif not page.free:
        ever = day_span(page.bounds.first, page.bounds.last, zone)
        question = await why_empty.sentence(turn, search, ever, "propose.nothing_free")
    rows = (*rows, *flow.more(turn, a))
    screen = _screen(turn, flow, search, a, marks, question, rows, flow.back(a))
    listening = await _listening(turn, flow, a, marks, screen)
    return replace(listening, toast=toast or skip_toast(words, page))


async def starts_of(
    turn: Turn,
    flow: MarkingFlow,
    a: Appointment,
    marks: Marks,
    wished: date,
    part: str = "",
    above: str = "",
) -> Reply:
    """The starts of a day. Each key carries the marks after its press, so pressing twice is
    harmless.

    above: plain text, why the typed time is not marked.
    """
    words, part = turn.words, known_part(part)
    search = await flow.search(turn, a.id)
    day = within(wished, bounds_of(turn, search))
    span = day_span(day, day, search.zone)
    # Marked times taken since are shown, too, or nobody could remove their mark.
    there = {minute * 60 for minute in marks if span[0] <= minute * 60 < span[1]}
    starts = sorted(there.union(await free(turn, search, a, span)))
    if not starts:
        toast = await why_empty.toast(turn, search, span, "times.day_is_full")
        return await month(turn, flow, a, marks, day, toast=toast)

    def key_of(start: int, clock: str) -> Key:
        if start in there:
            without = in_order(minute for minute in marks if minute * 60 != start)
            label = words.label("propose.marked_key", clock=clock)
            return Key(label, flow.day(a, without, day, part), SUCCESS)
        if len(marks) == MOST_PROPOSED:
            return Key(clock, flow.enough)
        return Key(clock, flow.day(a, in_order((*marks, start // 60)), day, part))

    day_keys = day_rows(
        words,
        search.display_zone,
        starts,
        part,
        key_of,
        lambda other: flow.day(a, marks, day, other),
    )
    question = words.text(
        "propose.choose_times", day=words.day(day), zone=words.zone(search.display_zone)
    )
    back = flow.month(a, marks, day)
    if day_keys.within:
        back = flow.day(a, marks, day, "")
    if above:
        question = f"{escape(above)}\n\n{question}"
    screen = _screen(turn, flow, search, a, marks, question, day_keys.rows, back)
    return await _listening(turn, flow, a, marks, screen, day)


async def again(turn: Turn, flow: MarkingFlow, a: Appointment, marks: Marks, toast: str) -> Reply:
    """The calendar again, without marks on times that are gone: nothing was sent."""
    search = await flow.search(turn, a.id)
    rest = [m for m in marks if await free(turn, search, a, (m * 60, m * 60 + 1))]
    day = moment(marks[0] * 60).astimezone(search.zone).date()
    return await month(turn, flow, a, in_order(rest), day, toast=toast)


async def enough(turn: Turn, press: Press) -> Reply:
    """No more than three."""
    return Reply(toast=turn.words.plural("propose.enough", MOST_PROPOSED))


async def free(turn: Turn, search: Search, a: Appointment, window: Span) -> Sequence[int]:
    """The free starts in a window, epoch seconds, without its own."""
    own = epoch(a.starts_at)
    return [start for start in await search.starts(turn, window) if start != own]


def in_order(minutes: Iterable[int]) -> Marks:
    """Each once, in order, clamped to where dates can be computed: buttons can be forged."""
    return tuple(sorted({epoch(in_range(m * 60)) // 60 for m in minutes if m}))


def three(marks: Marks) -> tuple[int, int, int]:
    """The marks as a button carries them."""
    first, second, third = (*marks, 0, 0, 0)[:3]
    return first, second, third


async def _listening(
    turn: Turn,
    flow: MarkingFlow,
    a: Appointment,
    marks: Marks,
    screen: Screen,
    day: date | None = None,
) -> Reply:
    """The screen, below which a time may also be typed."""
    iso_day = day.isoformat() if day else None
    facts = {"appointment": a.id, "marks": list(marks), "day": iso_day}
    return await ask(turn, Question(flow.step, screen, facts))


def _screen(
    turn: Turn,
    flow: MarkingFlow,
    search: Search,
    a: Appointment,
    marks: Marks,
    question: str,
    rows: tuple[Row, ...],
    back: Press,
) -> Screen:
    """What it is about, what is marked and what is asked; and Send once there is a mark."""
    words = turn.words
    heading = words.text(
        f"{flow.words}.{flow.heading(a)}",
        customer=a.customer_name,
        coach=a.coach_name,
        service=a.service_title,
        when=words.at(a.starts_at, search.display_zone),
    )
    parts = [heading]
    if marks:
        starts = [moment(minute * 60) for minute in marks]
        on = display_zones(a.meeting, search.coaches[0].zone, turn.zone)
        times = sessions.proposed_times(HtmlPen(words), starts, on)
        parts.append("\n".join((words.text(flow.by_you), *times)))
        label = words.plural(f"{flow.words}.send", len(marks))
        rows = (*rows, (Key(label, flow.send(a, marks), PRIMARY),))
    return Screen("\n\n".join((*parts, question)), (*rows, way_out(words, back)))
