"""Messages between the two people of a session, who write to each other through the business.

Neither learns the other's address: only what was said is passed on, so no contacts, and no files,
which tell where and by whom they were made. Writing is open from the booking until as long after
the session's end as the business says, whatever becomes of it. Either side can stop hearing from
the other; the team can take writing away from somebody others complain about. Coaches send "I am
late" as a message; customers say it in answer to a reminder (`domain.appointments.attendance`).
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.appointments.appointment import Appointment, Status
from domain.appointments.attendance import takes_place
from domain.appointments.message_refusals import (
    CannotBeLate,
    CannotPassOn,
    TooManyMessages,
    WritingOver,
)
from domain.refusals import BadInput
from domain.text import field_text

LONGEST_WRITING: Final = 60 * 1440  # minutes after the end, whatever a business says
KEPT: Final = timedelta(days=90)  # then messages are deleted
LATE_WITHIN: Final = timedelta(hours=3)  # before the start: people know by then
LATE: Final = (5, 10, 15)  # minutes to tap
LATEST: Final = 120  # minutes that can be typed
LONGEST_TEXT: Final = 3_500  # UTF-16 units, as Telegram counts; the sender's name goes above it
LONGEST_CAPTION: Final = 700
LONGEST_ID: Final = 512  # of a file
# At most this many in this long, from one person to everybody: more is not a conversation.
MOST: Final = ((10, timedelta(minutes=10)), (60, timedelta(days=1)))


class ContentKind(StrEnum):
    """What a message is; the values are what the database stores."""

    TEXT = "text"
    PHOTO = "photo"
    VOICE = "voice"
    PLACE = "place"
    LATE = "late"  # "I am running late", said by a button and in the reader's language


FILES: Final = frozenset({ContentKind.PHOTO, ContentKind.VOICE})


@dataclass(frozen=True, slots=True)
class Content:
    """What is said. text: for a file, its caption. file_id: Telegram's, for our bot.

    latitude, longitude: degrees, for a place. minutes: how late.
    """

    kind: ContentKind
    text: str | None = None
    file_id: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    minutes: int | None = None


def validate_content(content: Content) -> Content:
    """The content as it is passed on. Raises BadInput with the bound it broke, CannotPassOn."""
    if content.kind is ContentKind.TEXT:
        return Content(ContentKind.TEXT, _text(content.text or "", "message", LONGEST_TEXT))
    if content.kind in FILES:
        if not content.file_id or len(content.file_id) > LONGEST_ID:
            raise CannotPassOn
        caption = (content.text or "").strip()
        text = _text(caption, "caption", LONGEST_CAPTION) if caption else None
        return Content(content.kind, text, content.file_id)
    if content.kind is ContentKind.PLACE:
        latitude, longitude = content.latitude, content.longitude
        if latitude is None or longitude is None or not _on_earth(latitude, longitude):
            raise CannotPassOn
        return Content(ContentKind.PLACE, latitude=latitude, longitude=longitude)
    if content.minutes is None or not 1 <= content.minutes <= LATEST:
        raise BadInput("late", LATEST)
    return Content(ContentKind.LATE, minutes=content.minutes)


def closes(appointment: Appointment) -> datetime:
    """Until when (UTC) its two people may write to each other."""
    return appointment.ends_at + timedelta(minutes=appointment.writing_minutes)


def writable(appointment: Appointment, now: datetime) -> bool:
    """Whether its two people may write to each other."""
    return appointment.status is not Status.HELD and now < closes(appointment)


def may_write(appointment: Appointment, now: datetime) -> None:
    """Raise WritingOver unless they may."""
    if not writable(appointment, now):
        raise WritingOver(appointment.id)


def readable(appointment: Appointment, now: datetime) -> bool:
    """Whether any of what they wrote may be left."""
    return appointment.status is not Status.HELD and now < closes(appointment) + KEPT


def may_report_late(appointment: Appointment, now: datetime) -> bool:
    """Whether the session is close enough, or under way, for a message that one is late for it."""
    near = appointment.starts_at - LATE_WITHIN <= now < appointment.ends_at
    return near and takes_place(appointment)


def check_late(content: Content, appointment: Appointment, now: datetime) -> None:
    """Raise CannotBeLate if the message says that one is late, and it is no time for that."""
    if content.kind is ContentKind.LATE and not may_report_late(appointment, now):
        raise CannotBeLate(appointment.id)


def check_rate(counts: tuple[tuple[int, datetime | None], ...], now: datetime) -> None:
    """Raise TooManyMessages if somebody has written as many as they may.

    counts: for each window of MOST, how many in it, and when (UTC) the first of them.
    """
    for (most, within), (count, first) in zip(MOST, counts, strict=True):
        if count >= most and first is not None:
            raise TooManyMessages(math.ceil((first + within - now).total_seconds() / 60))


def _text(text: str, field: str, longest: int) -> str:
    plain = field_text.passage(text, field, longest)
    if len(plain.encode("utf-16-le", "surrogatepass")) // 2 > longest:
        raise BadInput(field, longest)
    return plain


def _on_earth(latitude: float, longitude: float) -> bool:
    return abs(latitude) <= 90 and abs(longitude) <= 180
