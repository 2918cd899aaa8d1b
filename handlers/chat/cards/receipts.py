"""A customer's appointment as a card with its buttons."""

from collections.abc import Callable

from domain.appointments.appointment import (
    Appointment,
    Status,
    customer_may_ask,
    customer_may_cancel,
    customer_may_move,
    free_until,
)
from domain.appointments.booked_rules import rules_of
from domain.appointments.habit import same_time
from domain.refusals import Refusal
from domain.rescues.rescue import cover_of
from domain.services.service_choice import Choice
from domain.time.spans import epoch, moment
from handlers.actions.appointments import asking
from handlers.buttons import attendance_keys, message_keys, proposal_keys
from handlers.buttons.consent_keys import row as consent_row
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.links import (
    Appointments,
    AskCancel,
    BookAgain,
    BookNext,
    ShowAppointment,
    ShowMonth,
)
from handlers.buttons.press import Press, button
from handlers.buttons.proposal_keys import Suggest
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.buttons.series_links import RepeatFrom, ShowSeries
from handlers.chat.cards import check_in_keys, proposals
from handlers.chat.frame.turn import Turn
from handlers.queries.appointments import sessions
from handlers.wording import attendance, cards
from handlers.wording.words import zone_info
from storage.appointments.cards import CardSubject


@button("aq")
class AskCoach(Press):
    """Ask the coach for what it is too late to do here. wish: as in `ask_coach`."""

    appointment: int
    wish: str


@button("ai")
class CalendarFile(Press):
    """The appointment as a file for the customer's calendar."""

    appointment: int


def card(
    turn: Turn,
    a: Appointment,
    *,
    fresh: bool = False,
    title: str | None = None,
    first: tuple[Row, ...] = (),
) -> Screen:
    """The receipt with what can still be done. fresh: it was just booked. first: keys above."""
    words, rules = turn.words, rules_of(turn.catalogue, a)
    heading = title or _title(turn, a, fresh=fresh)
    more = [words.text("card.reason", reason=a.reason)] if a.reason else []
    more += attendance.to_customer(words, a)
    more += proposals.waiting(turn, a)
    ahead = a.open and a.starts_at > turn.now
    if ahead and a.handed_from is not None:
        more.append(words.text("handover.free"))
    elif ahead and not a.on_offer(turn.now) and a.rescue_id is None:
        until = free_until(a, rules)
        if until > turn.now:
            more.append(words.text("book.free_until", until=words.at(until, a.read_in(turn.zone))))
    keys = (*first, *_keys(turn, a), *check_in_keys.code_rows(words, a, turn.now))
    talk = message_keys.rows(words, a, turn.now, by_coach=False)
    text = cards.with_title(heading, cards.receipt(words, a, turn.zone), *more)
    rows = (*keys, *talk, way_out(words, Appointments(0, 0)))
    return Screen(text, rows, CardSubject.to_customer(a))


def standing(turn: Turn, a: Appointment) -> Screen:
    """The receipt as it is now. In place of a reminder, it asks the same."""
    return card(turn, a, first=attendance_keys.rows(turn.words, a, turn.now))


def short_card(turn: Turn, a: Appointment) -> Screen:
    """An older receipt, in short: how things are, and the way to the newest."""
    words = turn.words
    line = words.text("card.short", service=a.service_title, coach=a.coach_name)
    text = cards.with_title(
        _title(turn, a, fresh=False), f"{cards.date_line(words, a, a.read_in(turn.zone))}\n{line}"
    )
    return Screen(text, ((Key(words.label("notice.show"), ShowAppointment(a.id)),),))


async def own(turn: Turn, appointment_id: int) -> Appointment:
    """The customer's own appointment. NotFound for anybody else's."""
    return await sessions.own(turn.database, appointment_id, actor=turn.actor)


def _title(turn: Turn, a: Appointment, *, fresh: bool) -> str:
    if (proposed := a.on_offer(turn.now)) or cover_of(a, turn.now):
        return proposals.title(turn.words, a, proposed)
    if a.on_wish(turn.now):
        return turn.words.text("receipt.suggested", coach=a.coach_name)
    if fresh and a.open:
        return turn.words.text(f"receipt.fresh_{a.status.value}", coach=a.coach_name)
    return cards.with_status_mark(
        turn.words.text(f"receipt.{a.status.value}", coach=a.coach_name), a
    )


def _keys(turn: Turn, a: Appointment) -> list[Row]:
    words, rules = turn.words, rules_of(turn.catalogue, a)
    if not a.open or a.starts_at <= turn.now:
        again = BookAgain(a.service_id, a.coach_id, Choice(also=a.also).as_text)
        return [*_same_time(turn, a), (Key(words.label("receipt.again"), again),)]
    if a.status is Status.HELD:
        return [consent_row(words, a)]
    if (proposed := a.on_offer(turn.now)) or cover_of(a, turn.now):
        rows = list(proposal_keys.keys(words, a, proposed, turn.zone, proposals.cover(turn, a)))
        if _allowed(lambda: customer_may_cancel(a, rules, turn.now)):
            rows.append((Key(words.label("receipt.cancel"), AskCancel(a.id)),))
        return rows
    rows = off_rows(turn, a)
    if a.status is Status.PENDING or a.on_wish(turn.now):
        rows.append((Key(words.label("suggest.key"), Suggest(a.id)),))
    if a.status is Status.CONFIRMED:
        file = Key(words.label("receipt.calendar_file"), CalendarFile(a.id))
        repeat = Key(words.label("series.repeat"), RepeatFrom(a.id))
        rows.append((file,) if a.series_id else (file, repeat))
    if a.series_id:
        rows.append((Key(words.label("series.show"), ShowSeries(a.id)),))
    return rows


def off_rows(turn: Turn, a: Appointment) -> list[Row]:
    """What the customer can do, or ask for, about an open session they cannot come to."""
    words, rules = turn.words, rules_of(turn.catalogue, a)
    month = a.starts_at.astimezone(zone_info(a.read_in(turn.zone))).date()
    row: list[Key] = []
    if _allowed(lambda: customer_may_move(a, rules, turn.now)):
        move = ShowMonth(a.service_id, a.coach_id, a.id, month)
        row.append(Key(words.label("receipt.move"), move))
    if _allowed(lambda: customer_may_cancel(a, rules, turn.now)):
        row.append(Key(words.label("receipt.cancel"), AskCancel(a.id)))
    return ([tuple(row)] if row else []) + ask_rows(turn, a)


def _same_time(turn: Turn, a: Appointment) -> list[Row]:
    """The same again, after it took place; for a series, after its last date."""
    coach = turn.catalogue.coaches.get(a.coach_id)
    took_place = a.status in (Status.CONFIRMED, Status.COMPLETED)
    if coach is None or not took_place or a.series_nr != a.series_of:
        return []
    service = turn.catalogue.services.get(a.service_id)
    if service is None or service.hidden or coach not in turn.catalogue.coaches_for(service.id):
        return []
    start = next(same_time(a.wall_start, coach.tz, epoch(turn.now)), None)
    if start is None:
        return []
    when = turn.words.button_time(moment(start), a.read_in(turn.zone))
    return [(Key(turn.words.label("again.same_time", when=when), BookNext(a.id), PRIMARY),)]


def ask_rows(turn: Turn, a: Appointment) -> list[Row]:
    """A button to ask the coach for each thing the customer can no longer do here."""
    words, rules = turn.words, rules_of(turn.catalogue, a)
    labels, rows = LabelFitter(words, WHOLE), list[Row]()
    may_ask_to_move = _allowed(lambda: customer_may_ask(a, rules.notice_move, turn.now))
    if may_ask_to_move and not a.on_wish(turn.now):
        label = labels.label("asking.move_key", cut="coach", coach=a.coach_name)
        rows.append((Key(label, Suggest(a.id)),))
    if _allowed(lambda: customer_may_ask(a, rules.notice_cancel, turn.now)):
        label = labels.label("asking.cancel_key", cut="coach", coach=a.coach_name)
        rows.append((Key(label, AskCoach(a.id, asking.CANCEL)),))
    return rows


def _allowed(rule: Callable[[], None]) -> bool:
    try:
        rule()
    except Refusal:
        return False
    return True
