"""An appointment as people read it, line by line, in any markup.

zone: the reader's IANA zone, None if unknown.
"""

from collections.abc import Sequence
from datetime import datetime

from domain.appointments.appointment import OFF, WAITING, Appointment
from domain.services.display_zones import DisplayZones, display_zones, of_person
from domain.services.forms import LONGEST_QUESTION, Answered
from domain.services.meeting import Meeting
from domain.text import names
from handlers.wording import series
from handlers.wording.pens import Pen, T
from handlers.wording.words import zone_info

ANSWERS = 480  # letters of questions and answers on a card


def receipt(pen: Pen[T], a: Appointment, zone: str | None) -> list[T]:
    """What the customer keeps: service, coach, time, place, price, code."""
    words = pen.words
    lines = [
        pen.say("card.service", service=a.service_title, length=words.length(a.minutes)),
        pen.say("card.coach", coach=a.coach_name),
        *_when(pen, a, display_zones(a.meeting, a.zone, zone)),
        *series.part(pen, a),
    ]
    lines += where(pen, a)
    if a.meeting is Meeting.ON_SITE:
        lines += _rooms(pen, a)
    lines += _places(pen, a)
    lines.append(pen.say("card.price", price=words.money(a.price)))
    if a.note:
        lines.append(pen.say("card.note", note=a.note))
    lines += answers(pen, a.answers)
    lines.append(pen.say("card.code", code=a.code))
    return lines


def for_coach(
    pen: Pen[T], a: Appointment, zone: str | None, *, coach_zone: str | None = None
) -> list[T]:
    """What the coach needs to know of a session: who, what, when, the note, the code.

    coach_zone: the zone of their hours, by which they now work; None for the one it was booked in.
    """
    words = pen.words
    lines = [
        pen.say("card.customer", customer=a.customer_name),
        pen.say("card.service", service=a.service_title, length=words.length(a.minutes)),
        *_when(pen, a, on := display_zones(a.meeting, coach_zone or a.zone, zone)),
        *_customers_time(pen, a, on),
        *series.part(pen, a),
        *_where_to_coach(pen, a),
        *_rooms(pen, a),
        *([pen.say("card.devices", room=", ".join(a.devices))] if a.devices else []),
        *_places(pen, a),
        pen.say("card.price", price=words.money(a.price)),
    ]
    if a.note:
        lines.append(pen.say("card.note", note=a.note))
    lines += answers(pen, a.answers)
    lines.append(pen.say("card.code", code=a.code))
    return lines


def _rooms(pen: Pen[T], a: Appointment) -> list[T]:
    return [pen.say("card.room", room="; ".join(a.rooms))] if a.rooms else []


def answers(pen: Pen[T], pairs: Answered) -> list[T]:
    """What was asked and answered, shortened if long."""
    long = sum(len(question) + len(answer) for question, answer in pairs) > ANSWERS
    share = max(ANSWERS // len(pairs) - LONGEST_QUESTION, 40) if pairs else 0
    return [
        pen.say("card.answer", asked=question, note=names.cut(answer, share) if long else answer)
        for question, answer in pairs
    ]


def where(pen: Pen[T], a: Appointment) -> list[T]:
    """How and where it is held, as its customer may know it.

    The link and the number are for those who have booked: a request is not a booking yet.
    """
    if a.meeting is Meeting.ON_SITE:
        return [pen.say("card.place", place=a.place)] if a.place else []
    if a.place and a.status not in (*WAITING, *OFF):
        return [pen.say(f"card.{a.meeting}_at", place=a.place)]
    return [
        _meeting_line(pen, a.meeting, a.coach_name, known=bool(a.place), open_=a.status in WAITING)
    ]


def to_be(pen: Pen[T], meeting: Meeting, place: str | None, coach: str) -> list[T]:
    """The same for something not yet booked."""
    if meeting is Meeting.ON_SITE:
        return [pen.say("card.place", place=place)] if place else []
    return [_meeting_line(pen, meeting, coach, known=bool(place), open_=True)]


def _meeting_line(pen: Pen[T], meeting: Meeting, coach: str, *, known: bool, open_: bool) -> T:
    if known and open_:
        return pen.say(f"card.{meeting}_later")
    if meeting is Meeting.PHONE and not known:
        return pen.say("card.phone_by_coach", coach=coach)
    return pen.say(f"card.{meeting}")


def _where_to_coach(pen: Pen[T], a: Appointment) -> list[T]:
    """The same for the coach, who calls if no number is given."""
    if a.place:
        return [
            pen.say(
                "card.place" if a.meeting is Meeting.ON_SITE else f"card.{a.meeting}_at",
                place=a.place,
            )
        ]
    if a.meeting is Meeting.PHONE:
        id_ = "card.phone_to_number" if a.phone else "card.phone_to_customer"
        return [pen.say(id_, customer=a.customer_name, number=a.phone or "")]
    return [pen.say("card.online")] if a.meeting is Meeting.ONLINE else []


def when(pen: Pen[T], instant: datetime, on: DisplayZones) -> list[T]:
    """The time with its zone, and on the other clock if that differs."""
    line = pen.say("card.when", when=pen.words.at(instant, on.lead))
    return [line, *beside(pen, instant, on)]


def _when(pen: Pen[T], a: Appointment, on: DisplayZones) -> list[T]:
    """When a session is; struck out if it is cancelled."""
    lines = when(pen, a.starts_at, on)
    return [pen.strike(line) for line in lines] if a.status in OFF else lines


def _places(pen: Pen[T], a: Appointment) -> list[T]:
    """How many places, if more than one."""
    return [pen.say("card.places", n=a.places)] if a.places > 1 else []


def beside(pen: Pen[T], instant: datetime, on: DisplayZones) -> list[T]:
    """The same time on the other clock, if there is one and it differs."""
    if on.beside is None or _wall(instant, on.beside) == _wall(instant, on.lead):
        return []
    if on.own:
        return [pen.say("card.own_time", when=pen.own_time(instant, on.beside))]
    return [pen.say("card.coach_time", when=pen.words.at(instant, on.beside))]


def _customers_time(pen: Pen[T], a: Appointment, on: DisplayZones) -> list[T]:
    """The time on the customer's clock, for the coach, if the customer is elsewhere."""
    theirs, start = a.customer_zone, a.starts_at
    if a.meeting is Meeting.ON_SITE or theirs is None or theirs == on.beside:
        return []
    if _wall(start, theirs) == _wall(start, on.lead):
        return []
    at = pen.words.at(start, of_person(theirs))
    return [pen.say("card.customer_time", customer=a.customer_name, when=at)]


def proposed_times(pen: Pen[T], starts: Sequence[datetime], on: DisplayZones) -> list[T]:
    """Proposed times, one per line, each also on the other clock if that differs."""
    lines: list[T] = []
    for start in starts:
        lines.append(pen.say("proposal.line", when=pen.words.at(start, on.lead)))
        lines += beside(pen, start, on)
    return lines


def _wall(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(zone_info(zone)).replace(tzinfo=None)
