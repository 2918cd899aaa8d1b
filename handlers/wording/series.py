"""Series as people read them: their rhythm, and their dates one below the other.

zone: the reader's IANA zone, None if unknown.
"""

from collections.abc import Sequence

from domain.appointments.appointment import OFF, Appointment
from domain.series.series import Rhythm, Unit
from handlers.wording.pens import Pen, T
from handlers.wording.words import Words

MOST_LISTED = 20  # dates in one message that lists them all


def rhythm(words: Words, rhythm: Rhythm) -> str:
    """Every week, every 2 months."""
    if rhythm.unit is Unit.WEEK:
        return words.plural("series.every_week", rhythm.every)
    return words.plural("series.every_month", rhythm.every)


def part(pen: Pen[T], a: Appointment) -> list[T]:
    """Which date of its series a session is, and how many are still on if some are not; empty for a
    single one."""
    if a.series_id is None:
        return []
    on, numbers = a.series_on or 0, {"nr": a.series_nr, "of": a.series_of}
    if a.status in OFF or not 0 < on < (a.series_of or 0):
        return [pen.say("card.series", **numbers)]
    return [pen.say_plural("card.series_on", on, **numbers)]


def date_lines(
    pen: Pen[T], dates: Sequence[Appointment], zone: str | None, was: Sequence[str] = ()
) -> list[T]:
    """The dates, on the main clock; cancelled ones are struck out. was: each one's earlier time."""
    words, lines = pen.words, list[T]()
    for i, a in enumerate(dates[:MOST_LISTED]):
        when = words.button_time(a.starts_at, a.read_in(zone))
        if i < len(was):
            line = pen.say("series.was_line", nr=a.series_nr or i + 1, was=was[i], when=when)
        else:
            line = pen.say("series.line", nr=a.series_nr or i + 1, when=when)
        lines.append(pen.strike(line) if a.status in OFF else line)
    if len(dates) > MOST_LISTED:
        lines.append(pen.say("series.more_lines", n=len(dates) - MOST_LISTED))
    return lines
