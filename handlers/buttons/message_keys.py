"""The keys on a session's card with which its two people reach each other."""

from datetime import datetime

from domain.appointments.appointment import Appointment
from domain.appointments.correspondence import may_report_late, readable, writable
from handlers.buttons.labels import HALF, LabelFitter
from handlers.buttons.message_links import BeLate, ShowThread, WriteTo
from handlers.buttons.screen import Key, Row
from handlers.wording.words import Words


def rows(words: Words, a: Appointment, now: datetime, *, by_coach: bool) -> tuple[Row, ...]:
    """What can be written or read now. Customers say elsewhere how late they are."""
    if not writable(a, now):
        return (reading(words, a, by_coach=by_coach),) if readable(a, now) else ()
    row = (*writing(words, a, by_coach=by_coach), *reading(words, a, by_coach=by_coach))
    if not (by_coach and may_report_late(a, now)):
        return (row,)
    return ((Key(words.label("message.late_key"), BeLate(a.id)),), row)


def writing(words: Words, a: Appointment, *, by_coach: bool, again: bool = False) -> Row:
    """Write to the other side."""
    labels = LabelFitter(words, HALF)
    label = (
        labels.label("message.to_customer_key", cut="customer", customer=a.customer_name)
        if by_coach
        else labels.label("message.to_coach_key", cut="coach", coach=a.coach_name)
    )
    return (Key(label, WriteTo(a.id, int(by_coach), int(again))),)


def reading(words: Words, a: Appointment, *, by_coach: bool, again: bool = False) -> Row:
    """Read what was written."""
    thread = ShowThread(a.id, int(by_coach), again=int(again))
    return (Key(words.label("message.thread_key"), thread),)
