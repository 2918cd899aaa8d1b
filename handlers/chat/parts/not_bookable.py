"""Why nobody can book a coach, as that coach reads it, with the way to change it."""

from dataclasses import replace

from domain.coaches.suspension import Suspension
from domain.services.catalogue import Coach
from domain.starts import bookable
from domain.starts.bookable import Gap
from domain.time.spans import epoch
from handlers.buttons.coach_links import ShowWeek
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.buttons.set_up_links import SetUp
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import gaps


def suspension_text(turn: Turn, coach: Coach, suspension: Suspension) -> str:
    """Until when and why, and what they may still do."""
    words = turn.words
    last = suspension.last_day(coach.tz)
    parts = [
        words.text("suspended.until", day=words.day(last))
        if last
        else words.text("suspended.open_end")
    ]
    if suspension.reason:
        parts.append(words.text("suspended.reason", reason=suspension.reason))
    parts.append(words.text("suspended.may"))
    return "\n".join(parts)


def with_what_is_missing(turn: Turn, screen: Screen) -> Screen:
    """For a coach nobody can book: what is missing, and the way there, above all else.

    From what is already known: no calendar is read for it.
    """
    coach = turn.coach
    if coach is None:
        return screen
    missing = bookable.of_coach(turn.catalogue, coach, None, epoch(turn.now))
    if coach.active and not missing and coach.suspension is None:
        return screen
    words = turn.words
    if coach.suspension is not None:
        text = suspension_text(turn, coach, coach.suspension)
        return replace(screen, text=f"{screen.text}\n\n{text}")
    body = "\n".join(gaps.lines(turn, turn.catalogue, missing))
    rows: tuple[Row, ...] = ()
    if coach.setting_up:
        rows = ((Key(words.label("set_up.go_on"), SetUp(), PRIMARY),),)
        head = words.text("set_up.not_yet")
    else:
        if any(one.gap is Gap.NO_HOURS for one in missing):
            rows = ((Key(words.label("hours.key"), ShowWeek(coach.id), PRIMARY),),)
        head = words.text("set_up.paused" if not coach.active else "set_up.not_bookable")
    text = "\n".join(filter(None, (head, body)))
    return replace(screen, text=f"{screen.text}\n\n{text}", rows=(*rows, *screen.rows))
