"""Cursors of lists: where a page ended, packed so that nobody builds on what is inside.

Whoever forges one gets a page that they may see anyhow: a cursor says where, never what.
"""

import base64
import binascii
from typing import Any, TypeVar

import msgspec

from handlers.http.api.complaints import Complaint, of_fields

T = TypeVar("T")


def packed(place: Any) -> str:
    """A place, of plain values, as a cursor."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).rstrip(b"=").decode()


def unpacked(cursor: str, kind: type[T]) -> T:
    """The place of a cursor. Raises Unacceptable: 400."""
    try:
        raw = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
        return msgspec.json.decode(raw, type=kind)
    except (ValueError, binascii.Error, msgspec.MsgspecError):
        wrong = Complaint(field="cursor", code="invalid", message="Is no cursor of this list")
        raise of_fields(400, [wrong]) from None
