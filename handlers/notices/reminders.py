"""Reminders of a session, which say how far ahead it is when they are sent."""

from datetime import datetime, timedelta

from domain.messages.notices import REMINDERS, REMINDING, NoticeKind
from handlers.actions.appointments.appointment_messages import appointment_of
from handlers.buttons.attendance_keys import reminder_row
from handlers.buttons.links import AskCancel, ShowMonth
from handlers.buttons.screen import Key
from handlers.notices import countdown
from handlers.notices.notice import Composer, Composers, Facts, Notice, heading
from handlers.notices.paragraphs import receipt
from handlers.wording.words import Words, zone_info
from storage.appointments.cards import CardSubject


def reminder(
    kind: NoticeKind, facts: Facts, words: Words, zone: str | None, now: datetime | None = None
) -> Notice:
    """A reminder. now: when it is sent (UTC); None for on time."""
    a = appointment_of(facts)
    month = a.starts_at.astimezone(zone_info(a.read_in(zone))).date()
    # If it is too late for these, the tap leads to asking the coach.
    ways = (
        Key(words.label("receipt.move"), ShowMonth(a.service_id, a.coach_id, a.id, month)),
        Key(words.label("receipt.cancel"), AskCancel(a.id)),
    )
    sent_at = now or a.starts_at - _ahead(kind, facts)
    title = countdown.reminder(words, a, zone, sent_at)
    lines = (receipt(words, a, zone),)
    return Notice(
        kind, heading(title), lines, (reminder_row(words, a), ways), CardSubject.to_customer(a)
    )


def _ahead(kind: NoticeKind, facts: Facts) -> timedelta:
    """How long before the start it was due; older rows do not say."""
    usual = next(
        (minutes for minutes, reminder_kind in REMINDING.items() if reminder_kind is kind), 0
    )
    return timedelta(minutes=facts.get("before", usual))


def _due(kind: NoticeKind) -> Composer:
    return lambda facts, words, zone: reminder(kind, facts, words, zone)


NOTICES: Composers = {kind: _due(kind) for kind in sorted(REMINDERS)}
