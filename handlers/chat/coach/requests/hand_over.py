"""A session is handed to another coach.

Hand over       on the card of a session
1 choose        the colleagues who do what was booked: who is free then, and why others are not
2 look          what stays as agreed, and until when they may answer; the team may also give
                it to them at once
3 ask_now       their time is held, and they are asked → card, which says so

The colleague answers there or from their requests: takes it over, or not.
"""

from domain.appointments import handover
from domain.appointments.appointment import Appointment
from domain.appointments.handover import Colleague
from domain.appointments.handover_refusals import (
    CannotHandOver,
    CannotTakeOver,
    HandedOver,
    NotAsked,
)
from domain.roles import Permission
from domain.services.display_zones import display_zones
from handlers.actions.appointments import handing_over, taking_over
from handlers.buttons import handover_keys
from handlers.buttons.handover_keys import (
    GiveNow,
    HandOver,
    RefuseHandOver,
    ShowQuestion,
    TakeOver,
    Withdraw,
)
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.links import CoachCard
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, PRIMARY, Key, Row, Screen
from handlers.chat.cards import coach_answers, coach_cards, handover_cards
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.appointments import colleagues
from handlers.wording import cards
from handlers.wording.words import Html, Words

MOST = 30  # colleagues with a line or a button
LONGEST_NAME = 40  # letters
# Refusals with a sentence of their own; any other is told without a reason.
REASONS = frozenset(("hours", "length", "closure", "leave", "booked", "buffer", "room", "service"))


@button("xa")
class LookAt(Press):
    """The last look before this colleague is asked."""

    appointment: int
    coach: int


@button("xy")
class AskNow(Press):
    """Ask them."""

    appointment: int
    coach: int


async def choose(turn: Turn, press: HandOver) -> Reply:
    """Who could take it."""
    session, candidates = await _colleagues(turn, press.appointment)
    words, free, others = turn.words, list[Row](), list[str]()
    labels = LabelFitter(words, WHOLE)
    for one in candidates[:MOST]:
        if one.why is None:
            key = labels.label("handover.to", cut="coach", coach=one.coach.name)
            free.append((Key(key, LookAt(session.id, one.coach.id)),))
        else:
            others.append(_why(turn, one))
    title = words.text("handover.title" if free else "handover.nobody")
    body = [coach_cards.body(turn, session)]
    if others:
        body.append(f"{words.text('handover.others')}\n{cards.bullet(others)}")
    elif not free:
        body.append(words.text("handover.alone"))
    text = cards.with_title(title, *body)
    return Reply(Screen(text, (*free, way_out(words, CoachCard(session.id)))))


async def look(turn: Turn, press: LookAt) -> Reply:
    """What asking them means; if they are no longer free, the list says why."""
    session, candidates = await _colleagues(turn, press.appointment)
    one = next((one for one in candidates if one.coach.id == press.coach), None)
    if one is None or one.why is not None:
        return await choose(turn, HandOver(press.appointment))
    words, coach = turn.words, one.coach
    minutes = turn.catalogue.business.offer_minutes
    until = handover.answer_deadline(session, minutes, turn.now)
    zone = display_zones(session.meeting, coach_cards.coach_of(turn, session).zone, turn.zone).lead
    labels = LabelFitter(words, WHOLE)
    ask = labels.label("handover.ask_key", cut="coach", coach=coach.name)
    rows: list[Row] = [(Key(ask, AskNow(session.id, coach.id), PRIMARY),)]
    how = [words.text("handover.how", coach=coach.name, until=words.at(until, zone))]
    if turn.actor.may(Permission.ANY_SESSION):
        give = labels.label("handover.give_key", cut="coach", coach=coach.name)
        rows.append((Key(give, GiveNow(session.id, coach.id), DANGER),))
        how.append(words.text("handover.how_given", coach=coach.name))
    if session.series_id is not None:
        how.append(words.text("handover.series"))
    text = cards.with_title(
        words.text("handover.look", coach=coach.name), coach_cards.body(turn, session), *how
    )
    return Reply(Screen(text, (*rows, way_out(words, HandOver(session.id)))))


async def ask_now(turn: Turn, press: AskNow) -> Reply:
    """Ask them; the card says until when."""
    session = await handing_over.ask(
        turn.database,
        turn.catalogue,
        press.appointment,
        press.coach,
        **turn.intent,
    )
    return Reply(
        await coach_cards.current_card(turn, session), toast=turn.words.label("handover.asked")
    )


async def give_now(turn: Turn, press: GiveNow) -> Reply:
    """Give it to them; all three are told."""
    appointment = await taking_over.give(
        turn.database,
        turn.catalogue,
        press.appointment,
        press.coach,
        **turn.intent,
    )
    return await coach_answers.decision_reply(
        turn, appointment, turn.words.label("handover.given"), undo=True
    )


async def withdraw(turn: Turn, press: Withdraw) -> Reply:
    """Stop asking."""
    appointment = await handing_over.withdraw(turn.database, press.appointment, **turn.intent)
    return Reply(
        await coach_cards.current_card(turn, appointment),
        toast=turn.words.label("handover.withdrawn"),
    )


async def take_over(turn: Turn, press: TakeOver) -> Reply:
    """Take it over; its customer and its coach are told."""
    appointment = await taking_over.take_over(
        turn.database,
        turn.catalogue,
        press.appointment,
        press.version,
        **turn.intent,
    )
    return await coach_answers.decision_reply(turn, appointment, turn.words.label("handover.taken"))


async def refuse(turn: Turn, press: RefuseHandOver) -> Reply:
    """Decline; it stays with its coach, who is told."""
    appointment = await handing_over.refuse(
        turn.database,
        press.appointment,
        press.version,
        **turn.intent,
    )
    text = turn.words.text("handover.refused", coach=appointment.coach_name)
    return Reply(Screen(text, (way_out(turn.words),)))


async def _colleagues(turn: Turn, appointment_id: int) -> tuple[Appointment, list[Colleague]]:
    return await colleagues.of_session(
        turn.database, turn.catalogue, appointment_id, actor=turn.actor, now=turn.now
    )


def _why(turn: Turn, one: Colleague) -> str:
    """The coaches who cannot take it, and why, as HTML."""
    words = turn.words
    name = LabelFitter(words, LONGEST_NAME).user_text("coach", one.coach.name)
    why = _because(words, str(one.why))
    return words.text("handover.other", coach=name, why=why)


def _because(words: Words, reason: str) -> Html:
    return Html(words.text(f"handover.why_{reason if reason in REASONS else 'other'}"))


async def _cannot_take(turn: Turn, refusal: CannotTakeOver, press: Press | None) -> Reply:
    """Somebody else was faster, or they are away now."""
    words, coach = turn.words, turn.catalogue.coaches.get(refusal.coach_id)
    why = _because(words, refusal.reason)
    if turn.actor.coach_id == refusal.coach_id and isinstance(press, TakeOver):
        keys = handover_keys.refusal_row(words, press)
        return Reply(Screen(words.text("handover.cannot_you", why=why), (keys, way_out(words))))
    text = words.text("handover.cannot", coach=coach.name if coach else "", why=why)
    back = way_out(words, CoachCard(refusal.appointment_id))
    again = Key(words.label("handover.another"), HandOver(refusal.appointment_id))
    return Reply(Screen(text, ((again,), back)))


async def _stays(turn: Turn, refusal: CannotHandOver, press: Press | None) -> Reply:
    text = turn.words.text(f"handover.stays_{refusal.reason}")
    return Reply(Screen(text, (way_out(turn.words, CoachCard(refusal.appointment_id)),)))


async def _handed_over(turn: Turn, refusal: HandedOver, press: Press | None) -> Reply:
    return Reply(handover_cards.handed_over_card(turn, refusal.coach))


async def _not_asked(turn: Turn, refusal: NotAsked, press: Press | None) -> Reply:
    return Reply(handover_cards.over(turn))


async def show_question(turn: Turn, press: ShowQuestion) -> Reply:
    """What the colleague is asked."""
    session = await colleagues.session_asked_of(
        turn.database, press.appointment, actor=turn.actor, now=turn.now
    )
    return Reply(handover_cards.question(turn, session))


SCRIPT = Script(
    presses={
        HandOver: Step(choose, Permission.SESSIONS),
        LookAt: Step(look, Permission.SESSIONS),
        AskNow: Step(ask_now, Permission.SESSIONS),
        GiveNow: Step(give_now, Permission.ANY_SESSION),
        Withdraw: Step(withdraw, Permission.SESSIONS),
        ShowQuestion: Step(show_question, Permission.WORK),
        TakeOver: Step(take_over, Permission.WORK),
        RefuseHandOver: Step(refuse, Permission.WORK),
    },
    refusals={
        CannotTakeOver: _cannot_take,
        CannotHandOver: _stays,
        HandedOver: _handed_over,
        NotAsked: _not_asked,
    },
)
