"""The free starts of one day as a screen, by morning, afternoon and evening."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

from handlers.chat.buttons import Press, button
from handlers.chat.keyboards import in_rows, way_out
from handlers.chat.links import PickSlot, ShowMonth
from handlers.chat.screen import PRIMARY, Key, Row, Screen
from handlers.words import Words, zone_info

PARTS = {"m": range(12), "a": range(12, 17), "e": range(17, 24)}  # hours of the wall clock
MOST_AT_ONCE = 24  # starts on one screen; a longer day is shown part by part
WIDTH = 4


@button("bd")
class PickDay(Press):
    """This day. part: m, a or e for a part of the day, empty for all of it."""

    service: int
    coach: int
    moving: int
    day: date
    part: str


# Many ask for the same days of a coach, and what they see changes with a booking only: made anew
# for each of them, the twenty buttons took a sixth of the processor's time of a tap.
@lru_cache(maxsize=256)
def day_screen(
    words: Words, heading: str, zone: str, press: PickDay, starts: tuple[int, ...]
) -> Screen:
    """The screen of a day with these starts (epoch seconds), at least one. zone: IANA."""
    rows = day_rows(
        words,
        zone,
        starts,
        press.part,
        lambda start, clock: Key(clock, _slot(press, start)),
        lambda part: replace(press, part=part),
    )
    text = words.text(
        "times.choose_slot", heading=heading, day=words.day(press.day), zone=words.zone(zone)
    )
    back = ShowMonth(press.service, press.coach, press.moving, press.day)
    return Screen(text, (*rows, way_out(words, back)))


def day_rows(
    words: Words,
    zone: str,
    starts: Sequence[int],
    part: str,
    key_of: Callable[[int, str], Key],
    on_part: Callable[[str], Press],
) -> tuple[Row, ...]:
    """The starts of a day (epoch seconds, at least one) as rows of keys, part by part.

    part: the one to show, empty for all of them if they are few. key_of: the key of a start, with
    its wall time in `zone` (IANA). on_part: shows a part alone, or with "" all of the day again.
    """
    walls = [(start, datetime.fromtimestamp(start, zone_info(zone))) for start in starts]
    by_part = {
        name: [key_of(start, words.clock(wall)) for start, wall in walls if wall.hour in hours]
        for name, hours in PARTS.items()
    }
    parts = [name for name in PARTS if by_part[name]]
    titles = _titles(words, part, by_part, on_part)
    shown, rows = parts, list[Row]()
    if part in parts or len(starts) > MOST_AT_ONCE:
        shown = [part if part in parts else parts[0]]
        rows.append(tuple(titles[name] for name in parts))
    for name in shown:
        if len(shown) > 1:
            rows.append((titles[name],))
        rows += in_rows(by_part[name], WIDTH)
    return tuple(rows)


def _slot(press: PickDay, start: int) -> PickSlot:
    return PickSlot(press.service, press.coach, press.moving, start // 60)


def _titles(
    words: Words,
    chosen: str,
    by_part: Mapping[str, Sequence[Key]],
    on_part: Callable[[str], Press],
) -> dict[str, Key]:
    """A key for each part of the day, with how many starts it has."""
    return {
        part: Key(
            words.label(f"times.part_{part}", n=len(keys)),
            on_part("" if part == chosen else part),
            PRIMARY if part == chosen else None,
        )
        for part, keys in by_part.items()
    }
