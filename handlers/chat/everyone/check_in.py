"""A customer who has arrived is checked in, by their coach or the team.

/checkin [code]      the code of a booking from its receipt, read out or typed → card
a link with a code   the same, scanned from the picture the customer shows; a customer who
                     opens it finds their booking
On the receipt       that picture
"""

import re
from typing import Final

from domain.appointments.appointment import Appointment
from domain.appointments.check_in import CheckInClosed, has_code
from domain.roles import Permission
from domain.services.display_zones import of_calendar
from domain.time.spans import moment
from handlers.actions.appointments import checking_in
from handlers.actions.appointments.booking import CODE_LENGTH, CODE_LETTERS
from handlers.buttons.booking_links import Bookings
from handlers.buttons.keyboards import way_out
from handlers.buttons.links import Appointments, ShowAppointment
from handlers.buttons.press import Press
from handlers.buttons.screen import Key, Screen
from handlers.chat.cards import coach_cards, receipts, undo_keys
from handlers.chat.cards.check_in_keys import AskCheckIn, CheckIn, ShowCode
from handlers.chat.frame.answers import Question, ask
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Command, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.pictures import qr
from handlers.queries.appointments import bookings, sessions
from handlers.typing.normalization import plain

CODE: Final = "check_in.code"
LONGEST: Final = 40  # letters of a code as typed
_LINK: Final = re.compile(rf"k_([{CODE_LETTERS}]{{{CODE_LENGTH}}})")


async def by_link(turn: Turn) -> Reply | None:
    """A link from the picture on a receipt. None for any other link."""
    link = _LINK.fullmatch(turn.text)
    if link is None:
        return None
    session = await sessions.with_code(turn.database, link[1], actor=turn.actor)
    if session is not None and session.customer_id == turn.person.id:
        return Reply(receipts.card(turn, session))
    if turn.actor.may(Permission.SESSIONS):
        return await _check_in_by_code(turn, link[1], insists=False)
    mine = Key(turn.words.label("menu.appointments"), Appointments(0, 0))
    return Reply(Screen(turn.words.text("check_in.not_yours"), ((mine,), way_out(turn.words))))


async def command(turn: Turn) -> Reply:
    """/checkin, with or without a code."""
    return await answer(turn) if turn.text else await ask(turn, _question(turn))


async def ask_code(turn: Turn, press: AskCheckIn) -> Reply:
    return await ask(turn, _question(turn))


async def answer(turn: Turn) -> Reply:
    """The code that was typed."""
    code = re.sub(r"[\s#.-]", "", plain(turn.text[:LONGEST])).upper()
    if not code:
        return await ask(turn, _question(turn))
    return await _check_in_by_code(turn, code, insists=True)


async def arrive(turn: Turn, press: CheckIn) -> Reply:
    """From the card of a session."""
    return await _check_in(turn, press.appointment)


async def show_code(turn: Turn, press: ShowCode) -> Reply:
    """The code of one's own booking as a picture; as text if none can be drawn."""
    words = turn.words
    session = await sessions.own(turn.database, press.appointment, actor=turn.actor)
    if not has_code(session, turn.now):
        return Reply(receipts.card(turn, session), toast=words.label("check_in.none"))
    when = words.at(session.starts_at, session.read_in(turn.zone))
    link = f"{turn.context.link()}?start=k_{session.code}"
    picture = await qr.picture(
        words, link, session.service_title, (when, session.code), nameless="blank.service"
    )
    text = words.text(
        "check_in.show",
        service=session.service_title,
        coach=session.coach_name,
        when=when,
        code=session.code,
    )
    rows = (way_out(words, ShowAppointment(session.id)),)
    if picture is None:
        toast = words.label("check_in.no_picture")
        return Reply(Screen(text, rows), toast=toast, alert=True)
    return Reply(Screen(text, rows, picture=picture))


async def _check_in_by_code(turn: Turn, code: str, *, insists: bool) -> Reply:
    """insists: if no booking has this code, ask for another."""
    appointment: Appointment | None = None
    if len(code) == CODE_LENGTH and set(code) <= set(CODE_LETTERS):
        appointment = await bookings.with_code(turn.database, code, actor=turn.actor, now=turn.now)
    if appointment is not None:
        return await _check_in(turn, appointment.id)
    if not insists:
        return Reply(Screen(turn.words.text("check_in.unknown_link"), (way_out(turn.words),)))
    question = _question(turn)
    text = f"{turn.words.text('check_in.unknown')}\n\n{question.screen.text}"
    return await ask(turn, Question(CODE, Screen(text, question.screen.rows)))


async def _check_in(turn: Turn, appointment_id: int) -> Reply:
    session = await checking_in.check_in(turn.database, appointment_id, **turn.intent)
    words, card = turn.words, await coach_cards.current_card(turn, session)
    coach = coach_cards.coach_of(turn, session)
    if session.begun_at == turn.now:
        toast = words.label("check_in.done", customer=session.customer_name)
        return Reply(undo_keys.above(turn, card, session), toast=toast, aloud=True)
    at = words.clock_at(session.begun_at or turn.now, of_calendar(coach.zone))
    toast = words.label("check_in.already", customer=session.customer_name, clock=at)
    return Reply(card, toast=toast, alert=True, aloud=True)


def _question(turn: Turn) -> Question:
    words = turn.words
    row = (Key(words.label("menu.bookings"), Bookings()),)
    return Question(CODE, Screen(words.text("check_in.ask"), (row, way_out(words))))


async def _check_in_closed(turn: Turn, refusal: CheckInClosed, press: Press | None) -> Reply:
    """Too early, or too late: the card as it is, below when check-in is possible."""
    words = turn.words
    session = await coach_cards.own(turn, refusal.appointment_id)
    zone = of_calendar(coach_cards.coach_of(turn, session).zone)
    opens = words.at(moment(refusal.opens), zone)
    toast = words.label("check_in.over" if refusal.over else "check_in.early", opens=opens)
    return Reply(await coach_cards.current_card(turn, session), toast=toast, alert=True, aloud=True)


SCRIPT = Script(
    commands={"checkin": Command(command, Permission.SESSIONS)},
    presses={
        AskCheckIn: Step(ask_code, Permission.SESSIONS),
        CheckIn: Step(arrive, Permission.SESSIONS),
        ShowCode: Step(show_code, Permission.BOOK),
    },
    answers={CODE: AnswerStep(answer, Permission.SESSIONS)},
    refusals={CheckInClosed: _check_in_closed},
)
