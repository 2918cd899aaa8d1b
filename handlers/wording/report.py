"""The business's figures in words: paragraphs of lines."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.appointments.appointment import Status
from domain.business.report import CoachFigures, Lead, Report
from domain.text import names
from handlers.wording import figures
from handlers.wording.pens import Pen, T
from handlers.wording.words import Html

MOST_COACHES: Final = 12
MOST_HOURS: Final = 3
NAME: Final = 30  # letters of a coach's name
# In the order they are told.
_STATES: Final = (
    Status.COMPLETED,
    Status.CONFIRMED,
    Status.PENDING,
    Status.NO_SHOW,
    Status.CANCELLED,
    Status.DECLINED,
    Status.EXPIRED,
)
_DAY: Final = 1440  # minutes
_NONE: Final[Mapping[Status, int]] = MappingProxyType({})


def title(pen: Pen[T], report: Report, zone: str) -> T:
    """Which days. zone: IANA, of the business."""
    days = figures.days(pen.words, report.period)
    return pen.say("report.title", days=days, zone=pen.words.zone(zone))


def paragraphs(pen: Pen[T], report: Report, coaches: Mapping[int, str]) -> list[list[T]]:
    """All of it, short enough for a message. coaches: their names, at least of the first
    MOST_COACHES."""
    parts = in_short(pen, report)
    if report.standing:
        parts += [_customers(pen, report), _times(pen, report)]
    if lines := _coaches(pen, report, coaches):
        parts.append(lines)
    return parts


def in_short(pen: Pen[T], report: Report) -> list[list[T]]:
    """How many bookings there are, and what they earn."""
    return [bookings(pen, report), *([income(pen, report)] if report.total else [])]


def bookings(pen: Pen[T], report: Report, unsaid: Mapping[Status, int] = _NONE) -> list[T]:
    """How many, and what became of them. unsaid: by state, those of them that are over and of which
    nobody has said what became: they have a line of their own."""
    if not report.total:
        return [pen.say("report.none")]
    lines = [pen.say_plural("report.bookings", report.total)]
    for status in _STATES:
        if status is Status.CONFIRMED and (silent := sum(unsaid.values())):
            lines.append(pen.say_plural("report.unsaid", silent))
        if (n := report.bookings.get(status, 0) - unsaid.get(status, 0)) > 0:
            line = pen.say_plural(f"report.{status}", n)
            if status is Status.NO_SHOW and report.missed_share is not None:
                share = figures.share(pen.words, report.missed_share)
                line = pen.say("report.missed_share", line=_within(line), share=share)
            lines.append(line)
    return lines


def income(pen: Pen[T], report: Report) -> list[T]:
    """What was earned, and what is to come."""
    earned, to_come = (figures.money(pen.words, one) for one in (report.earned, report.to_come))
    lines = [pen.say("report.earned", money=earned) if earned else pen.say("report.nothing")]
    if to_come:
        lines.append(pen.say("report.to_come", money=to_come))
    return lines


def _within(line: object) -> object:
    """A line, as a value for the sentence around it."""
    return Html(line) if isinstance(line, str) else line


def _customers(pen: Pen[T], report: Report) -> list[T]:
    line = pen.say_plural("report.customers", report.new + report.returning)
    new = pen.say_plural("report.new", report.new) if report.new else pen.say("report.none_new")
    return [line, new]


def _times(pen: Pen[T], report: Report) -> list[T]:
    words = pen.words
    busiest = ", ".join(
        words.label(
            "report.hour", weekday=words.weekdays[weekday], clock=words.minute(hour * 60), n=n
        )
        for weekday, hour, n in report.busiest(MOST_HOURS)
    )
    lines = [pen.say("report.busiest", hours=busiest)]
    if report.ahead is not None:
        minutes = round(report.ahead / 60)
        whole = _DAY if minutes >= _DAY else 60
        length = words.length(max(round(minutes / whole), 1) * whole)
        share = figures.share(words, report.lead.get(Lead.DAY, 0) / report.standing)
        lines.append(pen.say("report.ahead", length=length, share=share))
    return lines


def _coaches(pen: Pen[T], report: Report, coaches: Mapping[int, str]) -> list[T]:
    if not report.coaches:
        return []
    lines = [pen.say("report.coaches")]
    lines += [_coach(pen, one, coaches[one.coach_id]) for one in report.coaches[:MOST_COACHES]]
    if rest := len(report.coaches[MOST_COACHES:]):
        lines.append(pen.say_plural("report.more_coaches", rest))
    if report.occupancy is not None and len(report.coaches) > 1:
        share = figures.share(pen.words, report.occupancy)
        lines.append(pen.say("report.occupancy", share=share))
    return lines


def _coach(pen: Pen[T], one: CoachFigures, name: str) -> T:
    words = pen.words
    sessions = pen.say_plural("report.sessions", one.sessions)
    if one.occupancy is None:
        filled = words.label("report.no_hours", booked=figures.hours(words, one.booked))
    else:
        filled = words.label(
            "report.filled",
            booked=figures.hours(words, one.booked),
            hours=figures.hours(words, one.open),
            share=figures.share(words, one.occupancy),
        )
    coach = names.one_line(name, NAME)
    line = pen.say("report.coach", coach=coach, sessions=_within(sessions), filled=filled)
    if earned := figures.money(words, one.earned):
        return pen.say("report.coach_earned", line=_within(line), money=earned)
    return line
