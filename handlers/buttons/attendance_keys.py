"""A customer's answers to a reminder, as buttons."""

from datetime import datetime

from domain.appointments.appointment import Appointment
from domain.appointments.attendance import LATENESS, lateness, may_be_late, unanswered
from handlers.buttons.keyboards import in_rows
from handlers.buttons.press import Press, button
from handlers.buttons.screen import SUCCESS, Key, Row
from handlers.wording.words import Words


@button("at", on_cards=True)
class Attend(Press):
    """I will be there."""

    appointment: int


@button("al", on_cards=True)
class Late(Press):
    """I am late. minutes: one of `domain.appointments.attendance.LATENESS`."""

    appointment: int
    minutes: int


def reminder_row(words: Words, a: Appointment) -> Row:
    """What a reminder asks."""
    attend = Key(words.label("reminder.attend"), Attend(a.id), SUCCESS)
    return (attend, _late(words, a, LATENESS[0]))


def rows(words: Words, a: Appointment, now: datetime) -> tuple[Row, ...]:
    """What can still be answered on the receipt, from when one can be late for it."""
    if not may_be_late(a, now):
        return ()
    if unanswered(a, now):
        return (reminder_row(words, a),)
    by, ahead = lateness(a), a.starts_at > now
    if not by:
        return ((_late(words, a, LATENESS[0]),),)
    others = [_late(words, a, minutes) for minutes in LATENESS if minutes != by or not ahead]
    # On a phone, three in a row are cut off.
    answers = in_rows(others, 2)
    in_time = Key(words.label("reminder.on_time"), Attend(a.id))
    return (*answers, (in_time,)) if ahead else answers


def _late(words: Words, a: Appointment, minutes: int) -> Key:
    return Key(words.label("reminder.late", n=minutes), Late(a.id, minutes))
