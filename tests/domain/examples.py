"""Examples of one day, written as people say them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.starts.slots import free_slots
from domain.time.spans import Span
from domain.working_hours.hours import Window, day_span
from domain.working_hours.leave import Leave
from tests.domain.model import a_coach, a_service

BERLIN = "Europe/Berlin"
MONDAY = "2026-06-01"


def on_clock(text: str, zone: str = "UTC") -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def spans(day: str, zone: str, text: str) -> list[Span]:
    """Spans of one day as "10:00-10:40, 12:00-13:00"."""
    ends = (part.strip().split("-") for part in text.split(",") if part)
    return [(on_clock(f"{day}T{a}", zone), on_clock(f"{day}T{b}", zone)) for a, b in ends]


def windows(text: str) -> tuple[Window, ...]:
    """Hours of a day as "9-12:30, 14-17", none as "closed"."""
    parts = () if text == "closed" else text.split(",")
    sides = [[_minute(side) for side in part.strip().split("-")] for part in parts]
    return tuple((opens, closes) for opens, closes in sides)


def _minute(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes or 0)


def shown_starts(
    hours: str,
    *,
    day: str = MONDAY,
    zone: str = BERLIN,
    minutes: int = 60,
    step: int = 30,
    buffers: tuple[int, int] = (0, 0),
    busy: str = "",
    leave: tuple[str, str] | None = None,
    overrides: dict[str, str] | None = None,
    now: str = "2000-01-01T00:00",
    notice: int = 0,
    horizon: int = 36_500,
    shown_in: str | None = None,
) -> str:
    """The starts of one day, as shown by the coach's clock (or that of `shown_in`)."""
    special = {date.fromisoformat(d): windows(h) for d, h in (overrides or {}).items()}
    leaves: tuple[Leave, ...] = ()
    if leave:
        leaves = (Leave(1, datetime.fromisoformat(leave[0]), datetime.fromisoformat(leave[1])),)
    coach = a_coach(zone, windows(hours), special, leaves)
    today = date.fromisoformat(day)
    starts = free_slots(
        a_service(minutes, step, buffers, notice, horizon),
        coach,
        spans(day, zone, busy),
        day_span(today, today, coach.tz),
        on_clock(now, zone),
    )
    reader = ZoneInfo(shown_in or zone)
    return " ".join(datetime.fromtimestamp(start, reader).strftime("%H:%M") for start in starts)
