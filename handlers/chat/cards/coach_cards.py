"""A session as its coach sees it, with what the coach can do."""

from datetime import datetime
from typing import Final

from domain.appointments.appointment import OUTCOMES, Appointment, Status
from domain.appointments.consent import declined_by_customer
from domain.appointments.outcome import in_progress
from domain.messages.awareness import CustomerAwareness
from domain.rescues.rescue import moving_out
from domain.services.catalogue import Coach
from domain.services.display_zones import display_zones, leading, of_calendar
from domain.text import names
from handlers.buttons import coach_keys, message_keys, proposal_keys
from handlers.buttons.coach_links import ShowCoach
from handlers.buttons.history_links import ShowHistory
from handlers.buttons.keyboards import way_out
from handlers.buttons.limits import LONGEST_TEXT, units_of_html
from handlers.buttons.links import CoachCard, CoachDay
from handlers.buttons.screen import Key, Row, Screen
from handlers.buttons.series_links import RepeatFrom, ShowCoachSeries
from handlers.chat.cards import check_in_keys, handover_cards, proposals
from handlers.chat.cards.awareness_lines import lines as heard_lines
from handlers.chat.frame.turn import Turn
from handlers.queries.appointments import history, sessions
from handlers.queries.appointments.history import CustomerSummary
from handlers.queries.messages import awareness
from handlers.wording import attendance, cards
from handlers.wording import history as history_wording
from handlers.wording.pens import HtmlPen
from handlers.wording.words import Words
from storage.appointments.cards import CardSubject

NOTE: Final = 200  # letters of a coach's note on a card


async def current_card(turn: Turn, a: Appointment) -> Screen:
    """The session as it is now, with what is known of its customer and what they have heard."""
    hearing = await awareness.of_session(turn.database, a, actor=turn.actor, now=turn.now)
    return await with_known(turn, a, hearing)


async def with_known(turn: Turn, a: Appointment, hearing: CustomerAwareness | None) -> Screen:
    """The same, when what its customer has heard is already known."""
    summary = await history.summary(turn.database, a, actor=turn.actor)
    whole = card(turn, a, hearing=hearing, summary=summary)
    if units_of_html(whole.text) <= LONGEST_TEXT:
        return whole
    return card(turn, a, hearing=hearing)  # everything known is one tap away


def card(
    turn: Turn,
    a: Appointment,
    *,
    title: str | None = None,
    hearing: CustomerAwareness | None = None,
    summary: CustomerSummary | None = None,
) -> Screen:
    """The session as it is now, on the clock its coach works by now. hearing: what its customer has
    heard. summary: of the customer."""
    words, coach = turn.words, coach_of(turn, a)
    suggested = a.on_wish(turn.now)
    more = ["\n".join(_known_lines(words, summary))] if summary else []
    more += [words.text("card.reason", reason=a.reason)] if a.reason else []
    if a.begun_at is not None and a.status in (Status.CONFIRMED, *OUTCOMES):
        at = words.clock_at(a.begun_at, of_calendar(coach.zone))
        more.append(words.text("check_in.since", customer=a.customer_name, clock=at))
    if a.borne_by is not None and a.status is Status.CANCELLED:
        more.append(words.text(f"desk.borne_by_{a.borne_by.value}"))
    more += attendance.to_coach(HtmlPen(words), a)
    if lines := heard_lines(
        words, a, hearing, of_calendar(coach.zone), turn.context.available_channels
    ):
        more.append("\n".join(lines))
    on = display_zones(a.meeting, coach.zone, turn.zone)
    more += proposals.waiting_for_coach(turn, a, on)
    more += handover_cards.waiting(turn, a, on)
    begun = a.starts_at <= turn.now
    day = a.starts_at.astimezone(coach.tz).date()
    if begun:
        rows = (*coach_keys.outcome_keys(words, a, turn.now), *coach_keys.group_row(words, a))
    else:
        wished = proposal_keys.suggestion_keys(words, a, suggested, on.lead) if suggested else ()
        rows = (
            *check_in_keys.arriving(words, a, turn.now),
            *wished,
            *coach_keys.keys(words, a, turn.now),
            *handover_cards.coach_rows(turn, a),
            *_series(words, a),
        )
    rows = (*rows, (Key(_history(turn, a, summary), ShowHistory(a.id)),))
    if _is_mine(turn, a):
        rows = (*rows, *message_keys.rows(words, a, turn.now, by_coach=True))
    text = cards.with_title(_heading(turn, a, title), body(turn, a), *more)
    back = CoachDay(day) if _is_mine(turn, a) else ShowCoach(a.coach_id)
    return Screen(text, (*rows, way_out(words, back)), CardSubject.to_coach(a))


def _known_lines(words: Words, summary: CustomerSummary) -> list[str]:
    """What is known of its customer, with the note shortened."""
    lines = history_wording.lines(HtmlPen(words), summary.visits)
    if summary.note:
        lines.append(words.text("customer_note.card", note=names.cut(summary.note, NOTE)))
    return lines


def _history(turn: Turn, a: Appointment, summary: CustomerSummary | None) -> str:
    """What the history key says. Notes are private to its coach: nobody else reads of them."""
    if not _is_mine(turn, a):
        return turn.words.label("history.key")
    noted = summary is not None and summary.note is not None
    return turn.words.label("customer_note.key" if noted else "customer_note.none_key")


def _series(words: Words, a: Appointment) -> tuple[Row, ...]:
    """All dates of its series; or the way to one."""
    if a.series_id is not None:
        return ((Key(words.label("series.show"), ShowCoachSeries(a.id)),),)
    if a.status is Status.CONFIRMED:
        return ((Key(words.label("series.repeat"), RepeatFrom(a.id)),),)
    return ()


def short_card(turn: Turn, a: Appointment) -> Screen:
    """An older card, in short: how things are, and the way to the newest."""
    words = turn.words
    line = words.text("desk.short", service=a.service_title, customer=a.customer_name)
    when = cards.date_line(words, a, leading(a.meeting, coach_of(turn, a).zone, turn.zone))
    text = cards.with_title(_heading(turn, a), f"{when}\n{line}")
    return Screen(text, ((Key(words.label("desk.show"), CoachCard(a.id)),),))


def state(words: Words, a: Appointment, now: datetime) -> str:
    """The state of a session, as its coach reads it."""
    if a.on_wish(now):
        return words.text("desk.suggested", customer=a.customer_name)
    if in_progress(a, now):
        return words.text("desk.in_progress")
    sentence = words.text(f"desk.{_status(a, now)}", customer=a.customer_name)
    if declined_by_customer(a):
        sentence = words.text("asked.desk_declined", customer=a.customer_name)
    return cards.with_status_mark(sentence, a)


def _status(a: Appointment, now: datetime) -> str:
    if moving_out(a, now):
        return "rescued"
    return "proposed" if a.on_offer(now) else a.status.value


def _heading(turn: Turn, a: Appointment, title: str | None = None) -> str:
    """The state of a session; for anyone but its coach, with whose it is."""
    heading = title or state(turn.words, a, turn.now)
    if _is_mine(turn, a):
        return heading
    return f"{heading}\n{turn.words.text('card.coach', coach=a.coach_name)}"


def _is_mine(turn: Turn, a: Appointment) -> bool:
    return turn.coach is not None and turn.coach.id == a.coach_id


def body(turn: Turn, a: Appointment) -> str:
    """The lines of a session on the clock of its coach."""
    return cards.for_coach(turn.words, a, turn.zone, coach_zone=coach_of(turn, a).zone)


def coach_of(turn: Turn, a: Appointment) -> Coach:
    """The coach of a session, even if a colleague is looking at it."""
    return turn.catalogue.coaches.get(a.coach_id) or turn.as_coach()


async def own(turn: Turn, appointment_id: int) -> Appointment:
    """A coach's own session; for an admin, any. NotFound for another coach's."""
    return await sessions.for_staff(turn.database, appointment_id, actor=turn.actor)
