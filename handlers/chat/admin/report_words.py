"""The figures of the business in words."""

from html import escape
from typing import Final

from domain import names
from domain.appointment import Status
from domain.report import CoachFigures, Lead, Report
from handlers.chat.frame.labels import fit
from handlers.chat.frame.turn import Turn
from handlers.wording import cards, figures
from handlers.wording.words import Html

MOST_COACHES: Final = 12
MOST_HOURS: Final = 3
NAME: Final = 30  # letters of a coach's name
# In the order in which they are told.
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


def text(turn: Turn, report: Report, most_coaches: int = MOST_COACHES) -> str:
    """The report as HTML: short enough for a message."""
    words = turn.words
    zone = words.zone(turn.catalogue.business.zone)
    title = words.text("report.title", days=figures.days(words, report.period), zone=zone)
    parts = [bookings(turn, report)]
    if report.total:
        parts.append(income(turn, report))
    if report.standing:
        parts += [_customers(turn, report), _times(turn, report)]
    if coaches := _coaches(turn, report, most_coaches):
        parts.append(coaches)
    return cards.titled(title, "\n\n".join(parts))


def caption(turn: Turn, report: Report) -> str:
    """What stands below the picture, which has the rest."""
    words = turn.words
    zone = words.zone(turn.catalogue.business.zone)
    title = words.text("report.title", days=figures.days(words, report.period), zone=zone)
    parts = [bookings(turn, report), *([income(turn, report)] if report.total else [])]
    return cards.titled(title, "\n\n".join(parts))


def bookings(turn: Turn, report: Report) -> str:
    """How many, and what became of them."""
    words = turn.words
    if not report.total:
        return words.text("report.none")
    lines = [words.plural("report.bookings", report.total)]
    for status in _STATES:
        if n := report.bookings.get(status, 0):
            line = words.plural(f"report.{status}", n)
            if status is Status.NO_SHOW and report.missed_share is not None:
                share = figures.share(words, report.missed_share)
                line = words.text("report.missed_share", line=Html(line), share=share)
            lines.append(line)
    return "\n".join(lines)


def income(turn: Turn, report: Report) -> str:
    """What was earned, and what is to come."""
    words = turn.words
    earned, to_come = (figures.money(words, one) for one in (report.earned, report.to_come))
    lines = [words.text("report.earned", money=earned) if earned else words.text("report.nothing")]
    if to_come:
        lines.append(words.text("report.to_come", money=to_come))
    return "\n".join(lines)


def _customers(turn: Turn, report: Report) -> str:
    words = turn.words
    line = words.plural("report.customers", report.new + report.returning)
    new = words.plural("report.new", report.new) if report.new else words.text("report.none_new")
    return f"{line}\n{new}"


def _times(turn: Turn, report: Report) -> str:
    words = turn.words
    busiest = ", ".join(
        words.label(
            "report.hour", weekday=words.weekdays[weekday], clock=words.minute(hour * 60), n=n
        )
        for weekday, hour, n in report.busiest(MOST_HOURS)
    )
    lines = [words.text("report.busiest", hours=busiest)]
    if report.ahead is not None:
        minutes = round(report.ahead / 60)
        whole = _DAY if minutes >= _DAY else 60
        length = words.length(max(round(minutes / whole), 1) * whole)
        share = figures.share(words, report.lead.get(Lead.DAY, 0) / report.standing)
        lines.append(words.text("report.ahead", length=length, share=share))
    return "\n".join(lines)


def _coaches(turn: Turn, report: Report, most: int) -> str:
    words = turn.words
    if not report.coaches or not most:
        return ""
    lines = [words.text("report.coaches")]
    lines += [_coach(turn, one) for one in report.coaches[:most]]
    if rest := len(report.coaches[most:]):
        lines.append(words.plural("report.more_coaches", rest))
    if report.occupancy is not None and len(report.coaches) > 1:
        lines.append(words.text("report.occupancy", share=figures.share(words, report.occupancy)))
    return "\n".join(lines)


def _coach(turn: Turn, one: CoachFigures) -> str:
    words = turn.words
    coach = fit(names.one_line(turn.catalogue.coaches[one.coach_id].name), NAME)
    sessions = words.plural("report.sessions", one.sessions)
    if one.occupancy is None:
        filled = words.label("report.no_hours", booked=figures.hours(words, one.booked))
    else:
        filled = words.label(
            "report.filled",
            booked=figures.hours(words, one.booked),
            hours=figures.hours(words, one.open),
            share=figures.share(words, one.occupancy),
        )
    earned = figures.money(words, one.earned)
    told = words.text("report.coach", coach=coach, sessions=Html(sessions), filled=filled)
    return f"{told} · {escape(earned)}" if earned else told
