"""/cancel: out of whatever is being asked; if nothing is, asks which session to cancel."""

from domain.appointments.appointment import Appointment
from domain.roles import Permission
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.links import Appointments, AskCancel
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.everyone import menu
from handlers.chat.frame.answers import waiting
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Command, Script
from handlers.chat.frame.turn import Turn
from handlers.queries.appointments import sessions

MOST = 6  # sessions with a button of their own; all others are in the list


async def cancel(turn: Turn) -> Reply:
    """/cancel. The router has closed the question."""
    if waiting(turn):
        return Reply(Screen(turn.words.text("menu.stopped"), menu.menu_rows(turn)))
    return await which_session(turn)


async def which_session(turn: Turn) -> Reply:
    """The coming sessions, each with a button to cancel it."""
    words = turn.words
    upcoming = await sessions.of_customer(
        turn.database, actor=turn.actor, now=turn.now, past=False, limit=MOST + 1
    )
    ahead = [a for a in upcoming if a.starts_at > turn.now]
    if not ahead:
        return Reply(Screen(words.text("menu.nothing_to_stop"), menu.menu_rows(turn)))
    rows: list[Row] = [(_key(turn, a),) for a in ahead[:MOST]]
    if len(ahead) > MOST:
        rows.append((Key(words.label("key.more"), Appointments(0, 0)),))
    return Reply(Screen(words.text("menu.which_to_cancel"), (*rows, way_out(words))))


def _key(turn: Turn, a: Appointment) -> Key:
    when = turn.words.button_time(a.starts_at, a.read_in(turn.zone))
    labels = LabelFitter(turn.words, WHOLE)
    label = labels.label("menu.cancel_key", cut="service", when=when, service=a.service_title)
    return Key(label, AskCancel(a.id))


SCRIPT = Script(commands={"cancel": Command(cancel, Permission.TALK, offered=False)})
