"""A time typed below a calendar that has not asked for it: "tomorrow 3pm", "Friday"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.services.display_zones import DisplayZone
from domain.time.spans import moment
from domain.working_hours.hours import instant_of
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.search import Search
from handlers.typing.normalization import plain
from handlers.typing.phrases import words_in
from handlers.typing.vocabulary import vocabulary_of
from handlers.typing.wish import TypedWish, read_stretch, read_wish
from handlers.wording.words import zone_info


@dataclass(frozen=True, slots=True)
class StartReading:
    """A reading of it on the clock of a search. start: epoch seconds, None if only a day was named.
    label: how it reads."""

    day: date
    start: int | None
    label: str


def says_time(turn: Turn) -> bool:
    """Whether the typed text names a day or a time at all; whose clock it is on does not matter."""
    today, vocabulary = turn.now.date(), vocabulary_of(turn.words.locale)
    return bool(
        read_wish(turn.text, today, vocabulary) or read_stretch(turn.text, today, vocabulary)
    )


def read_typed_start(turn: Turn, search: Search, day: date | None) -> Sequence[StartReading]:
    """What typed text means below the calendar of a session being moved.

    day: the one shown, for a time without a day; without one, that is the day of the session.
    Empty if the text has no time, or anything besides that is not about this session.
    """
    now = turn.now.astimezone(search.zone)
    wish = read_wish(turn.text, now.date(), vocabulary_of(turn.words.locale))
    if wish is None or not _about(turn, search, wish.rest):
        return ()
    if day is None and search.appointment is not None:
        day = search.appointment.starts_at.astimezone(search.zone).date()
    if day is not None and not wish.days:
        wish = TypedWish((day,), wish.minute)
    return readings(turn, search.display_zone, wish)


def read_typed_days(turn: Turn, search: Search) -> date | None:
    """The first of several days named together, such as next week; None if the text names none, or
    anything besides that is not about the session being moved."""
    today = turn.now.astimezone(search.zone).date()
    stretch = read_stretch(turn.text, today, vocabulary_of(turn.words.locale))
    if stretch is None or not _about(turn, search, stretch.rest):
        return None
    return stretch.first


def readings(turn: Turn, display_zone: DisplayZone, wish: TypedWish) -> list[StartReading]:
    """The readings of a wish on a clock, the nearest first."""
    words, zone = turn.words, zone_info(display_zone)
    now = turn.now.astimezone(zone)
    days = wish.days or _coming(now, wish.minute or 0)
    if wish.minute is None:
        return [StartReading(day, None, words.day(day)) for day in days]
    meanings: list[StartReading] = []
    for day in days:
        at = instant_of(day, wish.minute, zone)
        if at is not None and (at > now.timestamp() or len(days) == 1):
            label = words.button_time(moment(at), display_zone)
            meanings.append(StartReading(day, at, label))
    return meanings


def _coming(now: datetime, minute: int) -> tuple[date, ...]:
    """The day on which a time comes next."""
    later = now.time() < time(minute // 60, minute % 60)
    return (now.date() if later else now.date() + timedelta(days=1),)


def _about(turn: Turn, search: Search, rest: Sequence[str]) -> bool:
    """Whether all else that was typed only says that a session moves, or names who and what it
    is."""
    session, language = search.appointment, turn.words.language
    known_words = words_in("moving", language) | words_in("wish", language)
    names = [search.service.title]
    if session is not None:
        names += [session.coach_name, session.customer_name]
    known_words |= {word for name in names for word in plain(name).split()}
    return all(known_words.issuperset(word.split()) or len(word) == 1 for word in rest)
