"""The kinds of fields in requests and answers, bounded before anything else sees them.

A request is a `RequestShape`, an answer an `AnswerShape`; msgspec reads, checks and writes both,
and describes them in the OpenAPI. Every object has a name, and an absent field is left out, never
null: generated clients read both well.
"""

from datetime import datetime
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

MOST_ID: Final = 2**63 - 1


def within(bounds: tuple[int, int], description: str | None = None) -> Meta:
    """A number from the first of these to the second."""
    least, most = bounds
    return Meta(ge=least, le=most, description=description)


Id = Annotated[int, Meta(ge=1, le=MOST_ID, description="The number of a record.")]
Minutes = Annotated[int, Meta(ge=0, le=525_600, description="A number of minutes.")]
Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Limit = Annotated[int, Meta(ge=1, le=100, description="How many at most.")]
ZoneName = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=64,
        description="A zone of the IANA database, such as Europe/Berlin; old names are accepted.",
    ),
]
Cursor = Annotated[
    str, Meta(min_length=1, max_length=400, description="`next` of the previous page, unchanged.")
]
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$", description="ISO 4217.")]
Day = Annotated[
    str,
    Meta(
        pattern=r"^\d{4}-\d{2}-\d{2}$",
        description="A whole day, ISO 8601: 2026-05-01.",
        extra_json_schema={"format": "date"},
    ),
]
WallTime = Annotated[
    str,
    Meta(
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$",
        description="A time of the day: 09:30. 24:00 is the end of the day.",
    ),
]
# Times of day at which something happens daily; 24:00 would be on the next one.
DailyTime = Annotated[
    str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="A time of the day: 09:30.")
]


class RequestShape(Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The content of a request. Unknown fields are refused."""


class AnswerShape(Struct, kw_only=True, omit_defaults=True):
    """The content of an answer. Later versions may add fields."""


class _Plain(type):
    """Makes msgspec read an `Instant` as a plain datetime."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, datetime)


class Instant(datetime, metaclass=_Plain):
    """The type of a field that holds an instant, read by the rules of `instants`.

    Its value is a plain datetime in UTC, as in storage.
    """


class Money(AnswerShape):
    """A price. minor: in the smallest unit of the currency, such as cents."""

    minor: int
    currency: str


class Page(AnswerShape):
    """What every list has. next: the cursor of the next page, left out on the last one."""

    next: str | None = None


def schema_hook(kind: type) -> dict[str, object]:
    """How msgspec describes a type that it does not know."""
    if kind is Instant:
        return {
            "type": "string",
            "format": "date-time",
            "description": "An instant with its offset, ISO 8601: 2026-05-01T15:00:00+02:00.",
        }
    raise NotImplementedError(kind)


def encode_json(value: object) -> bytes:
    """An answer as JSON, in UTF-8."""
    return _ENCODER.encode(value)


_ENCODER: Final = msgspec.json.Encoder()
