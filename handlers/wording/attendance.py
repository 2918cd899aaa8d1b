"""A customer's answers to a reminder, as each side reads them."""

from collections.abc import Iterator

from domain.appointments.appointment import Appointment, Status
from domain.appointments.attendance import coming, lateness
from handlers.wording.pens import Pen, T
from handlers.wording.words import Words


def to_coach(pen: Pen[T], a: Appointment) -> Iterator[T]:
    """What the customer has answered."""
    if by := lateness(a):
        length = pen.words.length(by)
        yield pen.say("desk.late", customer=a.customer_name, length=length)
    elif coming(a):
        yield pen.say("desk.attending", customer=a.customer_name)


def to_customer(words: Words, a: Appointment) -> list[str]:
    """The same for the customer who answered, as HTML."""
    if by := lateness(a):
        return [words.text("receipt.late", length=words.length(by))]
    return [words.text("receipt.attending")] if coming(a) else []


def state(words: Words, a: Appointment) -> str | None:
    """The answer in a few words, plain; None if there is none."""
    if a.status is not Status.CONFIRMED or not coming(a):
        return None
    if by := lateness(a):
        return words.label("status.late", length=words.length(by))
    return words.label("status.attending")
