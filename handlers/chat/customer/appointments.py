"""A customer's appointments.

    /appointments, the menu
    1 coming, or past           a list, page by page → receipt card
    2 receipt card              move (→ times), cancel, calendar file, book again
    3 cancel?                   once confirmed → cancelled

Answers to a reminder, that they are coming or late, end here, too; and answers to times the coach
proposed:

    one of them                 moved there and confirmed → receipt card
    none of them                the request waits for the coach again → receipt card
"""

from domain.appointments.appointment import OFF, Appointment, Status, customer_may_cancel
from domain.appointments.attendance import may_be_late
from domain.appointments.booked_rules import rules_of
from domain.roles import Permission
from domain.services.display_zones import display_zones
from handlers.actions.appointments import (
    answering,
    deciding,
    holding,
    proposing,
    rescue_consequences,
)
from handlers.buttons.attendance_keys import Attend, Late
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.links import Appointments, AskCancel, Book, ShowAppointment
from handlers.buttons.press import Press, button
from handlers.buttons.proposal_keys import RefuseProposed, TakeCover, TakeProposed
from handlers.buttons.screen import DANGER, PRIMARY, Key, Row, Screen
from handlers.buttons.series_links import AskCancelSeries
from handlers.buttons.wait_links import Waitlist
from handlers.chat.cards import move_confirmation, receipts
from handlers.chat.cards.move_confirmation import ConfirmMove
from handlers.chat.cards.receipts import CalendarFile
from handlers.chat.customer import promises
from handlers.chat.frame.reply import File, Reply
from handlers.chat.frame.script import Command, MenuItem, MenuRow, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.search import in_range
from handlers.notices.calendar_file import calendar_file
from handlers.queries.appointments import sessions
from handlers.wording import cards, series
from handlers.wording.pens import HtmlPen

PAGE = 6
LAST_PAGE = 10_000


@button("ay")
class CancelAppointment(Press):
    """Yes, cancel it."""

    appointment: int


async def coming(turn: Turn) -> Reply:
    """/appointments."""
    return await show_list(turn, Appointments(0, 0))


async def running_late(turn: Turn) -> Reply:
    """The receipt on which somebody can say that they are late; without one, the list."""
    ahead = await sessions.of_customer(
        turn.database, actor=turn.actor, now=turn.now, past=False, limit=PAGE
    )
    late = next((a for a in ahead if may_be_late(a, turn.now)), None)
    return Reply(receipts.standing(turn, late)) if late else await coming(turn)


async def show_list(turn: Turn, press: Appointments) -> Reply:
    """Coming or past appointments; one line and one button each."""
    await holding.let_go(turn.database, turn.catalogue, actor=turn.actor)
    words, past = turn.words, bool(press.past)
    page = min(max(press.page, 0), LAST_PAGE)
    appointments = await sessions.of_customer(
        turn.database,
        actor=turn.actor,
        now=turn.now,
        past=past,
        limit=PAGE + 1,
        offset=page * PAGE,
    )
    page_appointments, more = appointments[:PAGE], len(appointments) > PAGE
    side = "past" if past else "coming"
    other = Key(
        words.label("appointments.show_coming" if past else "appointments.show_past"),
        Appointments(0 if past else 1, 0),
    )
    waitlist = Key(words.label("wait.mine_key"), Waitlist())
    if not page_appointments:
        text = words.text(f"appointments.none_{side}")
        book = Key(words.label("menu.book"), Book(), PRIMARY)
        return Reply(Screen(text, ((book,), (other, waitlist), way_out(words))))
    lines = [_line(turn, a) for a in page_appointments]
    rows: list[Row] = [(_list_key(turn, a),) for a in page_appointments]
    turning = []
    if page:
        turning.append(Key(words.label("key.newer"), Appointments(press.past, page - 1)))
    if more:
        turning.append(Key(words.label("key.more"), Appointments(press.past, page + 1)))
    if turning:
        rows.append(tuple(turning))
    text = cards.with_title(words.text(f"appointments.{side}"), "\n\n".join(lines))
    return Reply(Screen(text, (*rows, (other, waitlist), way_out(words))))


def _line(turn: Turn, a: Appointment) -> str:
    """A session in the list, with the other clock if that shows another time."""
    words, off = turn.words, a.status in OFF
    on = display_zones(a.meeting, a.zone, turn.zone)
    line = words.text(
        "appointments.line_off" if off else "appointments.line",
        when=words.at(a.starts_at, on.lead),
        service=a.service_title,
        coach=a.coach_name,
        status=_state(turn, a),
    )
    return line if off else "\n".join((line, *cards.beside(words, a.starts_at, on)))


async def show(turn: Turn, press: ShowAppointment) -> Reply:
    """The receipt card, as it is now."""
    return Reply(receipts.standing(turn, await receipts.own(turn, press.appointment)))


async def ask_cancel(turn: Turn, press: AskCancel) -> Reply:
    """Ask whether to cancel it. Raises at once what would keep it from being cancelled."""
    words, appointment = turn.words, await receipts.own(turn, press.appointment)
    customer_may_cancel(appointment, rules_of(turn.catalogue, appointment), turn.now)
    body = cards.receipt(words, appointment, turn.zone)
    rows = (
        (Key(words.label("cancel.yes"), CancelAppointment(appointment.id), DANGER),),
        *_onward(turn, appointment),
        (Key(words.label("cancel.no"), ShowAppointment(appointment.id)),),
    )
    return Reply(Screen(cards.with_title(words.text("cancel.title"), body), rows))


def _onward(turn: Turn, a: Appointment) -> tuple[Row, ...]:
    """The same for all later dates of its series."""
    if a.series_id is None:
        return ()
    return ((Key(turn.words.label("series.onward"), AskCancelSeries(a.id), DANGER),),)


async def cancel(turn: Turn, press: CancelAppointment) -> Reply:
    """Cancel it; the coach is told and the slot is free again."""
    appointment = await deciding.cancel_by_customer(
        turn.database,
        turn.catalogue,
        press.appointment,
        **turn.intent,
    )
    return Reply(receipts.card(turn, appointment))


async def attend(turn: Turn, press: Attend) -> Reply:
    """An answer to a reminder: I will be there."""
    appointment = await answering.attend(turn.database, press.appointment, **turn.intent)
    return Reply(receipts.standing(turn, appointment), toast=turn.words.label("reminder.thanks"))


async def late(turn: Turn, press: Late) -> Reply:
    """Another: I am late. The coach is told, or a stand-in if they cannot be."""
    appointment = await answering.late(
        turn.database,
        press.appointment,
        press.minutes,
        **turn.intent,
    )
    team = await promises.standing_in(turn, appointment.coach_id)
    hearer = "told" if team is None else "team" if team else "nobody"
    toast = turn.words.label(f"late.{hearer}", coach=appointment.coach_name)
    return Reply(receipts.standing(turn, appointment), toast=toast)


async def choose(turn: Turn, press: TakeProposed) -> Reply:
    """Take a proposed time; the coach is told."""
    appointment = await proposing.choose(
        turn.database,
        turn.catalogue,
        press.appointment,
        in_range(press.start * 60),
        **turn.intent,
    )
    return await promises.show_receipt(turn, appointment)


async def take_cover(turn: Turn, press: TakeCover) -> Reply:
    """Keep its original time with another coach; both coaches are told."""
    appointment = await rescue_consequences.take_cover(
        turn.database,
        turn.catalogue,
        press.appointment,
        press.coach,
        **turn.intent,
    )
    return await promises.show_receipt(turn, appointment)


async def turn_down(turn: Turn, press: RefuseProposed) -> Reply:
    """None of the proposed times."""
    appointment = await proposing.turn_down(
        turn.database,
        press.appointment,
        press.version,
        **turn.intent,
    )
    unheard_of = await promises.standing_in(turn, appointment.coach_id) is not None
    # A confirmed one is a session, no longer a request.
    stays = "turned_down" if appointment.status is Status.PENDING else "turned_down_session"
    toast = turn.words.label(f"proposal.{stays}{'_unheard' if unheard_of else ''}")
    return Reply(receipts.card(turn, appointment), toast=toast)


async def send_calendar_file(turn: Turn, press: CalendarFile) -> Reply:
    """The appointment as an .ics file."""
    appointment = await sessions.for_calendar(turn.database, press.appointment, actor=turn.actor)
    file = File(
        f"{appointment.code}.ics",
        calendar_file(appointment, turn.words, turn.now),
        turn.words.label("receipt.calendar_caption", service=appointment.service_title),
    )
    return Reply(file=file)


def _state(turn: Turn, a: Appointment) -> str:
    """The state in a few words, and which date of a series it is: the next one stands for all."""
    words, state = turn.words, cards.state(turn.words, a, turn.now)
    return " · ".join((state, *series.part(HtmlPen(words), a)))


def _list_key(turn: Turn, a: Appointment) -> Key:
    label = LabelFitter(turn.words, WHOLE).label(
        "appointments.key",
        cut="service",
        when=turn.words.button_time(a.starts_at, a.read_in(turn.zone)),
        service=a.service_title,
    )
    return Key(label, ShowAppointment(a.id))


SCRIPT = Script(
    commands={"appointments": Command(coming, Permission.BOOK)},
    menu=(
        MenuItem(
            "appointments",
            lambda turn: Appointments(0, 0),
            Permission.BOOK,
            row=lambda turn: MenuRow.OWN,
        ),
    ),
    presses={
        Appointments: Step(show_list, Permission.BOOK),
        ShowAppointment: Step(show, Permission.BOOK),
        ConfirmMove: Step(move_confirmation.confirm_move, Permission.BOOK),
        AskCancel: Step(ask_cancel, Permission.BOOK),
        CancelAppointment: Step(cancel, Permission.BOOK),
        Attend: Step(attend, Permission.BOOK),
        Late: Step(late, Permission.BOOK),
        TakeProposed: Step(choose, Permission.BOOK),
        TakeCover: Step(take_cover, Permission.BOOK),
        RefuseProposed: Step(turn_down, Permission.BOOK),
        CalendarFile: Step(send_calendar_file, Permission.BOOK),
    },
)
