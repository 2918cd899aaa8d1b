"""A coach proposes other times for a session.

    Propose times    on the card of a request or a confirmed session
    1 choose_day     month calendar of the coach; days with a marked time stand out
    2 mark           the day's free starts: a press marks one, another takes the mark away
    3 send           they are held, and the customer gets the one to three → card

A coach also answers times a customer suggests: one of them with one tap, or none.
"""

from functools import partial

from domain.appointments.appointment import Appointment, Status, coach_may_propose
from domain.appointments.offer_refusals import TooManyOffered
from domain.refusals import NotOffered, SlotTaken, TooFar, TooSoon
from domain.roles import Permission
from domain.services.limits import DayFull
from domain.time.spans import epoch, moment
from handlers.actions import once
from handlers.actions.appointments import proposing, suggesting
from handlers.buttons.keyboards import way_out
from handlers.buttons.links import CoachCard
from handlers.buttons.proposal_keys import Propose, RefuseSuggested, TakeSuggested
from handlers.buttons.screen import SUCCESS, Key, Screen
from handlers.chat.cards import coach_answers, coach_cards
from handlers.chat.coach.requests.marks import (
    EnoughMarked,
    MarkDay,
    MarkMonth,
    SendMarked,
    marks_of,
)
from handlers.chat.frame.answers import LISTENS
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step, TextStep
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import marked_typing, marking, overriding
from handlers.chat.parts.marking import Marks, in_order, three
from handlers.chat.parts.search import in_range, search_for_move


async def _session(turn: Turn, appointment_id: int) -> Appointment:
    """The coach's own session, if other times can be proposed. Raises as `coach_may_propose`
    does."""
    session = await coach_cards.own(turn, appointment_id)
    coach_may_propose(session, turn.actor.answering(session.coach_id), turn.now)
    return session


FLOW = marking.MarkingFlow(
    step=f"{LISTENS}propose",
    words="propose",
    by_you="proposal.by_you",
    month=lambda a, marks, day: MarkMonth(a.id, *three(marks), day),
    day=lambda a, marks, day, part: MarkDay(a.id, *three(marks), day, part),
    enough=EnoughMarked(),
    send=lambda a, marks: SendMarked(a.id, *three(marks)),
    back=lambda a: CoachCard(a.id),
    search=search_for_move,
    find=_session,
    heading=lambda a: "heading" if a.status is Status.PENDING else "heading_session",
)


async def begin(turn: Turn, press: Propose) -> Reply:
    """The calendar; what was proposed before is marked."""
    session = await _session(turn, press.appointment)
    marks = in_order(epoch(start) // 60 for start in session.on_offer(turn.now))
    day = session.starts_at.astimezone(coach_cards.coach_of(turn, session).tz).date()
    return await marking.month(turn, FLOW, session, marks, day)


async def choose_day(turn: Turn, press: MarkMonth) -> Reply:
    """The calendar of another month."""
    session = await _session(turn, press.appointment)
    return await marking.month(turn, FLOW, session, marks_of(press), press.day)


async def mark(turn: Turn, press: MarkDay) -> Reply:
    """The starts of a day."""
    session = await _session(turn, press.appointment)
    return await marking.starts_of(turn, FLOW, session, marks_of(press), press.day, press.part)


async def send(turn: Turn, press: SendMarked) -> Reply:
    """Propose them. If any are gone, they lose their mark, and nothing is sent."""
    marks = marks_of(press)
    if not marks:
        return await begin(turn, Propose(press.appointment))
    # An update that comes again has been through this: what it proposed may be too near by now.
    if not press.anyway and await once.earlier_outcome(turn.database, turn.key) is None:
        question = await _ask_anyway(turn, press.appointment, marks)
        if question is not None:
            return question
    try:
        proposal = await proposing.propose(
            turn.database,
            turn.catalogue,
            press.appointment,
            [moment(minute * 60) for minute in marks],
            **turn.intent,
            anyway=bool(press.anyway),
        )
    except (SlotTaken, NotOffered, DayFull, TooSoon, TooFar):
        session = await _session(turn, press.appointment)
        return await marking.again(turn, FLOW, session, marks, turn.words.label("propose.gone"))
    except TooManyOffered as refusal:
        session = await _session(turn, press.appointment)
        return await _too_many(turn, session, marks, refusal)
    return await coach_answers.decision_reply(turn, proposal, turn.words.label("propose.sent"))


async def accept(turn: Turn, press: TakeSuggested) -> Reply:
    """Take a time that the customer suggests; they are told."""
    session = await suggesting.accept(
        turn.database,
        turn.catalogue,
        press.appointment,
        in_range(press.start * 60),
        **turn.intent,
    )
    return await coach_answers.decision_reply(turn, session, turn.words.label("suggest.accepted"))


async def refuse(turn: Turn, press: RefuseSuggested) -> Reply:
    """None of the suggested times."""
    session = await suggesting.refuse(
        turn.database,
        press.appointment,
        press.version,
        **turn.intent,
    )
    return await coach_answers.decision_reply(turn, session, turn.words.label("suggest.refused"))


async def _too_many(
    turn: Turn, session: Appointment, marks: Marks, refusal: TooManyOffered
) -> Reply:
    """Open offers already hold so many times that these would be too many."""
    words = turn.words
    toast = words.plural("propose.too_many", refusal.left, limit=refusal.limit)
    day = moment(marks[0] * 60).astimezone(coach_cards.coach_of(turn, session).tz).date()
    screen = await marking.month(turn, FLOW, session, marks, day, toast=toast)
    return Reply(screen.screen, toast=toast, alert=True)


async def _ask_anyway(turn: Turn, appointment_id: int, marks: Marks) -> Reply | None:
    """Ask whether to propose times that the coach's own rules keep from customers, if any do."""
    words, session = turn.words, await _session(turn, appointment_id)
    aside = await overriding.sentences(turn, session, [moment(m * 60) for m in marks])
    if not aside:
        return None
    question = " ".join((*aside, words.text("anyway.propose")))
    search = await search_for_move(turn, session.id)
    day = moment(marks[0] * 60).astimezone(search.zone).date()
    anyway = Key(
        words.label("anyway.propose_key"), SendMarked(session.id, *three(marks), 1), SUCCESS
    )
    back = way_out(words, MarkMonth(session.id, *three(marks), day))
    return Reply(Screen(question, ((anyway,), back)))


SCRIPT = Script(
    presses={
        Propose: Step(begin, Permission.SESSIONS),
        MarkMonth: Step(choose_day, Permission.SESSIONS),
        MarkDay: Step(mark, Permission.SESSIONS),
        EnoughMarked: Step(marking.enough, Permission.SESSIONS),
        SendMarked: Step(send, Permission.SESSIONS),
        TakeSuggested: Step(accept, Permission.SESSIONS),
        RefuseSuggested: Step(refuse, Permission.SESSIONS),
    },
    listens={FLOW.step: TextStep(partial(marked_typing.mark_time, flow=FLOW), Permission.SESSIONS)},
)
