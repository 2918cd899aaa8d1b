"""Row 13: what is offered on nights when clocks jump, in every zone.

The short forms check one zone for each rule, the long form every name and more kinds of sessions.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from domain.starts.slots import free_slots
from domain.working_hours.hours import Window
from tests.chaos.figures import Figure, Form
from tests.domain.jumps import DAY, Jump, all_jumps, distinct, offered_starts, real_starts
from tests.domain.model import a_coach, a_service

# Minutes of a session, and from one start to the next.
SHORT: Final = ((10, 10),)
LONG: Final = ((10, 10), (60, 15), (45, 30), (90, 20))


async def run(form: Form, seed: int) -> list[Figure]:
    """Every jump from 2025 to 2037. Nothing is drawn: the seed changes nothing."""
    zones = all_jumps()
    one_of_each = distinct(zones)
    sessions = form.choose(smoke=SHORT, short=SHORT, long=LONG)
    return look(form.choose(smoke=one_of_each, short=one_of_each, long=zones), sessions)


def look(
    zones: Mapping[str, tuple[Jump, ...]], sessions: tuple[tuple[int, int], ...] = SHORT
) -> list[Figure]:
    """The figures for the jumps of these zones."""
    everywhere = [(name, jump) for name, jumps in zones.items() for jump in jumps]
    gaps = [(name, jump) for name, jump in everywhere if jump.after > jump.before]
    inside = [slot for name, jump in gaps for slot in _slots_inside(name, jump)]
    offered = astray = withheld = 0
    for name, jump in everywhere:
        for minutes, step in sessions:
            starts = Counter(offered_starts(name, jump.instant, minutes, step))
            real = Counter(real_starts(name, jump.instant, step))
            offered += starts.total()
            astray += (starts - real).total()
            withheld += (real - starts).total()
    folds = len(everywhere) - len(gaps)
    where = f"{len(zones)} zones, 2025–2037"
    return [
        _none(f"slots inside {len(gaps):,} gaps of {where}", len(inside)),
        _none(f"of {offered:,} slots around them and {folds:,} folds: do not round-trip", astray),
        _none("wall times there that are real and not offered", withheld),
    ]


def _slots_inside(name: str, gap: Jump) -> list[int]:
    """What a coach offers who is only open while the clock jumps over the time."""
    coach = a_coach(zone=name, daily=(), overrides=_windows(gap))
    window = (gap.instant - DAY, gap.instant + DAY)
    return free_slots(a_service(10, 10), coach, [], window, window[0])


def _windows(gap: Jump) -> dict[date, tuple[Window, ...]]:
    """The wall times that never existed, as working hours of their one or two days."""
    opens, closes = gap.instant + gap.before, gap.instant + gap.after
    hours: dict[date, tuple[Window, ...]] = {}
    for midnight in range(opens // DAY * DAY, closes, DAY):
        window = max(opens - midnight, 0) // 60, min(closes - midnight, DAY) // 60
        hours[datetime.fromtimestamp(midnight, UTC).date()] = (window,)
    return hours


def _none(what: str, count: int) -> Figure:
    return Figure(13, what, "0", f"{count:,}", met=not count)
