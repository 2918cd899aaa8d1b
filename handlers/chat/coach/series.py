"""A coach's series.

a request, a card       all dates → each one's card, or
approve                 all waiting dates, at once
decline                 the same; a reason may be typed first
call off                this one and all later, once confirmed, with a reason or none, and at the
                        customer's wish or not
"""

from collections.abc import Sequence

from domain.appointments.appointment import LONGEST_REASON, OCCUPYING, Appointment, Status
from domain.refusals import AlreadyDecided, BadInput, NotFound
from domain.roles import Permission
from domain.series.series import mark
from domain.series.series_refusals import SeriesChanged
from domain.text import field_text
from handlers.actions.series import series_changes
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, Key, Row, Screen
from handlers.buttons.series_keys import ApproveSeries, DeclineSeries
from handlers.buttons.series_links import AskCallOffSeries, ShowCoachSeries
from handlers.chat.cards import series_cards, undo_keys
from handlers.chat.frame.answers import Question, ask, ask_again, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Confirmed, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import customer_request, overriding
from handlers.queries.messages import reach
from handlers.queries.series import series as queries
from handlers.queries.series.series import SeriesView
from handlers.wording import cards
from handlers.wording import series as wording
from handlers.wording.pens import HtmlPen

DECLINE, CALL_OFF = "series.decline", "series.call_off"


@button("zc")
class DeclineSeriesNow(Press):
    """Turn down all waiting dates, without a reason. seen: as in DeclineSeries."""

    appointment: int
    seen: int


@button("zl")
class CallOffSeries(Press):
    """Yes, cancel this date and all later ones. seen: the mark of those shown. wish: as in
    AskCallOffSeries."""

    appointment: int
    seen: int
    wish: int = 0


async def show(turn: Turn, press: ShowCoachSeries) -> Reply:
    """All dates."""
    return Reply(
        series_cards.coach_card(turn, await _find_series(turn, press.appointment), press.page)
    )


async def approve(turn: Turn, press: ApproveSeries) -> Reply:
    """Confirm all waiting dates; the customer is told once."""
    appointment = await series_changes.approve_series(
        turn.database,
        press.appointment,
        press.seen,
        **turn.intent,
    )
    return await _decision_reply(turn, appointment, turn.words.label("desk.approved_toast"))


async def ask_decline(turn: Turn, press: DeclineSeries) -> Reply:
    """Ask why; the next typed text is the reason, and none is fine, too."""
    return await ask(turn, await _why_decline(turn, press.appointment, press.seen))


async def decline_now(turn: Turn, press: DeclineSeriesNow) -> Reply:
    return await _decline(turn, press.appointment, press.seen, None)


async def take_decline(turn: Turn) -> Reply:
    """The typed reason for declining."""
    appointment_id, seen_mark = int(fact(turn, "appointment")), int(fact(turn, "seen"))
    try:
        reason = field_text.passage(turn.text, "reason", LONGEST_REASON)
    except BadInput as refusal:
        return await ask_again(turn, await _why_decline(turn, appointment_id, seen_mark), refusal)
    return await _decline(turn, appointment_id, seen_mark, reason)


async def _decline(turn: Turn, appointment_id: int, seen_mark: int, reason: str | None) -> Reply:
    """Turn down all waiting dates."""
    appointment = await series_changes.decline_series(
        turn.database,
        appointment_id,
        seen_mark,
        **turn.intent,
        reason=reason,
    )
    return await _decision_reply(
        turn, appointment, turn.words.label("desk.closed_toast"), undo=True
    )


async def _why_decline(turn: Turn, appointment_id: int, seen_mark: int) -> Question:
    """Ask for a reason, for the dates that the screen showed, while they wait."""
    words, series = turn.words, await _find_series(turn, appointment_id)
    pending_dates = [a for a in series.ahead(turn.now) if a.status is Status.PENDING]
    if not pending_dates:
        raise AlreadyDecided(series.appointment.id, series.appointment.status)
    if mark(pending_dates) != seen_mark:
        raise SeriesChanged(series.appointment.id)
    now_key = Key(
        words.label("desk.decline_now"), DeclineSeriesNow(series.appointment.id, seen_mark), DANGER
    )
    screen = _listing(
        turn,
        series,
        pending_dates,
        words.plural("series.decline_title", len(pending_dates)),
        ((now_key,),),
    )
    return Question(DECLINE, screen, {"appointment": series.appointment.id, "seen": seen_mark})


async def ask_call_off(turn: Turn, press: AskCallOffSeries) -> Reply:
    """Ask about this one and all later; the next typed text is the reason, and none is fine,
    too."""
    return await ask(turn, await _why_call_off(turn, press.appointment, wish=press.wish == 1))


async def call_off(turn: Turn, press: CallOffSeries) -> Reply:
    return await _call_off(turn, press.appointment, press.seen, None, wish=press.wish == 1)


async def take_call_off(turn: Turn) -> Reply:
    """The typed reason for calling off."""
    appointment_id, seen_mark = int(fact(turn, "appointment")), int(fact(turn, "seen"))
    wish = customer_request.is_pending(turn)
    try:
        reason = field_text.passage(turn.text, "reason", LONGEST_REASON)
    except BadInput as refusal:
        return await ask_again(turn, await _why_call_off(turn, appointment_id, wish=wish), refusal)
    return await _call_off(turn, appointment_id, seen_mark, reason, wish=wish)


async def _call_off(
    turn: Turn, appointment_id: int, seen_mark: int, reason: str | None, *, wish: bool
) -> Reply:
    """Cancel them; the customer is told once."""
    appointment = await series_changes.call_off_series(
        turn.database,
        turn.catalogue,
        appointment_id,
        seen_mark,
        **turn.intent,
        reason=reason,
        borne_by=customer_request.bearer(wish),
    )
    return await _decision_reply(
        turn, appointment, turn.words.label("desk.closed_toast"), undo=True
    )


async def _why_call_off(turn: Turn, appointment_id: int, *, wish: bool) -> Question:
    """wish: whether their customer asked for them to be cancelled."""
    words, series = turn.words, await _find_series(turn, appointment_id)
    ends = [a for a in series.ahead(turn.now, onward=True) if a.status in OCCUPYING]
    if not ends:
        raise AlreadyDecided(series.appointment.id, series.appointment.status)
    id_, seen_mark = series.appointment.id, mark(ends)
    yes = Key(
        words.plural("series.cancel_yes", len(ends)),
        CallOffSeries(id_, seen_mark, int(wish)),
        DANGER,
    )
    screen = _listing(
        turn,
        series,
        ends,
        words.plural("series.cancel_title", len(ends)),
        (customer_request.row(words, wish, AskCallOffSeries(id_, int(not wish))), (yes,)),
        (
            *overriding.late_for(turn, ends[0], overriding.CANCEL, "series.next_within_notice"),
            *customer_request.sentences(words, wish),
        ),
    )
    facts = {"appointment": id_, "seen": seen_mark, customer_request.FACT: wish}
    return Question(CALL_OFF, screen, facts)


def _listing(
    turn: Turn,
    series: SeriesView,
    dates: Sequence[Appointment],
    title: str,
    rows: tuple[Row, ...],
    more: Sequence[str] = (),
) -> Screen:
    """What is about to end, and that a reason may be typed. more: sentences before that, as
    HTML."""
    words = turn.words
    person = words.text("card.customer", customer=series.appointment.customer_name)
    lines = "\n".join(wording.date_lines(HtmlPen(words), dates, turn.zone))
    text = cards.with_title(title, person, lines, *more, words.text("desk.type_reason"))
    return Screen(text, (*rows, way_out(words, ShowCoachSeries(series.appointment.id))))


async def _find_series(turn: Turn, appointment_id: int) -> SeriesView:
    """A series they answer for. Raises NotFound if they are only its customer."""
    series = await queries.of(turn.database, appointment_id, actor=turn.actor)
    if turn.actor.answering(series.appointment.coach_id) != series.appointment.coach_id:
        raise NotFound
    return series


async def _decision_reply(
    turn: Turn, appointment: Appointment, toast: str, *, undo: bool = False
) -> Reply:
    """The series as it is now; if its customer cannot be told, it says so. undo: whether it can be
    undone, for a minute."""
    series = await _find_series(turn, appointment.id)
    screen = series_cards.coach_card(turn, series)
    if undo:
        screen = undo_keys.above(turn, screen, appointment)
    ids = series.appointment.coach_id, series.appointment.customer_id
    contact = await reach.of_customer(turn.database, *ids, actor=turn.actor)
    available_channels = turn.context.available_channels
    if contact and contact.hears_of_decision(appointment.starts_at, turn.now, available_channels):
        return Reply(screen, toast=toast)
    unheard = turn.words.label("desk.unheard", customer=series.appointment.customer_name)
    return Reply(screen, toast=unheard, alert=True, aloud=True)


SCRIPT = Script(
    presses={
        ShowCoachSeries: Step(show, Permission.SESSIONS),
        ApproveSeries: Step(approve, Permission.SESSIONS),
        DeclineSeries: Step(ask_decline, Permission.SESSIONS),
        DeclineSeriesNow: Step(decline_now, Permission.SESSIONS),
        AskCallOffSeries: Step(ask_call_off, Permission.SESSIONS),
        CallOffSeries: Step(call_off, Permission.SESSIONS),
    },
    answers={
        DECLINE: AnswerStep(take_decline, Permission.SESSIONS, confirmed=Confirmed.DECLINE),
        CALL_OFF: AnswerStep(take_call_off, Permission.SESSIONS, confirmed=Confirmed.CALL_OFF),
    },
)
