"""A coach answers requests; `request_list` lists them, and `days` shows the days.

card                     approve · decline · propose (→ propose), or move (→ times) · call off
decline, call off        a reason may be typed, or none → done, and the customer is told

If it has changed since the coach read it, say to another time, it is shown again before it is
approved, declined or called off. Once a session has begun, its card asks what became of it.
"""

from dataclasses import replace
from functools import partial

from domain.appointments.appointment import LONGEST_REASON, Appointment, Status, advance
from domain.refusals import AlreadyDecided, BadInput
from domain.roles import Permission
from domain.text import field_text
from handlers.actions.appointments import deciding
from handlers.actions.appointments import outcome as outcome_actions
from handlers.buttons.coach_keys import Approve, Begin, CallOff, Decline, RecordOutcome
from handlers.buttons.keyboards import way_out
from handlers.buttons.links import CoachCard
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, Key, Row, Screen
from handlers.buttons.series_links import AskCallOffSeries, ShowCoachSeries
from handlers.chat.cards import coach_answers, coach_cards, undo_keys
from handlers.chat.frame.answers import Question, ask, ask_again, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Confirmed, Script, Step, Takes
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import customer_request, overriding
from handlers.wording import cards

DECLINE, CALL_OFF = "desk.decline", "desk.call_off"


@button("cn")
class DeclineNow(Press):
    """Without a reason, as it was at this version."""

    appointment: int
    version: int


@button("cy")
class CallOffNow(Press):
    """Without a reason, as it was at this version. wish: as in `CallOff`."""

    appointment: int
    version: int
    wish: int = 0


async def show(turn: Turn, press: CoachCard) -> Reply:
    """The card of a session, as it is now."""
    return Reply(
        await coach_cards.current_card(turn, await coach_cards.own(turn, press.appointment))
    )


async def approve(turn: Turn, press: Approve) -> Reply:
    """Confirm a request. One that was moved since it was shown is shown again first."""
    appointment = await deciding.approve(
        turn.database,
        press.appointment,
        **turn.intent,
        version=press.version,
    )
    if appointment.status is Status.PENDING:
        card = await coach_cards.current_card(turn, appointment)
        return Reply(card, toast=turn.words.label("desk.changed"))
    return await coach_answers.decision_reply(
        turn, appointment, turn.words.label("desk.approved_toast")
    )


async def ask_decline(turn: Turn, press: Decline) -> Reply:
    """Ask why; the next typed text is the reason, and none is fine, too."""
    return await _ask(turn, press, Status.DECLINED)


async def ask_call_off(turn: Turn, press: CallOff) -> Reply:
    """Ask for a reason, as for declining."""
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
    wish = press.wish == 1
    return await _close(turn, press.appointment, press.version, Status.CANCELLED, None, wish=wish)


async def record(turn: Turn, press: RecordOutcome) -> Reply:
    """Record what became of a session; a second press changes nothing."""
    outcome = Status.NO_SHOW if press.missed else Status.COMPLETED
    appointment = await outcome_actions.record(
        turn.database,
        press.appointment,
        outcome,
        **turn.intent,
    )
    toast = turn.words.label("desk.missed_toast" if press.missed else "desk.took_place_toast")
    card = await coach_cards.current_card(turn, appointment)
    return Reply(undo_keys.above(turn, card, appointment), toast=toast)


async def begin(turn: Turn, press: Begin) -> Reply:
    """The customer is there; a second press changes nothing."""
    session = await outcome_actions.begin(turn.database, press.appointment, **turn.intent)
    toast = turn.words.label("desk.begin_toast", customer=session.customer_name)
    card = await coach_cards.current_card(turn, session)
    return Reply(undo_keys.above(turn, card, session), toast=toast)


async def _ask(turn: Turn, press: Decline | CallOff, to: Status) -> Reply:
    appointment = await _still_open(turn, press.appointment, to)
    if appointment.version != press.version:
        card = await coach_cards.current_card(turn, appointment)
        return Reply(card, toast=turn.words.label("desk.changed"))
    wish = isinstance(press, CallOff) and press.wish == 1
    return await ask(turn, _why(turn, appointment, to, wish=wish))


async def _still_open(turn: Turn, appointment_id: int, to: Status) -> Appointment:
    appointment = await coach_cards.own(turn, appointment_id)
    advance(appointment, to)
    if appointment.starts_at <= turn.now:
        raise AlreadyDecided(appointment.id, appointment.status)
    return appointment


def _why(turn: Turn, appointment: Appointment, to: Status, *, wish: bool = False) -> Question:
    """wish: whether its customer asked for it to be cancelled."""
    words, declining, which = (
        turn.words,
        to is Status.DECLINED,
        (appointment.id, appointment.version),
    )
    without: Press = DeclineNow(*which) if declining else CallOffNow(*which, int(wish))
    now_label = words.label("desk.decline_now" if declining else "desk.call_off_now")
    now_key = Key(now_label, without, DANGER)
    bearing: tuple[Row, ...] = ()
    if not declining:
        turned = CallOff(*which, int(not wish))
        bearing = (customer_request.row(words, wish, turned),)
    text = cards.with_title(
        words.text("desk.ask_decline" if declining else "desk.ask_call_off"),
        coach_cards.body(turn, appointment),
        *([] if declining else overriding.late_for(turn, appointment, overriding.CANCEL)),
        *customer_request.sentences(words, wish),
        words.text("desk.type_reason"),
    )
    screen = Screen(
        text,
        (
            *bearing,
            (now_key,),
            *_onward(turn, appointment, declining=declining, wish=wish),
            way_out(words, CoachCard(appointment.id)),
        ),
    )
    facts = {"appointment": which[0], "version": which[1], customer_request.FACT: wish}
    return Question(DECLINE if declining else CALL_OFF, screen, facts)


def _onward(turn: Turn, a: Appointment, *, declining: bool, wish: bool) -> tuple[Row, ...]:
    """The same for the other dates of its series."""
    if a.series_id is None:
        return ()
    if declining:
        return ((Key(turn.words.label("series.show"), ShowCoachSeries(a.id)),),)
    press = AskCallOffSeries(a.id, int(wish))
    return ((Key(turn.words.label("series.onward"), press, DANGER),),)


async def _take(turn: Turn, to: Status) -> Reply:
    appointment_id, version = int(fact(turn, "appointment")), _version(turn)
    wish = customer_request.is_pending(turn)
    try:
        reason = field_text.passage(turn.text, "reason", LONGEST_REASON)
    except BadInput as refusal:
        appointment = await _still_open(turn, appointment_id, to)
        if appointment.version != version:
            return _not_closed(turn, appointment, to)
        return await ask_again(turn, _why(turn, appointment, to, wish=wish), refusal)
    return await _close(turn, appointment_id, version, to, reason, wish=wish)


def _version(turn: Turn) -> int:
    """The version shown with the question; 0 for questions from before versions were stored."""
    return int(turn.pending.facts.get("version", 0)) if turn.pending else 0


async def _close(
    turn: Turn,
    appointment_id: int,
    version: int,
    to: Status,
    reason: str | None,
    *,
    wish: bool = False,
) -> Reply:
    bearer = customer_request.bearer(wish)
    act = (
        deciding.decline
        if to is Status.DECLINED
        else partial(deciding.cancel_by_coach, catalogue=turn.catalogue, borne_by=bearer)
    )
    appointment = await act(
        turn.database,
        appointment_id,
        reason,
        **turn.intent,
        version=version,
    )
    # Not by status alone: if redelivered, this may find what somebody else has closed meanwhile.
    if (appointment.status, appointment.version) != (to, version + 1):
        return _not_closed(turn, appointment, to)
    toast = turn.words.label("desk.closed_toast")
    return await coach_answers.decision_reply(turn, appointment, toast, undo=True)


def _not_closed(turn: Turn, appointment: Appointment, to: Status) -> Reply:
    """The card as it is now, below what became of the answer: a typed one has no toast."""
    words = turn.words
    id_ = "desk.not_declined" if to is Status.DECLINED else "desk.not_called_off"
    card = coach_cards.card(turn, appointment)
    return Reply(replace(card, text=f"{words.text(id_)}\n\n{card.text}"), toast=words.label(id_))


SCRIPT = Script(
    presses={
        CoachCard: Step(show, Permission.SESSIONS),
        Approve: Step(approve, Permission.SESSIONS),
        Decline: Step(ask_decline, Permission.SESSIONS),
        DeclineNow: Step(decline_now, Permission.SESSIONS),
        CallOff: Step(ask_call_off, Permission.SESSIONS),
        CallOffNow: Step(call_off_now, Permission.SESSIONS),
        Begin: Step(begin, Permission.SESSIONS),
        RecordOutcome: Step(record, Permission.SESSIONS),
    },
    answers={
        DECLINE: AnswerStep(
            take_decline, Permission.SESSIONS, takes=Takes.ANYTHING, confirmed=Confirmed.DECLINE
        ),
        CALL_OFF: AnswerStep(
            take_call_off, Permission.SESSIONS, takes=Takes.ANYTHING, confirmed=Confirmed.CALL_OFF
        ),
    },
)
