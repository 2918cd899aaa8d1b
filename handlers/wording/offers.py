"""What is on offer for an appointment and until when, line by line, in any markup.

Each function returns paragraphs, each a list of lines. on: the clock for the times.
"""

from collections.abc import Sequence
from datetime import datetime

from domain.appointments.appointment import Appointment
from domain.services.display_zones import DisplayZones
from handlers.wording import sessions
from handlers.wording.pens import Pen, T


def proposal(
    pen: Pen[T],
    a: Appointment,
    starts: Sequence[datetime],
    on: DisplayZones,
    cover: str | None = None,
) -> list[list[T]]:
    """To the customer: what the coach proposes, and until when it is held. cover: the coach with
    whom they can keep the original time."""
    words, n = pen.words, len(starts) + (cover is not None)
    if a.rescue_id is not None:
        own = [cover_line(pen, a, cover, on)] if cover is not None else []
        until = words.at(a.offer_until or a.starts_at, on.lead)
        how = pen.say_plural("rescue.open" if a.session_id else "rescue.held", n, until=until)
        return [[pen.say("rescue.instead"), *own, *sessions.proposed_times(pen, starts, on)], [how]]
    times = [pen.say("proposal.instead"), *sessions.proposed_times(pen, starts, on)]
    if a.offer_until is None:
        # From an earlier version, which holds nothing.
        how = pen.say_plural("proposal.how", n, until=words.at(a.starts_at, on.lead))
    else:
        until = words.at(a.offer_until, on.lead)
        how = pen.say_plural("proposal.open" if a.session_id else "proposal.held", n, until=until)
    return [times, [how]]


def cover_line(pen: Pen[T], a: Appointment, cover: str, on: DisplayZones) -> T:
    """Its own time with another coach, as a line."""
    return pen.say("rescue.cover_line", when=pen.words.at(a.starts_at, on.lead), coach=cover)


def suggestion(
    pen: Pen[T], a: Appointment, starts: Sequence[datetime], on: DisplayZones
) -> list[list[T]]:
    """To the customer: what they suggested themselves."""
    return [
        [pen.say("suggest.by_you"), *sessions.proposed_times(pen, starts, on)],
        [_until(pen, "suggest.own", a, on, coach=a.coach_name)],
    ]


def proposal_for_coach(
    pen: Pen[T],
    a: Appointment,
    starts: Sequence[datetime],
    on: DisplayZones,
    cover: str | None = None,
) -> list[list[T]]:
    """To the coach: what they proposed themselves, or a rescue did for them. cover: as for
    `proposal`."""
    if a.rescue_id is not None:
        own = [cover_line(pen, a, cover, on)] if cover is not None else []
        sentence = pen.say("rescue.desk_offered", customer=a.customer_name)
        until = _until(pen, "rescue.desk", a, on, customer=a.customer_name)
        return [[sentence, *own, *sessions.proposed_times(pen, starts, on)], [until]]
    times = [pen.say("proposal.by_you"), *sessions.proposed_times(pen, starts, on)]
    if a.offer_until is None:
        return [times]
    return [times, [_until(pen, "proposal.desk", a, on, customer=a.customer_name)]]


def suggestion_for_coach(
    pen: Pen[T], a: Appointment, starts: Sequence[datetime], on: DisplayZones
) -> list[list[T]]:
    """To the coach: what the customer suggests, and until when that is held."""
    times = [pen.say("suggest.instead", customer=a.customer_name)]
    return [
        [*times, *sessions.proposed_times(pen, starts, on)],
        [_until(pen, "suggest.desk", a, on, customer=a.customer_name)],
    ]


def answer_deadline(
    pen: Pen[T], a: Appointment, until: datetime | None, on: DisplayZones
) -> list[list[T]]:
    """To the customer: when their request will be answered by. until: None to say nothing."""
    if until is None:
        return []
    return [[pen.say("receipt.answer_by", coach=a.coach_name, until=pen.words.at(until, on.lead))]]


def answer_deadline_for_coach(
    pen: Pen[T], until: datetime | None, on: DisplayZones
) -> list[list[T]]:
    """The same to the coach."""
    return [[pen.say("desk.answer_by", until=pen.words.at(until, on.lead))]] if until else []


def consent_deadline(pen: Pen[T], a: Appointment, on: DisplayZones) -> list[list[T]]:
    """To the customer: until when their coach's booking for them is held."""
    until = pen.words.at(a.held_until or a.starts_at, on.lead)
    return [[pen.say("asked.until", until=until)]]


def consent_deadline_for_coach(pen: Pen[T], a: Appointment, on: DisplayZones) -> list[list[T]]:
    """The same to the coach."""
    until = pen.words.at(a.held_until or a.starts_at, on.lead)
    return [[pen.say("asked.desk_until", customer=a.customer_name, until=until)]]


def _until(pen: Pen[T], of: str, a: Appointment, on: DisplayZones, **who: str) -> T:
    # A seat in a group's session holds nothing elsewhere.
    until = pen.words.at(a.offer_until or a.starts_at, on.lead)
    return pen.say(f"{of}_open" if a.session_id else f"{of}_held", until=until, **who)
