"""A coach answers requests and looks at the day.

/today, the menu         sessions of a day, or the next one of all; the days around it → card
/requests, the menu      what waits for an answer, the soonest first → card
card                     approve · decline · propose (→ propose), or move (→ times) · call off
decline, call off        a reason may be typed, or none → done, the customer hears of it

What has changed since the coach read it, say to another time, is shown again before it is approved,
declined or called off.
"""

from dataclasses import replace
from datetime import date, timedelta

from domain import typed
from domain.appointment import Appointment, Status, advance
from domain.hours import day_span
from domain.refusals import AlreadyDecided, BadInput
from domain.spans import moment
from handlers import cards
from handlers.actions import deciding
from handlers.chat import desk_cards
from handlers.chat.answers import Question, ask, ask_again, fact
from handlers.chat.buttons import Press, button
from handlers.chat.desk_cards import Approve, CallOff, Decline
from handlers.chat.keyboards import way_out
from handlers.chat.links import CoachCard, CoachDay, Requests
from handlers.chat.screen import DANGER, PRIMARY, Key, Reply, Row, Screen
from handlers.chat.script import Script, Step
from handlers.chat.turn import Turn
from storage import appointments

REASON_LIMIT = 300
MOST_REQUESTS = 10
DAY_PAGE = 16  # sessions, whose names and titles are as long as they may be, in one message
DECLINE, CALL_OFF = "desk.decline", "desk.call_off"
FARTHEST = timedelta(days=3660)


@button("cp")
class DayPage(Press):
    """Further sessions of a day. page: from 0."""

    day: date
    page: int


@button("cn")
class DeclineNow(Press):
    """Without a reason, as it was at this version."""

    appointment: int
    version: int


@button("cy")
class CallOffNow(Press):
    """Without a reason, as it was at this version."""

    appointment: int
    version: int


async def today(turn: Turn) -> Reply:
    """/today."""
    coach = turn.as_coach()
    return await show_day(turn, CoachDay(turn.now.astimezone(coach.tz).date()))


async def show_day(turn: Turn, press: CoachDay | DayPage) -> Reply:
    """The sessions of a day, in the coach's zone, page by page."""
    words, coach = turn.words, turn.as_coach()
    today_ = turn.now.astimezone(coach.tz).date()
    day = min(max(press.day, today_ - FARTHEST), today_ + FARTHEST)
    start, end = day_span(day, day, coach.tz)
    async with turn.database.read() as reader:
        found = await appointments.agenda(reader, coach.id, moment(start), moment(end))
        later = max(moment(end), turn.now)
        coming = None if found else await appointments.next_session(reader, coach.id, later)
    page = press.page if isinstance(press, DayPage) else 0
    page = min(max(page, 0), max(len(found) - 1, 0) // DAY_PAGE)
    shown = found[page * DAY_PAGE : (page + 1) * DAY_PAGE]
    lines = [_line(turn, a) for a in shown]
    if coming:
        lines = [words.text("desk.free_day"), _coming(turn, coming)]
    body = "\n".join(lines) or words.text("desk.free_day")
    title = words.text("desk.day", day=words.day(day), zone=words.zone(coach.zone))
    rows: list[Row] = [(_key(turn, a),) for a in shown if a.open]
    if coming:
        there = coming.starts_at.astimezone(coach.tz).date()
        to_it = words.label("desk.show_day", day=words.short_day(there))
        rows.append((Key(to_it, CoachDay(there), PRIMARY),))
    around = []
    if page:
        around.append(Key(words.label("pages.previous"), DayPage(day, page - 1)))
    if len(found) > (page + 1) * DAY_PAGE:
        around.append(Key(words.label("pages.next"), DayPage(day, page + 1)))
    if around:
        rows.append(tuple(around))
    rows.append((_day_key(turn, day - timedelta(days=1)), _day_key(turn, day + timedelta(days=1))))
    return Reply(Screen(cards.titled(title, body), (*rows, way_out(words))))


async def requests(turn: Turn, press: Requests | None = None) -> Reply:
    """What waits for the coach's answer, the soonest first; then what waits for a customer's."""
    words, coach = turn.words, turn.as_coach()
    async with turn.database.read() as reader:
        waiting = await appointments.requests(reader, coach.id)
    if not waiting:
        return Reply(Screen(words.text("desk.no_requests"), (way_out(words),)))
    waiting.sort(key=lambda a: bool(a.on_offer(turn.now)))
    rows = tuple(
        (
            Key(
                words.label(
                    "desk.proposed_key" if a.on_offer(turn.now) else "desk.request_key",
                    customer=a.customer_name,
                    when=words.button_time(a.starts_at, coach.zone),
                ),
                CoachCard(a.id),
            ),
        )
        for a in waiting[:MOST_REQUESTS]
    )
    mine = sum(not a.on_offer(turn.now) for a in waiting)
    title = words.plural("desk.requests", mine) if mine else words.text("desk.all_proposed")
    zone = words.text("desk.times", zone=words.zone(coach.zone))
    return Reply(Screen(f"{title}\n\n{zone}", (*rows, way_out(words))))


async def show(turn: Turn, press: CoachCard) -> Reply:
    """The card of a session, as it is now."""
    return Reply(desk_cards.card(turn, await desk_cards.own(turn, press.appointment)))


async def approve(turn: Turn, press: Approve) -> Reply:
    """Confirm a request. One that was moved since it was shown is shown again first."""
    made = await deciding.approve(
        turn.database,
        press.appointment,
        coach=turn.person,
        key=turn.key,
        now=turn.now,
        version=press.version,
    )
    toast = "desk.changed" if made.status is Status.PENDING else "desk.approved_toast"
    return Reply(desk_cards.card(turn, made), toast=turn.words.label(toast))


async def ask_decline(turn: Turn, press: Decline) -> Reply:
    """Why? The next typed text is the reason; none is fine too."""
    return await _ask(turn, press, Status.DECLINED)


async def ask_call_off(turn: Turn, press: CallOff) -> Reply:
    """Why? As for declining."""
    return await _ask(turn, press, Status.CANCELLED)


async def take_decline(turn: Turn) -> Reply:
    """The typed reason for declining."""
    return await _take(turn, Status.DECLINED)


async def take_call_off(turn: Turn) -> Reply:
    """The typed reason for calling off."""
    return await _take(turn, Status.CANCELLED)


async def decline_now(turn: Turn, press: DeclineNow) -> Reply:
    return await _close(turn, press.appointment, press.version, Status.DECLINED, None)


async def call_off_now(turn: Turn, press: CallOffNow) -> Reply:
    return await _close(turn, press.appointment, press.version, Status.CANCELLED, None)


async def _ask(turn: Turn, press: Decline | CallOff, to: Status) -> Reply:
    found = await _still_open(turn, press.appointment, to)
    if found.version != press.version:
        return Reply(desk_cards.card(turn, found), toast=turn.words.label("desk.changed"))
    return await ask(turn, _why(turn, found, to))


async def _still_open(turn: Turn, appointment_id: int, to: Status) -> Appointment:
    found = await desk_cards.own(turn, appointment_id)
    advance(found, to)
    if found.starts_at <= turn.now:
        raise AlreadyDecided(found.id, found.status)
    return found


def _why(turn: Turn, found: Appointment, to: Status) -> Question:
    words, declining = turn.words, to is Status.DECLINED
    without = DeclineNow if declining else CallOffNow
    now_key = Key(
        words.label("desk.decline_now" if declining else "desk.call_off_now"),
        without(found.id, found.version),
        DANGER,
    )
    text = cards.titled(
        words.text("desk.ask_decline" if declining else "desk.ask_call_off"),
        cards.for_coach(words, found, turn.zone),
        words.text("desk.type_reason"),
    )
    screen = Screen(text, ((now_key,), way_out(words, CoachCard(found.id))))
    facts = {"appointment": found.id, "version": found.version}
    return Question(DECLINE if declining else CALL_OFF, screen, facts)


async def _take(turn: Turn, to: Status) -> Reply:
    appointment_id, version = int(fact(turn, "appointment")), _version(turn)
    try:
        reason = typed.passage(turn.typed, "reason", REASON_LIMIT)
    except BadInput as refusal:
        found = await _still_open(turn, appointment_id, to)
        if found.version != version:
            return _not_closed(turn, found, to)
        return await ask_again(turn, _why(turn, found, to), refusal)
    return await _close(turn, appointment_id, version, to, reason)


def _version(turn: Turn) -> int:
    """What the question shows; 0, which is none, for one that was asked before they said so."""
    return int(turn.pending.facts.get("version", 0)) if turn.pending else 0


async def _close(
    turn: Turn, appointment_id: int, version: int, to: Status, reason: str | None
) -> Reply:
    act = deciding.decline if to is Status.DECLINED else deciding.cancel_by_coach
    made = await act(
        turn.database,
        appointment_id,
        reason,
        coach=turn.person,
        key=turn.key,
        now=turn.now,
        version=version,
    )
    # Not by the status alone: delivered again, this may find what somebody else closed meanwhile.
    if (made.status, made.version) != (to, version + 1):
        return _not_closed(turn, made, to)
    return Reply(desk_cards.card(turn, made), toast=turn.words.label("desk.closed_toast"))


def _not_closed(turn: Turn, found: Appointment, to: Status) -> Reply:
    """The card as it is now, below what has become of the answer: a typed one has no toast."""
    words = turn.words
    id_ = "desk.not_declined" if to is Status.DECLINED else "desk.not_called_off"
    card = desk_cards.card(turn, found)
    return Reply(replace(card, text=f"{words.text(id_)}\n\n{card.text}"), toast=words.label(id_))


def _line(turn: Turn, a: Appointment) -> str:
    words = turn.words
    return words.text(
        "desk.line",
        clock=words.clock(a.wall_start),
        customer=a.customer_name,
        service=a.service_title,
        status=cards.state(words, a, turn.now),
    )


def _coming(turn: Turn, a: Appointment) -> str:
    when = turn.words.at(a.starts_at, a.zone)
    return turn.words.text("desk.next_session", when=when, customer=a.customer_name)


def _key(turn: Turn, a: Appointment) -> Key:
    label = f"{turn.words.clock(a.wall_start)} {a.customer_name}"
    return Key(label, CoachCard(a.id))


def _day_key(turn: Turn, day: date) -> Key:
    return Key(turn.words.short_day(day), CoachDay(day))


async def _requests(turn: Turn) -> Reply:
    return await requests(turn)


SCRIPT = Script(
    commands={"today": today, "requests": _requests},
    presses={
        CoachDay: Step(show_day),
        DayPage: Step(show_day),
        Requests: Step(requests),
        CoachCard: Step(show),
        Approve: Step(approve),
        Decline: Step(ask_decline),
        DeclineNow: Step(decline_now),
        CallOff: Step(ask_call_off),
        CallOffNow: Step(call_off_now),
    },
    answers={DECLINE: take_decline, CALL_OFF: take_call_off},
)
