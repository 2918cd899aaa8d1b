"""What appointments look like in requests and answers."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta

from domain import appointment as life
from domain.appointment import Status
from handlers.http.api.answers import Answer
from handlers.http.api.asked import Asked
from handlers.http.api.shapes import Given, Id, Instant, Money, Passage, Taken

Places = Annotated[int, Meta(ge=1, le=100, description="So many places of a group.")]


class AnswerGiven(Given):
    """What was answered to a question of the service."""

    question: str
    answer: str


class Appointment(Given):
    """One session of one client. wall_start: the time that was agreed, on the clock of `zone`."""

    id: int
    code: str
    status: Status
    version: int
    service_id: int
    service: str
    coach_id: int
    coach: str
    client_id: int
    client: str
    start: datetime
    end: datetime
    zone: str
    wall_start: str
    minutes: int
    price: Money
    places: int
    meeting: str
    place: str | None = None
    note: str | None = None
    reason: str | None = None
    rooms: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    proposed: tuple[datetime, ...] = ()
    suggested: tuple[datetime, ...] = ()
    offer_until: datetime | None = None
    answer_by: datetime | None = None
    held_until: datetime | None = None
    session_id: int | None = None
    series_id: int | None = None
    series_number: int | None = None
    series_length: int | None = None
    answers: tuple[AnswerGiven, ...] = ()


class NewAppointment(Taken):
    """What is to be booked. client_id: for whom, where staff books; oneself without it."""

    service_id: Id
    coach_id: Id
    start: Instant
    note: Passage | None = None
    places: Places = 1


class Reason(Taken):
    """Why, in the words of who decides; the other side reads it."""

    reason: Passage | None = None


class Change(Taken):
    """Where an appointment is to go. anyway: what protects the coach alone is set aside by them."""

    start: Instant
    anyway: bool = False


def given(one: life.Appointment, zone: ZoneInfo) -> Appointment:
    """An appointment as an answer has it, its instants in a zone."""

    def told(instant: datetime | None) -> datetime | None:
        return instant and instant.astimezone(zone)

    return Appointment(
        id=one.id,
        code=one.code,
        status=one.status,
        version=one.version,
        service_id=one.service_id,
        service=one.service_title,
        coach_id=one.coach_id,
        coach=one.coach_name,
        client_id=one.customer_id,
        client=one.customer_name,
        start=one.starts_at.astimezone(zone),
        end=one.ends_at.astimezone(zone),
        zone=one.zone,
        wall_start=one.wall_start.isoformat(timespec="minutes"),
        minutes=one.minutes,
        price=Money(minor=one.price.minor, currency=one.price.currency),
        places=one.places,
        meeting=one.meeting.value,
        place=one.place,
        note=one.note,
        reason=one.reason,
        rooms=one.rooms,
        devices=one.devices,
        proposed=tuple(start.astimezone(zone) for start in one.proposed),
        suggested=tuple(start.astimezone(zone) for start in one.suggested),
        offer_until=told(one.offer_until),
        answer_by=told(one.answer_by),
        held_until=told(one.held_until),
        session_id=one.session_id,
        series_id=one.series_id,
        series_number=one.series_nr,
        series_length=one.series_of,
        answers=tuple(AnswerGiven(question=asked, answer=said) for asked, said in one.answers),
    )


def versioned(one: life.Appointment, asked: Asked) -> Answer[Appointment]:
    """The answer that shows an appointment, with its version as its ETag."""
    return Answer(given(one, asked.zone), version=one.version)
