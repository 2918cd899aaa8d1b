"""One of the two people of a session writes to the other.

Message Ben, Reply              the next thing sent goes there → passed on
Running late                    for the coach: 5, 10, 15 minutes, or typed → passed on
Can't come                      what becomes of the session: each way asks once more; a word
                                to the other side may be typed first, and cancels nothing

Every screen names the session. If something cannot be passed on, or there is nobody to pass it to,
the sender is told at once; the question stays open if something else can be sent.
"""

from dataclasses import replace

from domain.appointments.appointment import Appointment
from domain.appointments.correspondence import (
    LATE,
    LATEST,
    Content,
    ContentKind,
    check_late,
    closes,
    may_report_late,
)
from domain.appointments.message_refusals import CannotPassOn, TooManyMessages
from domain.refusals import BadInput
from domain.roles import Permission
from domain.text import field_text
from handlers.actions.appointments import writing as actions
from handlers.buttons import coach_keys, message_keys
from handlers.buttons.keyboards import way_out
from handlers.buttons.links import CoachCard, ShowAppointment
from handlers.buttons.message_links import BeLate, CannotCome, WriteTo
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.cards import receipts
from handlers.chat.frame.answers import Question, ask, ask_again, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Confirmed, Script, Step, Takes
from handlers.chat.frame.turn import Turn
from handlers.queries.appointments import correspondence as queries
from handlers.wording import cards
from handlers.wording.correspondence import about, other_of
from handlers.wording.pens import HtmlPen

WRITE, BE_LATE, CANNOT_COME = "message.write", "message.late", "message.off"


@button("mm")
class LateBy(Press):
    """This many minutes late."""

    appointment: int
    minutes: int


async def write_to(turn: Turn, press: WriteTo) -> Reply:
    """Ask for the message: what they send next goes to the other side."""
    a = await _writable(turn, press.appointment, press.by_coach)
    question = _question(turn, a, bool(press.by_coach))
    if not press.again:
        return await ask(turn, question)
    # What somebody wrote is worth keeping, with the keys below it.
    await ask(replace(turn, message_id=None), question)
    return Reply(question.screen, again=True)


async def take(turn: Turn) -> Reply:
    """What they sent."""
    a, by_coach = await _session_and_side(turn)
    return await _pass_on(turn, a, by_coach, _question(turn, a, by_coach))


async def be_late(turn: Turn, press: BeLate) -> Reply:
    """Ask a coach how late; customers say so by answering a reminder, or on the receipt."""
    a = await _writable(turn, press.appointment, by_coach=1)
    check_late(Content(ContentKind.LATE), a, turn.now)
    return await ask(turn, _late_question(turn, a))


async def late(turn: Turn, press: LateBy) -> Reply:
    """This many minutes."""
    a = await queries.of_side(turn.database, press.appointment, by_coach=True, actor=turn.actor)
    await _write(turn, a, True, Content(ContentKind.LATE, minutes=press.minutes))
    return Reply(_passed_on_screen(turn, a, True))


async def take_late(turn: Turn) -> Reply:
    """The typed minutes."""
    a, by_coach = await _session_and_side(turn)
    try:
        minutes = field_text.count(turn.text, "late", LATEST)
    except BadInput as refusal:
        return await ask_again(turn, _late_question(turn, a), refusal)
    await _write(turn, a, by_coach, Content(ContentKind.LATE, minutes=minutes))
    return Reply(_passed_on_screen(turn, a, by_coach))


async def cannot_come(turn: Turn, press: CannotCome) -> Reply:
    """Ask what becomes of the session."""
    by_coach = bool(press.by_coach)
    a = await queries.of_side(turn.database, press.appointment, by_coach=by_coach, actor=turn.actor)
    return await ask(turn, _off_question(turn, a, by_coach))


async def take_word(turn: Turn) -> Reply:
    """A word to the other side; the session stays, and so does the question."""
    a, by_coach = await _session_and_side(turn)
    question = _off_question(turn, a, by_coach)
    reply = await _pass_on(turn, a, by_coach, question)
    if reply.refusal is not None:
        return reply
    text = turn.words.text("message.still_stands", other=other_of(a, by_coach=by_coach))
    return Reply(Screen(f"{text}\n\n{_line(turn, a)}", question.screen.rows))


async def _pass_on(turn: Turn, a: Appointment, by_coach: bool, question: Question) -> Reply:
    """Pass on what they sent, or say why that cannot be and ask again."""
    try:
        if not isinstance(turn.content, Content):
            raise turn.content or CannotPassOn()
        await _write(turn, a, by_coach, turn.content)
    except (BadInput, CannotPassOn, TooManyMessages) as refusal:
        return await ask_again(turn, question, refusal)
    return Reply(_passed_on_screen(turn, a, by_coach))


async def _write(turn: Turn, a: Appointment, by_coach: bool, content: Content) -> None:
    await actions.write(
        turn.database,
        a.id,
        content,
        by_coach=by_coach,
        **turn.intent,
        available_channels=turn.context.available_channels,
    )


async def _writable(turn: Turn, appointment_id: int, by_coach: int) -> Appointment:
    return await queries.writable(
        turn.database,
        appointment_id,
        by_coach=bool(by_coach),
        actor=turn.actor,
        now=turn.now,
        available_channels=turn.context.available_channels,
    )


async def _session_and_side(turn: Turn) -> tuple[Appointment, bool]:
    """The session that the question was about, and whose side was asked."""
    by_coach = bool(fact(turn, "by_coach"))
    appointment_id = int(fact(turn, "appointment"))
    appointment = await queries.of_side(
        turn.database, appointment_id, by_coach=by_coach, actor=turn.actor
    )
    return appointment, by_coach


def _question(turn: Turn, a: Appointment, by_coach: bool) -> Question:
    words, other, side = turn.words, other_of(a, by_coach=by_coach), int(by_coach)
    rows: list[Row] = []
    if by_coach and may_report_late(a, turn.now):
        rows.append((Key(words.label("message.late_key"), BeLate(a.id)),))
    if a.open and a.starts_at > turn.now:
        rows.append((Key(words.label("message.off_key"), CannotCome(a.id, side)),))
    rows.append(message_keys.reading(words, a, by_coach=by_coach))
    until = words.at(closes(a), a.read_in(turn.zone))
    text = cards.with_title(
        words.text("message.to", other=other),
        _line(turn, a),
        words.text("message.how", other=other),
        words.text("message.until", until=until),
    )
    screen = Screen(text, (*rows, way_out(words, card_of(a, by_coach))))
    return Question(WRITE, screen, _facts(a, by_coach))


def _late_question(turn: Turn, a: Appointment) -> Question:
    words = turn.words
    keys = tuple(Key(words.length(minutes), LateBy(a.id, minutes)) for minutes in LATE)
    title = words.text("message.ask_late")
    how = words.text("message.how_late", other=other_of(a, by_coach=True))
    screen = Screen(
        cards.with_title(title, _line(turn, a), how), (keys, way_out(words, CoachCard(a.id)))
    )
    return Question(BE_LATE, screen, _facts(a, True))


def _off_question(turn: Turn, a: Appointment, by_coach: bool) -> Question:
    words = turn.words
    rows = coach_keys.off_rows(words, a) if by_coach else receipts.off_rows(turn, a)
    other = other_of(a, by_coach=by_coach)
    text = cards.with_title(
        words.text("message.ask_off"), _line(turn, a), words.text("message.how_off", other=other)
    )
    screen = Screen(text, (*rows, way_out(words, card_of(a, by_coach))))
    return Question(CANNOT_COME, screen, _facts(a, by_coach))


def _passed_on_screen(turn: Turn, a: Appointment, by_coach: bool) -> Screen:
    words = turn.words
    title = words.text("message.passed_on", other=other_of(a, by_coach=by_coach))
    more = Key(words.label("message.more_key"), WriteTo(a.id, int(by_coach)))
    row = (more, *message_keys.reading(words, a, by_coach=by_coach))
    return Screen(f"{title}\n\n{_line(turn, a)}", (row, way_out(words, card_of(a, by_coach))))


def _line(turn: Turn, a: Appointment) -> str:
    return about(HtmlPen(turn.words), a, turn.zone)


def _facts(a: Appointment, by_coach: bool) -> dict[str, int]:
    return {"appointment": a.id, "by_coach": int(by_coach)}


def card_of(a: Appointment, by_coach: bool) -> Press:
    """The card of the session, as this side sees it."""
    return CoachCard(a.id) if by_coach else ShowAppointment(a.id)


SCRIPT = Script(
    presses={
        WriteTo: Step(write_to, Permission.BOOK),
        BeLate: Step(be_late, Permission.WORK),
        LateBy: Step(late, Permission.WORK),
        CannotCome: Step(cannot_come, Permission.BOOK),
    },
    answers={
        WRITE: AnswerStep(take, Permission.BOOK, takes=Takes.ANYTHING, confirmed=Confirmed.SEND),
        BE_LATE: AnswerStep(take_late, Permission.WORK, confirmed=Confirmed.SEND),
        CANNOT_COME: AnswerStep(
            take_word, Permission.BOOK, takes=Takes.ANYTHING, confirmed=Confirmed.SEND
        ),
    },
)
