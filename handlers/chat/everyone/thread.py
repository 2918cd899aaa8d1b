"""What the two people of a session have written to each other.

Conversation            page by page, the latest first → a picture, a voice message, a place again
no more messages        stopped from this person, or let in again; sessions stay as they are
report                  once confirmed → the team reads the conversation and decides
"""

from domain.appointments.appointment import Appointment
from domain.appointments.correspondence import FILES, ContentKind, writable
from domain.roles import Permission
from domain.services.display_zones import of_business
from handlers.actions.appointments import complaints as actions
from handlers.buttons import message_keys
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.message_links import ShowFile, ShowThread
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, Key, Row, Screen
from handlers.chat.cards.threads import LAST_PAGE, file_keys, transcript
from handlers.chat.everyone.writing import card_of
from handlers.chat.frame.reply import AttachedMedia, Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.notices import media
from handlers.queries.appointments import correspondence as queries
from handlers.queries.appointments.correspondence import Thread
from handlers.wording import cards
from handlers.wording.correspondence import about, message_html, other_of
from handlers.wording.pens import HtmlPen


@button("ms")
class SetStopped(Press):
    """No more messages from the other side (1), or again (0)."""

    appointment: int
    by_coach: int
    stops: int


@button("mq")
class AskComplain(Press):
    """Ask whether to complain about what the other side has written."""

    appointment: int
    by_coach: int


@button("mp")
class Complain(Press):
    """Yes, complain."""

    appointment: int
    by_coach: int


async def show(turn: Turn, press: ShowThread) -> Reply:
    """A page of it."""
    by_coach, page = bool(press.by_coach), min(max(press.page, 0), LAST_PAGE)
    thread = await queries.thread(
        turn.database, press.appointment, page, by_coach=by_coach, actor=turn.actor
    )
    return Reply(_screen(turn, thread, by_coach, page), again=bool(press.again))


async def show_file(turn: Turn, press: ShowFile) -> Reply:
    """A file of the conversation, sent again."""
    message = await queries.message(turn.database, press.message, actor=turn.actor)
    words, content = turn.words, message.content
    if content.kind not in (*FILES, ContentKind.PLACE):
        return Reply()
    zone = of_business(turn.catalogue.business.zone, turn.zone)
    when = words.text("message.written_at", when=words.at(message.sent_at, zone))
    caption = f"{when}\n\n{message_html(words, content, content.text)}"
    plain = f"{words.label('message.said_place')}\n{words.at(message.sent_at, zone)}"
    method, fields = media.call(content, caption, plain, {})
    return Reply(media=AttachedMedia(method, fields, words.label("message.file_gone")))


async def set_stopped(turn: Turn, press: SetStopped) -> Reply:
    """Stop them, or let them in again; a second press changes nothing."""
    stops, by_coach = bool(press.stops), bool(press.by_coach)
    await actions.set_stopped(
        turn.database,
        press.appointment,
        stops=stops,
        by_coach=by_coach,
        **turn.intent,
    )
    reply = await show(turn, ShowThread(press.appointment, press.by_coach))
    toast = turn.words.label("message.stopped_toast" if stops else "message.allowed_toast")
    return Reply(reply.screen, toast=toast)


async def ask_report(turn: Turn, press: AskComplain) -> Reply:
    """Ask whether the team should read it."""
    by_coach = bool(press.by_coach)
    a = await queries.of_side(turn.database, press.appointment, by_coach=by_coach, actor=turn.actor)
    words, other = turn.words, other_of(a, by_coach=by_coach)
    text = cards.with_title(
        words.text("message.ask_report", other=other),
        _line(turn, a),
        words.text("message.how_report", other=other),
    )
    yes = Key(words.label("message.report_yes"), Complain(a.id, press.by_coach), DANGER)
    return Reply(Screen(text, ((yes,), way_out(words, ShowThread(a.id, press.by_coach)))))


async def report(turn: Turn, press: Complain) -> Reply:
    """Tell the team."""
    by_coach = bool(press.by_coach)
    a = await actions.report(
        turn.database,
        press.appointment,
        by_coach=by_coach,
        **turn.intent,
    )
    words, other = turn.words, other_of(a, by_coach=by_coach)
    text = words.text("message.reported", other=other)
    back = way_out(words, ShowThread(a.id, press.by_coach))
    return Reply(Screen(f"{text}\n\n{_line(turn, a)}", (_stop_row(turn, a, by_coach, True), back)))


def _screen(turn: Turn, thread: Thread, by_coach: bool, page: int) -> Screen:
    words, a = turn.words, thread.appointment
    side, other = int(by_coach), other_of(a, by_coach=by_coach)
    rows: list[Row] = [*file_keys(turn, thread.messages)]
    turning = []
    if page:
        turning.append(Key(words.label("key.newer"), ShowThread(a.id, side, page - 1)))
    if thread.more:
        turning.append(Key(words.label("key.older"), ShowThread(a.id, side, page + 1)))
    if turning:
        rows.append(tuple(turning))
    if writable(a, turn.now) and not thread.stops:
        rows.append(message_keys.writing(words, a, by_coach=by_coach))
    rows.append(_stop_row(turn, a, by_coach, not thread.stops))
    if thread.messages:
        rows.append((Key(words.label("message.report_key"), AskComplain(a.id, side)),))
    body = transcript(turn, thread.messages, (a.coach_name, a.customer_name), by_coach)
    text = cards.with_title(
        words.text("message.thread", other=other),
        _line(turn, a),
        body or words.text("message.none"),
        *([words.text("message.stopped", other=other)] if thread.stops else []),
    )
    return Screen(text, (*rows, way_out(words, card_of(a, by_coach))))


def _stop_row(turn: Turn, a: Appointment, by_coach: bool, stops: bool) -> Row:
    label = LabelFitter(turn.words, WHOLE).label(
        "message.stop_key" if stops else "message.allow_key",
        cut="other",
        other=other_of(a, by_coach=by_coach),
    )
    return (Key(label, SetStopped(a.id, int(by_coach), int(stops))),)


def _line(turn: Turn, a: Appointment) -> str:
    return about(HtmlPen(turn.words), a, turn.zone)


SCRIPT = Script(
    presses={
        ShowThread: Step(show, Permission.BOOK),
        ShowFile: Step(show_file, Permission.BOOK),
        SetStopped: Step(set_stopped, Permission.BOOK),
        AskComplain: Step(ask_report, Permission.BOOK),
        Complain: Step(report, Permission.BOOK),
    }
)
