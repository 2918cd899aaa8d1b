"""A coach's week in words: a heading for each day, and below it what is on."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from domain.appointments.appointment import Appointment, Status
from domain.appointments.week import DAYS, Entry, EntryKind
from domain.groups.group import GroupSession
from domain.services.display_zones import of_calendar
from domain.text import names
from domain.time.spans import Span, intersect, moment
from domain.working_hours.closures import names_of
from domain.working_hours.hours import MIDNIGHT, day_span
from handlers.buttons.labels import fit
from handlers.buttons.limits import LONGEST_TEXT, units_of_html
from handlers.chat.cards import group_cards
from handlers.chat.frame.turn import Turn
from handlers.queries.coaches.weeks import Week
from handlers.wording import cards
from handlers.wording.words import Html, Words

LONGEST: Final = LONGEST_TEXT - 200
NAME: Final = 22  # letters of a customer's name, or of a service
MOST_LINES: Final = 20  # sessions of a day
MOST_STRETCHES: Final = 4  # of free time in a line


def of_week(words: Words, monday: date) -> str:
    """A week by its first day, for a button."""
    return words.label("week.of", day=words.day_of_year(monday))


def text(turn: Turn, week: Week, longest: int = LONGEST) -> str:
    """The week as HTML, in at most this many letters: full days show as many sessions as fit."""
    body = ""
    for most in range(MOST_LINES, -1, -1):
        body = _text(turn, week, most)
        if units_of_html(body) <= longest:
            break
    return body


def _text(turn: Turn, week: Week, most: int) -> str:
    words, sunday = turn.words, week.monday + timedelta(days=DAYS - 1)
    zone = words.zone(week.coach.zone)
    title = words.text(
        "week.title", first=words.short_day(week.monday), last=words.day(sunday), zone=zone
    )
    days = [_day(turn, week, week.monday + timedelta(days=n), most) for n in range(DAYS)]
    standing = any(entry.of for entry in week.entries)
    paragraphs = [*([] if standing else _onward(turn, week)), *days]
    if any(entry.kind is EntryKind.REQUEST for entry in week.entries):
        paragraphs.append(words.text("week.waits"))
    return cards.with_title(title, "\n\n".join(paragraphs))


def _onward(turn: Turn, week: Week) -> list[str]:
    """What to say about a week without sessions."""
    words, next_session = turn.words, week.next_session
    has_hours = any(entry.kind is EntryKind.HOURS for entry in week.entries)
    sentences = [words.text("week.empty" if has_hours else "week.no_hours")]
    if next_session:
        when = words.at(next_session.starts_at, of_calendar(week.coach.zone))
        sentences.append(words.text("week.next_session", when=when))
    elif any(entry.kind is EntryKind.FREE for entry in week.entries):
        sentences.append(words.text("week.bookable"))
    return sentences


def _day(turn: Turn, week: Week, day: date, most: int) -> str:
    words = turn.words
    span = day_span(day, day, week.coach.tz)
    inside = [e for e in week.entries if e.start < span[1] and span[0] < e.end]
    today = day == turn.now.astimezone(week.coach.tz).date()
    heading = words.text("week.today" if today else "week.day", day=words.short_day(day))
    sessions = [
        _block(turn, week, entry, span)
        if entry.kind is EntryKind.BLOCK
        else _session(turn, week, entry, span)
        for entry in inside
        if entry.of or entry.kind is EntryKind.BLOCK
    ]
    lines = [*_away(turn, week, day, inside, span), *sessions[:most]]
    if rest := len(sessions[most:]):
        lines.append(words.plural("week.more", rest))
    if free := _spans_within(inside, EntryKind.FREE, span):
        lines.append(words.text("week.free", times=_times(words, week, free, span)))
    if not lines:
        hours = _spans_within(inside, EntryKind.HOURS, span)
        lines = [words.text("week.nothing" if hours else "week.day_off")]
    return "\n".join([heading, *lines])


def _away(turn: Turn, week: Week, day: date, inside: Sequence[Entry], span: Span) -> list[str]:
    """Closures of the business, and leave."""
    words, lines = turn.words, list[str]()
    if _spans_within(inside, EntryKind.CLOSED, span):
        opened_days = week.coach.opened_days
        closure_names = names_of(turn.catalogue.closures, opened_days, day, day, words.language)
        lines.append(words.text("week.closed", closure=", ".join(closure_names)))
    leave = _spans_within(inside, EntryKind.LEAVE, span)
    if leave == [span]:
        lines.append(words.text("week.leave"))
    elif leave:
        lines.append(words.text("week.leave_hours", times=_times(words, week, leave, span)))
    return lines


def _block(turn: Turn, week: Week, entry: Entry, day: Span) -> str:
    """Blocked time, and what it is for."""
    words = turn.words
    start, end = max(entry.start, day[0]), min(entry.end, day[1])
    clock = f"{_clock(words, week, start, day)}–{_clock(words, week, end, day)}"
    if not entry.label:
        return words.text("week.block", clock=clock)
    label = fit(names.one_line(entry.label), NAME)
    return words.text("week.block_noted", clock=clock, note=label)


def _session(turn: Turn, week: Week, entry: Entry, day: Span) -> str:
    words = turn.words
    if entry.start < day[0]:
        clock = words.label("week.until", clock=_clock(words, week, entry.end, day))
    else:
        end = words.clock_at(moment(entry.end), of_calendar(week.coach.zone))
        clock = f"{_clock(words, week, entry.start, day)}–{end}"
    return words.text("week.session", clock=clock, who=Html(name(turn, entry))) + state(turn, entry)


def name(turn: Turn, entry: Entry) -> str:
    """Whose session it is, in short: a customer, or a group with its places. As HTML."""
    words, one = turn.words, entry.of
    if isinstance(one, GroupSession):
        service = fit(names.one_line(group_cards.service_of(turn, one).title), NAME)
        return words.text("week.group", service=service, taken=one.taken, capacity=one.capacity)
    assert one is not None  # only sessions are named
    return words.text("week.customer", customer=fit(names.one_line(one.customer_name), NAME))


def state(turn: Turn, entry: Entry) -> str:
    """What follows the name, as HTML; "" for sessions that are or were confirmed."""
    one = entry.of
    if entry.kind is EntryKind.REQUEST:
        return " ⏳"
    if isinstance(one, Appointment) and one.status is Status.NO_SHOW:
        return f", {cards.state(turn.words, one, turn.now)}"
    return ""


def _spans_within(inside: Iterable[Entry], kind: EntryKind, day: Span) -> list[Span]:
    return intersect([entry.span for entry in inside if entry.kind is kind], [day])


def _times(words: Words, week: Week, spans: Sequence[Span], day: Span) -> str:
    times = [
        f"{_clock(words, week, start, day)}–{_clock(words, week, end, day)}"
        for start, end in spans[:MOST_STRETCHES]
    ]
    row = ", ".join(times)
    rest = len(spans) - MOST_STRETCHES
    return words.label("pages.and_more", names=row, n=rest) if rest > 0 else row


def _clock(words: Words, week: Week, instant: int, day: Span) -> str:
    """An instant on the coach's clock; the end of the day is 24:00."""
    if instant == day[1]:
        return words.minute(MIDNIGHT)
    return words.clock_at(moment(instant), of_calendar(week.coach.zone))
