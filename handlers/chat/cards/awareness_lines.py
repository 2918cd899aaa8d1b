"""What a coach reads about what a customer has heard, and how else they are reached."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from domain.appointments.appointment import OUTCOMES, Appointment, Status
from domain.appointments.attendance import coming, lateness, unanswered
from domain.appointments.outcome import in_progress, running, unsaid
from domain.messages.awareness import CustomerAwareness, NoticeOutcome
from domain.messages.channels import Receipt
from domain.messages.notices import Channel
from domain.services.display_zones import DisplayZone
from domain.services.reminders import first_is_due
from handlers.chat.frame.turn import Turn
from handlers.queries.messages import awareness as queries
from handlers.wording import attendance, cards
from handlers.wording.awareness import out_of_reach
from handlers.wording.pens import HtmlPen
from handlers.wording.words import Words


def lines(
    words: Words,
    a: Appointment,
    hearing: CustomerAwareness | None,
    zone: DisplayZone,
    available_channels: Collection[Channel],
) -> list[str]:
    """The lines of a card, as HTML. zone: the clock of its coach. available_channels: the ways
    beside Telegram that are set up."""
    if hearing is None or a.status in OUTCOMES:
        return []
    last, contact = _last(words, a, hearing, zone), hearing.contact
    if not contact.chat and contact.is_reachable(available_channels):
        return last  # not on Telegram, and reached all the same
    return [*last, *out_of_reach(HtmlPen(words), a.customer_name, contact)]


def _last(words: Words, a: Appointment, hearing: CustomerAwareness, zone: DisplayZone) -> list[str]:
    """What became of the last message."""
    if hearing.outcome is None or hearing.at is None:
        return []
    if hearing.outcome is NoticeOutcome.LOST:
        return [words.text("heard.lost", customer=a.customer_name)]
    if coming(a) and a.attending_at and a.attending_at >= hearing.at:
        when = words.button_time(a.attending_at, zone)
        return [words.text("heard.answered", customer=a.customer_name, when=when)]
    when = words.button_time(hearing.at, zone)
    how = (
        hearing.receipt if hearing.receipt in (Receipt.DELIVERED, Receipt.READ) else hearing.outcome
    )
    if hearing.outcome is NoticeOutcome.TEXTED and how is Receipt.DELIVERED:
        sentences = [words.text("heard.text_delivered", customer=a.customer_name, when=when)]
    else:
        sentences = [words.text(f"heard.{how}", customer=a.customer_name, when=when)]
    if hearing.reminded and a.open and a.attending_at is None and a.begun_at is None:
        sentences.append(words.text("heard.unanswered"))
    return sentences


def state(turn: Turn, a: Appointment, hearings: Mapping[int, CustomerAwareness]) -> str:
    """The state of a session in its coach's lists, plain, with any answer, or the lack of one."""
    if a.begun_at is not None and a.status is Status.CONFIRMED and a.starts_at > turn.now:
        return turn.words.label("status.arrived")
    if in_progress(a, turn.now):
        return turn.words.label("status.in_progress")
    if unsaid(a, turn.now):
        return turn.words.label("status.unsaid")
    if running(a, turn.now) and not lateness(a):
        return turn.words.label("status.begun")
    if answer := attendance.state(turn.words, a):
        return answer
    hearing = hearings.get(a.id)
    if hearing and unanswered(a, turn.now):
        if hearing.outcome is NoticeOutcome.LOST:
            return turn.words.label("status.unreached")
        if hearing.reminded:
            return turn.words.label("status.unanswered")
    return cards.state(turn.words, a, turn.now)


async def of_list(
    turn: Turn, appointments: Sequence[Appointment]
) -> Mapping[int, CustomerAwareness]:
    """What is known of those who might have answered by now; without any, there is no query."""
    now: datetime = turn.now
    near = [
        a
        for a in appointments
        if unanswered(a, now) and first_is_due(a.starts_at, now, a.reminders)
    ]
    return await queries.of_sessions(turn.database, near, actor=turn.actor, now=now)
