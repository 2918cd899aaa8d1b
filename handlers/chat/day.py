"""The free starts of one day as a screen, by morning, afternoon and evening."""

from collections.abc import Mapping, Sequence
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
    walls = [(start, datetime.fromtimestamp(start, zone_info(zone))) for start in starts]
    by_part = {
        part: [
            Key(words.clock(wall), _slot(press, start))
            for start, wall in walls
            if wall.hour in hours
        ]
        for part, hours in PARTS.items()
    }
    parts = [part for part in PARTS if by_part[part]]
    titles = _titles(words, press, by_part)
    shown, rows = parts, list[Row]()
    if press.part in parts or len(starts) > MOST_AT_ONCE:
        shown = [press.part if press.part in parts else parts[0]]
        rows.append(tuple(titles[part] for part in parts))
    for part in shown:
        if len(shown) > 1:
            rows.append((titles[part],))
        rows += in_rows(by_part[part], WIDTH)
    text = words.text(
        "times.choose_slot", heading=heading, day=words.day(press.day), zone=words.zone(zone)
    )
    back = ShowMonth(press.service, press.coach, press.moving, press.day)
    return Screen(text, (*rows, way_out(words, back)))


def _slot(press: PickDay, start: int) -> PickSlot:
    return PickSlot(press.service, press.coach, press.moving, start // 60)


def _titles(words: Words, press: PickDay, by_part: Mapping[str, Sequence[Key]]) -> dict[str, Key]:
    """A key for each part of the day, with how many starts it has; it shows that part alone,
    or all of the day again."""
    return {
        part: Key(
            words.label(f"times.part_{part}", n=len(keys)),
            replace(press, part="" if part == press.part else part),
            PRIMARY if part == press.part else None,
        )
        for part, keys in by_part.items()
    }
