"""Fields that mean more than their type says: days, zones and hours, each refused by its name."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Final

from msgspec import UNSET, Meta

from domain.working_hours.hours import MIDNIGHT, Window
from handlers.http.api import instants
from handlers.http.api.request_faults import FieldFault, of_fields
from handlers.http.api.shapes import AnswerShape, RequestShape, WallTime

BODY: Final = 422
QUERY: Final = 400
MOST_WINDOWS: Final = 12  # per day


class Hours(AnswerShape):
    """A part of a day, on the clock of the place. An end before the start is on the next day."""

    start: str
    end: str


class NewHours(RequestShape):
    """New hours of a part of a day."""

    start: WallTime
    end: WallTime


WallStart = Annotated[
    str,
    Meta(
        pattern=r"^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$|^\d{4}-\d{2}-\d{2}T24:00$",
        description="A time on the clock of the place, without an offset: 2026-05-01T09:00.",
    ),
]


DayHours = Annotated[
    tuple[NewHours, ...], Meta(max_length=MOST_WINDOWS, description="An empty list: closed.")
]


def values_of(body: RequestShape, *but: str) -> dict[str, Any]:
    """The fields that a body sets, without the absent ones."""
    values = {name: getattr(body, name) for name in body.__struct_fields__ if name not in but}
    return {name: value for name, value in values.items() if value is not UNSET}


def day(text: str, field: str, status: int = BODY) -> date:
    """The day in a field. Raises Unacceptable."""
    try:
        return instants.day(text)
    except ValueError as wrong:
        raise _wrong(status, field, wrong) from None


def days(texts: Iterable[str], field: str, status: int = BODY) -> list[date]:
    """Days in order, each once. Raises Unacceptable."""
    return sorted({day(one, f"{field}[{nr}]", status) for nr, one in enumerate(texts)})


def zone(text: str, field: str, status: int = BODY) -> str:
    """The name of a zone. Raises Unacceptable."""
    try:
        return instants.zone(text).key
    except ValueError as wrong:
        raise _wrong(status, field, wrong) from None


def windows(hours: Sequence[NewHours]) -> tuple[Window, ...]:
    """The hours of a day in order; `domain.working_hours.hours` checks that they are possible."""
    return tuple(sorted(_window(one) for one in hours))


def hours_of(windows: Sequence[Window]) -> tuple[Hours, ...]:
    """The hours of a day as an answer shows them."""
    return tuple(Hours(start=clock(start), end=clock(end)) for start, end in windows)


def clock(minute: int) -> str:
    """A minute of the day as a clock shows it; from 1441 on, on the next day."""
    if minute > MIDNIGHT:
        minute -= MIDNIGHT
    return f"{minute // 60:02}:{minute % 60:02}"


def wall(text: str, field: str, status: int = BODY) -> datetime:
    """A time on the clock of a place, without a zone. Raises Unacceptable."""
    on, _, at = text.partition("T")
    return datetime.combine(day(on, field, status), time()) + timedelta(minutes=instants.minute(at))


def wall_of(moment: datetime) -> str:
    """The same, as an answer shows it."""
    return moment.isoformat(timespec="minutes")


def _window(one: NewHours) -> Window:
    start, end = instants.minute(one.start), instants.minute(one.end)
    return start, end + MIDNIGHT if end < start else end


def _wrong(status: int, field: str, why: object) -> Exception:
    return of_fields(status, [FieldFault(field=field, code="invalid", message=str(why))])
