"""A date for a test run: given, or drawn from those on which calendars go wrong.

`python -m tests.drawn_date DATE` prints how many seconds to set the clock forward, or back, and on
standard error which instant that is, so that a run can be repeated.
"""

import random
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta

FIRST, LAST = 2026, 2032
Draw = Callable[[random.Random], datetime]


def month_end(dice: random.Random) -> datetime:
    """Some hour of the last two days of a month."""
    year, month = dice.randint(FIRST, LAST), dice.randint(1, 12)
    following = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    return following - timedelta(minutes=dice.randint(1, 48 * 60))


def leap_day(dice: random.Random) -> datetime:
    return _somewhen(dice, date(dice.choice((2028, 2032)), 2, 29))


def clocks_go_forward(dice: random.Random) -> datetime:
    """Around the hour the European Union skips: 01:00 UTC, last Sunday of March."""
    return _around(dice, _last_sunday(dice.randint(FIRST, LAST), 3))


def clocks_go_back(dice: random.Random) -> datetime:
    """Around the hour that comes twice: 01:00 UTC, last Sunday of October."""
    return _around(dice, _last_sunday(dice.randint(FIRST, LAST), 10))


def new_years_eve(dice: random.Random) -> datetime:
    """A minute before midnight, in UTC or in Berlin."""
    return datetime(dice.randint(FIRST, LAST), 12, 31, dice.choice((22, 23)), 59, tzinfo=UTC)


def friday_evening(dice: random.Random) -> datetime:
    """When the week's hours are over."""
    day = date(dice.randint(FIRST, LAST), 1, 1) + timedelta(days=dice.randrange(365))
    friday = day + timedelta(days=(4 - day.weekday()) % 7)
    return datetime.combine(friday, time(dice.randint(16, 23), dice.randrange(60)), UTC)


def any_day(dice: random.Random) -> datetime:
    return _somewhen(dice, date(FIRST, 1, 1) + timedelta(days=dice.randrange(365 * 7)))


KINDS: tuple[Draw, ...] = (
    month_end,
    leap_day,
    clocks_go_forward,
    clocks_go_back,
    new_years_eve,
    friday_evening,
    any_day,
)


def draw(dice: random.Random) -> datetime:
    """A random instant (UTC, a whole minute) of a random kind."""
    return dice.choice(KINDS)(dice)


def read(text: str) -> datetime:
    """`2028-02-29 23:50`, UTC unless it says otherwise. ValueError for anything else."""
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _somewhen(dice: random.Random, day: date) -> datetime:
    return datetime.combine(day, time(), UTC) + timedelta(minutes=dice.randrange(24 * 60))


def _last_sunday(year: int, month: int) -> date:
    end = date(year, month, 31)
    return end - timedelta(days=(end.weekday() + 1) % 7)


def _around(dice: random.Random, day: date) -> datetime:
    jump = datetime.combine(day, time(1), UTC)
    return jump + timedelta(minutes=dice.randint(-24 * 60, 24 * 60))


def main(arguments: Sequence[str]) -> int:
    [argument] = arguments or ("drawn",)
    try:
        instant = draw(random.SystemRandom()) if argument == "drawn" else read(argument)
    except ValueError:
        print(f'DATE={argument} is no instant: try DATE="2028-02-29 23:50".', file=sys.stderr)
        return 2
    start = f"{instant.astimezone(UTC):%Y-%m-%d %H:%M}"
    print(f'The clock of this run begins at {start} UTC: make test DATE="{start}"', file=sys.stderr)
    print(round((instant - datetime.now(UTC)).total_seconds()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
