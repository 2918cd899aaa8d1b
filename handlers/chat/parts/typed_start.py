"""A time typed below a calendar that has not asked for it: "tomorrow 3pm", "Friday"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.services.display_zones import DisplayZone
from domain.time.spans import moment
from domain.working_hours.hours import MIDNIGHT, instant_of
from domain.working_hours.leave import wall
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.search import Search
from handlers.typing.moments import skipped
from handlers.typing.normalization import plain
from handlers.typing.phrases import words_in
from handlers.typing.reading import ParseFailure
from handlers.typing.vocabulary import vocabulary_of
from handlers.typing.wish import TypedWish, read_refused_wish, read_stretch, read_wish
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
        read_wish(turn.text, today, vocabulary)
        or read_stretch(turn.text, today, vocabulary)
        or read_refused_wish(turn.text, today, vocabulary)
    )


def read_typed_start(turn: Turn, search: Search, day: date | None) -> Sequence[StartReading]:
    """What typed text means below the calendar of a session being moved.

    day: the one shown, for a time without a day; without one, that is the day of the session.
    Empty if the text has no time, or anything besides that is not about this session.
    """
    wish = _wish(turn, search, day)
    return readings(turn, search.display_zone, wish) if wish else ()


def why_no_start(turn: Turn, search: Search, day: date | None) -> str | None:
    """Why text about the session being moved means nothing that `read_typed_start` could return:
    there is no such day or time, or it is past. None if that is not why."""
    if wish := _wish(turn, search, day):
        failure = skipped_time(turn, search.display_zone, wish)
    else:
        today = turn.now.astimezone(search.zone).date()
        refused = read_refused_wish(turn.text, today, vocabulary_of(turn.words.locale))
        about = refused is not None and _about(turn, search, refused.rest)
        failure = refused.failure if refused and about else None
    return reading_confirmation.reason(turn, failure) if failure else None


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
    if wish.minute is None:
        return [StartReading(day, None, words.day(day)) for day in wish.days]
    meanings: list[StartReading] = []
    walls = _walls(now, wish, wish.minute)
    for at in (_instant(one, zone) for one in walls):
        if at is not None and (at > now.timestamp() or len(walls) == 1):
            start = moment(at)
            label = words.button_time(start, display_zone)
            meanings.append(StartReading(start.astimezone(zone).date(), at, label))
    return meanings


def skipped_time(turn: Turn, display_zone: DisplayZone, wish: TypedWish) -> ParseFailure | None:
    """Why a wish has no readings, if a clock that goes forward skips it."""
    zone = zone_info(display_zone)
    if wish.minute is None or readings(turn, display_zone, wish):
        return None
    walls = _walls(turn.now.astimezone(zone), wish, wish.minute)
    return next((skipped(one) for one in walls if _instant(one, zone) is None), None)


def _wish(turn: Turn, search: Search, day: date | None) -> TypedWish | None:
    """What was typed, if it is about the session being moved. day: as in `read_typed_start`."""
    today = turn.now.astimezone(search.zone).date()
    wish = read_wish(turn.text, today, vocabulary_of(turn.words.locale))
    if wish is None or not _about(turn, search, wish.rest):
        return None
    if day is None and search.appointment is not None:
        day = search.appointment.starts_at.astimezone(search.zone).date()
    return wish if wish.days or day is None else TypedWish((day,), wish.minute)


def _walls(now: datetime, wish: TypedWish, minute: int) -> list[datetime]:
    """The wall times that may be meant: without a day, the next one."""
    if wish.days:
        return [wall(day, minute) for day in wish.days]
    coming = wall(now.date(), minute % MIDNIGHT)
    return [coming if now.replace(tzinfo=None) < coming else coming + timedelta(days=1)]


def _instant(wall_time: datetime, zone: ZoneInfo) -> int | None:
    return instant_of(wall_time.date(), wall_time.hour * 60 + wall_time.minute, zone)


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
