"""The free starts of one day as rows of keys, however many there are.

A few are shown together, by morning, afternoon and evening. More are shown part by part. If a part
alone would be too long, the day is shown hour by hour: a press on an hour opens its starts, so that
each start of any day is two presses away from the calendar's day.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from domain.services.display_zones import DisplayZone
from domain.waitlist.waitlist import Part
from handlers.buttons.keyboards import columns, in_columns, way_out
from handlers.buttons.links import PickSlot, ShowMonth
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.buttons.wait_links import wait_row
from handlers.wording.words import Words, zone_info

PARTS = {"m": range(12), "a": range(12, 17), "e": range(17, 24)}  # hours of the wall clock
# The second time round, on the night clocks go back, an hour has an r.
HOURS = frozenset(f"{hour:02}{again}" for hour in range(24) for again in ("", "r"))
MOST_AT_ONCE = 24  # starts on one screen; those of one hour may be more, 60 at most
STARTS_IN_A_ROW = (4, 3)  # at most, at least
WITH_PLACES_IN_A_ROW = (2, 2)
HOURS_IN_A_ROW = (2, 2)


@button("bd")
class PickDay(Press):
    """This day. part: as in `day_rows`."""

    service: int
    coach: int
    moving: int
    day: date
    part: str
    choice: str = ""


@dataclass(frozen=True, slots=True)
class DayRows:
    """The rows of a day. within: only one hour is shown, and the day is one step back."""

    rows: tuple[Row, ...]
    within: bool = False


@dataclass(frozen=True, slots=True)
class _Day:
    """What the rows of a day are made from: starts by part and by hour, with their wall times."""

    words: Words
    by_part: Mapping[str, Sequence[tuple[int, datetime]]]
    by_hour: Mapping[str, Sequence[tuple[int, datetime]]]
    key_of: Callable[[int, str], Key]
    on_part: Callable[[str], Press]
    in_a_row: tuple[int, int]

    def starts(self, group: Iterable[tuple[int, datetime]]) -> list[Key]:
        return [self.key_of(start, self.words.clock(wall)) for start, wall in group]

    def hours(self, part: str) -> list[Key]:
        return [
            Key(
                self.words.label("times.hour", clock=self.clock(hour), n=len(group)),
                self.on_part(hour),
            )
            for hour, group in self.by_hour.items()
            if int(hour[:2]) in PARTS[part]
        ]

    def clock(self, hour: str) -> str:
        return self.words.minute(60 * int(hour[:2]))


# Many ask for the same days of a coach, which change only with a booking: rebuilt for each of them,
# the twenty buttons took a sixth of a tap's processor time.
@lru_cache(maxsize=256)
def day_screen(
    words: Words,
    heading: str,
    zone: DisplayZone,
    press: PickDay,
    starts: tuple[int, ...],
    places_left: tuple[tuple[int, int], ...] = (),
    *,
    waits: bool = False,
) -> Screen:
    """The screen of a day with these starts (epoch seconds, at least one).

    places_left: starts of groups' sessions, each with its places left. waits: there are taken
    starts that can be waited for.
    """
    places = dict(places_left)

    def key_of(start: int, clock: str) -> Key:
        n = places.get(start)
        label = clock if n is None else words.label("times.places_left", clock=clock, n=n)
        return Key(label, _slot(press, start))

    day_keys = day_rows(
        words,
        zone,
        starts,
        press.part,
        key_of,
        lambda part: replace(press, part=part),
        WITH_PLACES_IN_A_ROW if places_left else STARTS_IN_A_ROW,
    )
    text = words.text(
        "times.choose_slot", heading=heading, day=words.day(press.day), zone=words.zone(zone)
    )
    month = ShowMonth(press.service, press.coach, press.moving, press.day, press.choice)
    back = replace(press, part="") if day_keys.within else month
    wait_rows = (_wait_row(words, press),) if waits and not day_keys.within else ()
    return Screen(text, (*day_keys.rows, *wait_rows, way_out(words, back)))


def _wait_row(words: Words, press: PickDay) -> Row:
    """The way into the line for this day, or for the part shown."""
    part = Part(press.part) if press.part in PARTS else Part.ANY
    day, choice = press.day, press.choice
    return wait_row(words, press.service, press.coach, day, day, choice, part, label="other_key")


def day_rows(
    words: Words,
    zone: DisplayZone,
    starts: Sequence[int],
    part: str,
    key_of: Callable[[int, str], Key],
    on_part: Callable[[str], Press],
    in_a_row: tuple[int, int] = STARTS_IN_A_ROW,
) -> DayRows:
    """The starts of a day (epoch seconds, at least one) as rows of keys.

    part: the part of the day to show: m, a or e, an hour as from `hour_of`, or empty. key_of: the
    key of a start, with its wall time on `zone`. on_part: shows another part or hour, or with ""
    the day again. in_a_row: the most and the fewest starts in a row.
    """
    day = _group_starts(words, zone, starts, key_of, on_part, in_a_row)
    if any(len(group) > MOST_AT_ONCE for group in day.by_part.values()):
        return _hour_by_hour(day, part)
    chosen_part = _part_of(day, part)
    if len(starts) <= MOST_AT_ONCE and part not in day.by_part:
        return DayRows(_together(day, {name: day.starts(g) for name, g in day.by_part.items()}))
    keys = day.starts(day.by_part[chosen_part])
    return DayRows(
        (_titles(day, chosen_part), *in_columns(keys, columns((len(keys),), *day.in_a_row)))
    )


def hour_of(wall: datetime) -> str:
    """The hour of a wall time as a part of its day."""
    return f"{wall.hour:02}{'r' if wall.fold else ''}"


def known_part(part: str) -> str:
    """The part on a button, which may be forged; it goes onto the keys again."""
    return part if part in PARTS or part in HOURS else ""


def _hour_by_hour(day: _Day, part: str) -> DayRows:
    if part in day.by_hour or len(day.by_hour) == 1:
        hour = part if part in day.by_hour else next(iter(day.by_hour))
        keys = day.starts(day.by_hour[hour])
        rows = in_columns(keys, columns((len(keys),), *day.in_a_row))
        return DayRows((*_hours_around(day, hour), *rows), within=len(day.by_hour) > 1)
    if part not in day.by_part:
        return DayRows(_together(day, {name: day.hours(name) for name in day.by_part}, hours=True))
    few = len(day.by_part[part]) <= MOST_AT_ONCE
    keys = day.starts(day.by_part[part]) if few else day.hours(part)
    width = columns((len(keys),), *(day.in_a_row if few else HOURS_IN_A_ROW))
    return DayRows((_titles(day, part), *in_columns(keys, width)))


def _together(
    day: _Day, groups: Mapping[str, Sequence[Key]], *, hours: bool = False
) -> tuple[Row, ...]:
    """All parts, each below its title, in columns of one width."""
    counts = [len(keys) for keys in groups.values()]
    width = columns(counts, *(HOURS_IN_A_ROW if hours else day.in_a_row))
    rows = list[Row]()
    for name, keys in groups.items():
        if len(groups) > 1:
            rows.append((_title(day, name, ""),))
        rows += in_columns(keys, width)
    return tuple(rows)


def _titles(day: _Day, chosen_part: str) -> Row:
    """The parts of the day side by side; three leave no room for counts."""
    titles = [_title(day, name, chosen_part) for name in day.by_part]
    if len(titles) < 3:
        return tuple(titles)
    return tuple(
        replace(title, label=day.words.label(f"times.name_{name}"))
        for name, title in zip(day.by_part, titles, strict=True)
    )


def _title(day: _Day, part: str, chosen_part: str) -> Key:
    """A key for a part of the day, with how many starts it has."""
    return Key(
        day.words.label(f"times.part_{part}", n=len(day.by_part[part])),
        day.on_part("" if part == chosen_part else part),
        PRIMARY if part == chosen_part else None,
    )


def _hours_around(day: _Day, hour: str) -> tuple[Row, ...]:
    """The ways to the hours with starts before and after."""
    hours = list(day.by_hour)
    place = hours.index(hour)
    ways = [Key(f"‹ {day.clock(h)}", day.on_part(h)) for h in hours[max(place - 1, 0) : place]]
    ways += [Key(f"{day.clock(h)} ›", day.on_part(h)) for h in hours[place + 1 : place + 2]]
    return (tuple(ways),) if ways else ()


def _group_starts(
    words: Words,
    zone: DisplayZone,
    starts: Sequence[int],
    key_of: Callable[[int, str], Key],
    on_part: Callable[[str], Press],
    in_a_row: tuple[int, int],
) -> _Day:
    info = zone_info(zone)
    by_part: dict[str, list[tuple[int, datetime]]] = {name: [] for name in PARTS}
    by_hour: dict[str, list[tuple[int, datetime]]] = {}
    for start in starts:
        wall = datetime.fromtimestamp(start, info)
        name = next(name for name, hours in PARTS.items() if wall.hour in hours)
        by_part[name].append((start, wall))
        by_hour.setdefault(hour_of(wall), []).append((start, wall))
    full = {name: group for name, group in by_part.items() if group}
    return _Day(words, full, by_hour, key_of, on_part, in_a_row)


def _part_of(day: _Day, part: str) -> str:
    """The part to show: the one named, the one of the named hour, or the first."""
    hour = int(part[:2]) if part in HOURS else -1
    matches = [name for name in day.by_part if name == part or hour in PARTS[name]]
    return matches[0] if matches else next(iter(day.by_part))


def _slot(press: PickDay, start: int) -> PickSlot:
    return PickSlot(press.service, press.coach, press.moving, start // 60, press.choice)
