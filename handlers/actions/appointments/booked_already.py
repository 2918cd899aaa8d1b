"""What a customer has already at a start that is ordered: the same booking, or another one."""

from dataclasses import dataclass
from datetime import datetime

from domain.appointments.appointment import LONGEST_NOTE, Appointment
from domain.appointments.booking_refusals import BookedOtherwise
from domain.refusals import BadInput, NoLongerOffered
from domain.services.catalogue import Catalogue
from domain.services.form_refusals import Unanswered
from domain.services.forms import read_answers
from domain.services.service import Money
from domain.services.service_choice import USUAL, Choice
from domain.text import field_text
from storage.appointments import appointments
from storage.transactions import Reader


@dataclass(frozen=True, slots=True)
class WantedBooking:
    """What an order says of the booking itself. Its fields are those of `booking.BookingOrder`."""

    service_id: int
    coach_id: int
    start: datetime
    price: Money | None
    note: str | None = None
    choice: Choice = USUAL
    answers: tuple[tuple[int, str], ...] | None = None
    minutes: int | None = None

    @property
    def services(self) -> tuple[int, ...]:
        return self.service_id, *self.choice.also


async def booked_already(
    reader: Reader, catalogue: Catalogue, wanted: WantedBooking, customer: int
) -> Appointment | None:
    """What this customer has at that start with that coach, if it is what they want.

    A note and answers count only if there are any: whoever repeats an order without them wants
    nothing else. None if they have nothing there. Raises BookedOtherwise.
    """
    mine = await appointments.mine_at(reader, customer, wanted.coach_id, wanted.start)
    if mine is not None and not _is_wanted(mine, catalogue, wanted):
        raise BookedOtherwise(mine.id)
    return mine


def _is_wanted(mine: Appointment, catalogue: Catalogue, wanted: WantedBooking) -> bool:
    note = field_text.optional(wanted.note, "note", LONGEST_NOTE)
    return (
        (mine.service_id, *mine.also) == wanted.services
        and mine.places == wanted.choice.places
        and _is_as_long(mine, catalogue, wanted)
        and wanted.price in (None, mine.price)
        and note in (None, mine.note)
        and _is_answered_so(mine, catalogue, wanted)
    )


def _is_as_long(mine: Appointment, catalogue: Catalogue, wanted: WantedBooking) -> bool:
    """A seat is as long as its session."""
    if mine.session_id is not None:
        return True
    coach = catalogue.coaches.get(wanted.coach_id)
    if coach is None:
        return False
    try:
        service = catalogue.service_for(wanted.service_id, coach, wanted.choice)
    except NoLongerOffered:
        return False
    return mine.minutes == (wanted.minutes or service.minutes)


def _is_answered_so(mine: Appointment, catalogue: Catalogue, wanted: WantedBooking) -> bool:
    if not wanted.answers:
        return True
    form = catalogue.form_of(wanted.services)
    try:
        return mine.answers == read_answers(form, wanted.answers, optional=True)
    except (BadInput, Unanswered):
        return False
