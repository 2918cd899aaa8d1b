"""Cursors of lists: where a page ended, opaque so that nobody relies on their content.

A forged one only gives a page that the caller may see anyway: a cursor says where, never what.
"""

import base64
import binascii
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from handlers.http.api.request_faults import FieldFault, of_fields
from handlers.http.api.shapes import MOST_ID

T = TypeVar("T")


def encode_cursor(place: Any) -> str:
    """A position, of plain values, as a cursor."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).rstrip(b"=").decode()


def decode_cursor(cursor: str, kind: type[T]) -> T:
    """The position in a cursor. Raises Unacceptable: 400."""
    try:
        raw = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
        place = msgspec.json.decode(raw, type=kind)
        if all(map(_is_possible, _plain(msgspec.json.decode(raw)))):
            return place
        raise ValueError("of no list that a database keeps")
    except (ValueError, binascii.Error, msgspec.MsgspecError):
        wrong = FieldFault(field="cursor", code="invalid", message="Is no cursor of this list")
        raise of_fields(400, [wrong]) from None


def _plain(place: Any) -> Iterator[Any]:
    """The single values of a position."""
    if isinstance(place, list | dict):
        for inner in place.values() if isinstance(place, dict) else place:
            yield from _plain(inner)
    else:
        yield place


def _is_possible(value: Any) -> bool:
    """Whether a database can search for it at all."""
    if isinstance(value, str):
        return "\0" not in value
    return not isinstance(value, int) or -MOST_ID <= value <= MOST_ID
