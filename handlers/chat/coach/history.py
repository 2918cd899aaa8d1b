"""What a coach knows of a customer: the sessions the two have had, and how they ended.

The coach's own note is above them, for nobody else to see (→ customer_notes).

the card of a session   History → page by page, the latest first → the card
"""

from domain.appointments.appointment import Appointment
from domain.roles import Permission
from domain.services.display_zones import DisplayZone, of_calendar
from domain.text import names
from handlers.buttons.history_links import AskForget, ShowHistory, WriteNote
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import fit
from handlers.buttons.links import CoachCard
from handlers.buttons.screen import DANGER, Key, Row, Screen
from handlers.chat.cards import coach_cards
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.person_notes import MOST_SHOWN
from handlers.queries.appointments import history as queries
from handlers.queries.appointments.history import VisitHistory
from handlers.wording import cards
from handlers.wording import history as wording
from handlers.wording.pens import HtmlPen
from handlers.wording.words import Words, zone_info
from storage.appointments.history import PastSession

LAST_PAGE = 10_000
TITLE = 60  # letters of a service's title in a line


async def show(turn: Turn, press: ShowHistory) -> Reply:
    """A page of the history."""
    session = await coach_cards.own(turn, press.appointment)
    page = min(max(press.page, 0), LAST_PAGE)
    history = await queries.of_customer(
        turn.database, session, page, actor=turn.actor, now=turn.now
    )
    return Reply(_screen(turn, session, history, page))


def _screen(turn: Turn, a: Appointment, history: VisitHistory, page: int) -> Screen:
    words, note = turn.words, history.summary.note
    zone = of_calendar(coach_cards.coach_of(turn, a).zone)
    lines = [_line(turn, one, zone) for one in history.past]
    listing = "\n".join(lines) if lines else words.text("history.none")
    text = cards.with_title(
        _title(turn, a),
        "\n".join(wording.lines(HtmlPen(words), history.summary.visits)),
        *note_lines(words, note),
        f"{words.text('history.sessions', zone=words.zone(zone))}\n{listing}",
    )
    turning = []
    if page:
        turning.append(Key(words.label("key.newer"), ShowHistory(a.id, page - 1)))
    if history.more:
        turning.append(Key(words.label("key.older"), ShowHistory(a.id, page + 1)))
    rows: list[Row] = [tuple(turning)] if turning else []
    if a.coach_id == turn.actor.coach_id:
        rows += _note_rows(turn, a, note)
    return Screen(text, (*rows, way_out(words, CoachCard(a.id))))


def note_lines(words: Words, note: str | None) -> list[str]:
    """What the coach has written down, if anything."""
    return [words.text("customer_note.note", note=names.cut(note, MOST_SHOWN))] if note else []


def _note_rows(turn: Turn, a: Appointment, note: str | None) -> list[Row]:
    words = turn.words
    if note is None:
        return [(Key(words.label("customer_note.write_key"), WriteNote(a.id)),)]
    change = Key(words.label("customer_note.change_key"), WriteNote(a.id))
    more = Key(words.label("person_note.more_key"), WriteNote(a.id, 1))
    forget = Key(words.label("person_note.forget_key"), AskForget(a.id), DANGER)
    return [(change, more), (forget,)]


def _title(turn: Turn, a: Appointment) -> str:
    if a.coach_id == turn.actor.coach_id:
        return turn.words.text("history.title", customer=a.customer_name)
    return turn.words.text("history.title_team", customer=a.customer_name, coach=a.coach_name)


def _line(turn: Turn, one: PastSession, zone: DisplayZone) -> str:
    words, day = turn.words, one.starts_at.astimezone(zone_info(zone)).date()
    return words.text(
        "history.line",
        when=f"{words.day(day)}, {words.clock_at(one.starts_at, zone)}",
        service=fit(names.one_line(one.service_title), TITLE),
        status=words.label(f"status.{one.status.value}"),
    )


SCRIPT = Script(presses={ShowHistory: Step(show, Permission.SESSIONS)})
