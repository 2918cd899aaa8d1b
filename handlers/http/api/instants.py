"""Instants and days as requests write them, each by one stated rule.

- An instant has an offset. Without one it is ambiguous, so it is refused.
- `24:00` is the midnight at the end of the day, as ISO 8601 has it.
- `-00:00` means that the offset is unknown (RFC 3339), so it is refused as well.
- A `+` in a query that arrived as a space is restored: `15:00:00 02:00` is read as `+02:00`.
- A space in place of the `T` is accepted, and so are lower-case letters. Second 60 is refused.
- A fraction of a second is dropped: nothing here starts within one.
- Years before 2000 and after 2199 are refused.

A day is a day in the requested zone. Old zone names are understood.
"""

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from domain.time.zones import NO_PLACES

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2199
_INSTANT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(:\d{2})?(\.\d{1,9})?([Zz]|[+\- ]\d{2}:?\d{2})?",
    re.ASCII,
)


class Unread(ValueError):
    """It cannot be read; the text tells the programmer what is wrong with it."""


def instant(text: object) -> datetime:
    """The instant, in UTC, that a request means. Raises Unread."""
    if not isinstance(text, str):
        raise Unread("Expected an instant such as 2026-05-01T15:00:00+02:00")
    parts = _INSTANT.fullmatch(text)
    if parts is None:
        raise Unread("Expected an instant such as 2026-05-01T15:00:00+02:00")
    day, clock, seconds, fraction, offset = parts.groups()
    if offset is None:
        raise Unread("Expected an offset at the end, such as Z or +02:00")
    if offset.replace(":", "") == "-0000":
        raise Unread("-00:00 says that the offset is not known: write Z or +00:00")
    late = clock == "24:00"
    if late and (seconds or ":00").strip(":0") + (fraction or "").strip(".0"):
        raise Unread("24:00 is the end of the day, and has no seconds")
    offset = "+00:00" if offset in "Zz" else offset.replace(" ", "+")
    plain = f"{day}T{'00:00' if late else clock}{seconds or ':00'}"
    try:
        moment = datetime.fromisoformat(plain + offset)
        moment = (moment + timedelta(days=late)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unread("There is no such date, time or offset") from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise Unread(f"Expected a year from {FIRST_YEAR} to {LAST_YEAR}")
    return moment


def day(text: str) -> date:
    """The day of `2026-05-01`. Raises Unread."""
    try:
        calendar_day = date.fromisoformat(text)
    except ValueError:
        raise Unread("Expected a day such as 2026-05-01") from None
    if not FIRST_YEAR <= calendar_day.year <= LAST_YEAR:
        raise Unread(f"Expected a year from {FIRST_YEAR} to {LAST_YEAR}")
    return calendar_day


def zone(text: str) -> ZoneInfo:
    """The zone with this IANA name, old or new. Raises Unread."""
    name = _zones().get(text.casefold())
    if name is None:
        raise Unread("Expected a zone of the IANA database, such as Europe/Berlin")
    return ZoneInfo(name)


def minute(text: str) -> int:
    """The minute of the day of `09:30`; 1440 for `24:00`."""
    return int(text[:2]) * 60 + int(text[3:])


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones() - NO_PLACES}
