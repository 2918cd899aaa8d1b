"""What may be passed on between the two people of a session, and until when."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.appointments import correspondence
from domain.appointments.appointment import Status
from domain.appointments.correspondence import (
    LATE_WITHIN,
    LONGEST_CAPTION,
    LONGEST_ID,
    LONGEST_TEXT,
    MOST,
    Content,
    ContentKind,
    check_late,
    check_rate,
    closes,
    may_report_late,
    may_write,
    readable,
    validate_content,
    writable,
)
from domain.appointments.message_refusals import (
    CannotBeLate,
    CannotPassOn,
    TooManyMessages,
    WritingOver,
)
from domain.refusals import BadInput, Refusal
from tests.domain.appointments.test_appointment import STARTS, an_appointment

SECOND = timedelta(seconds=1)
SESSION = an_appointment()
NOW = STARTS - timedelta(days=1)


@pytest.mark.parametrize(
    "content",
    [
        Content(ContentKind.TEXT, "x" * LONGEST_TEXT),
        Content(ContentKind.PHOTO, "x" * LONGEST_CAPTION, "AgAC"),
        Content(ContentKind.PHOTO, None, "AgAC"),
        Content(ContentKind.VOICE, None, "A" * LONGEST_ID),
        Content(ContentKind.PLACE, latitude=-90, longitude=180),
        Content(ContentKind.LATE, minutes=120),
    ],
    ids=lambda content: content.kind,
)
def test_what_is_within_its_bounds_is_passed_on_as_it_is(content: Content) -> None:
    assert validate_content(content) == content


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (Content(ContentKind.TEXT, "x" * (LONGEST_TEXT + 1)), BadInput("message", LONGEST_TEXT)),
        (
            Content(ContentKind.TEXT, "🎾" * (LONGEST_TEXT // 2 + 1)),
            BadInput("message", LONGEST_TEXT),
        ),
        (Content(ContentKind.TEXT, "\u200b \u202e"), BadInput("message", LONGEST_TEXT)),
        (Content(ContentKind.TEXT), BadInput("message", LONGEST_TEXT)),
        (
            Content(ContentKind.PHOTO, "x" * (LONGEST_CAPTION + 1), "AgAC"),
            BadInput("caption", LONGEST_CAPTION),
        ),
        (Content(ContentKind.PHOTO, "look"), CannotPassOn()),
        (Content(ContentKind.VOICE, None, "A" * (LONGEST_ID + 1)), CannotPassOn()),
        (Content(ContentKind.PLACE, latitude=90.1, longitude=0), CannotPassOn()),
        (Content(ContentKind.PLACE, latitude=-90.1, longitude=0), CannotPassOn()),
        (Content(ContentKind.PLACE, latitude=0, longitude=-180.1), CannotPassOn()),
        (Content(ContentKind.PLACE, latitude=float("nan"), longitude=0), CannotPassOn()),
        (Content(ContentKind.PLACE, latitude=1), CannotPassOn()),
        (Content(ContentKind.PLACE, longitude=1), CannotPassOn()),
        (Content(ContentKind.LATE), BadInput("late", 120)),
        (Content(ContentKind.LATE, minutes=0), BadInput("late", 120)),
        (Content(ContentKind.LATE, minutes=121), BadInput("late", 120)),
    ],
)
def test_what_is_beyond_them_is_refused(content: Content, refusal: Refusal) -> None:
    with pytest.raises(type(refusal)) as refused:
        validate_content(content)
    assert refused.value == refusal


def test_what_is_not_said_is_left_out() -> None:
    assert (
        validate_content(Content(ContentKind.TEXT, "half a pair \ud83d")).text
        == "half a pair \ud83d"
    )
    assert validate_content(Content(ContentKind.PHOTO, " \n", "AgAC")) == Content(
        ContentKind.PHOTO, None, "AgAC"
    )
    assert validate_content(Content(ContentKind.LATE, "x", "y", 1, 2, 1)) == Content(
        ContentKind.LATE, minutes=1
    )
    assert validate_content(Content(ContentKind.PLACE, "x", "y", 1, 2, 3)) == Content(
        ContentKind.PLACE, latitude=1, longitude=2
    )


@given(st.text(max_size=4096))
def test_a_text_that_is_passed_on_says_the_same_and_fits(text: str) -> None:
    try:
        message = validate_content(Content(ContentKind.TEXT, text)).text
    except BadInput:
        return
    assert message is not None
    assert message == text.strip()
    assert len(message.encode("utf-16-le", "surrogatepass")) <= 2 * LONGEST_TEXT


@pytest.mark.parametrize("status", Status)
def test_writing_is_open_from_the_booking_until_days_after_the_session(status: Status) -> None:
    session, end = replace(SESSION, status=status), closes(SESSION)
    assert end == SESSION.ends_at + timedelta(days=7)
    booked = status is not Status.HELD
    assert writable(session, NOW) == writable(session, end - SECOND) == booked
    assert not writable(session, end)
    assert readable(session, end) == booked
    assert not readable(session, end + correspondence.KEPT)
    with pytest.raises(WritingOver) as refused:
        may_write(session, end)
    assert refused.value == WritingOver(SESSION.id)
    if booked:
        may_write(session, end - SECOND)


def test_the_business_says_how_long_one_may_write_afterwards() -> None:
    until_it_ends = replace(SESSION, writing_minutes=0)
    assert closes(until_it_ends) == SESSION.ends_at
    longest = replace(SESSION, writing_minutes=correspondence.LONGEST_WRITING)
    assert writable(longest, SESSION.ends_at + timedelta(days=60) - SECOND)
    assert not writable(longest, SESSION.ends_at + timedelta(days=60))


def test_one_is_late_for_a_session_that_is_near_or_under_way() -> None:
    near = SESSION.starts_at - LATE_WITHIN
    assert may_report_late(SESSION, near)
    assert may_report_late(SESSION, SESSION.ends_at - SECOND)
    assert not may_report_late(SESSION, near - SECOND)
    assert not may_report_late(SESSION, SESSION.ends_at)
    assert not may_report_late(replace(SESSION, status=Status.CANCELLED), near)
    assert not may_report_late(replace(SESSION, rescue_id=1), near)


def test_that_one_is_late_is_said_of_nothing_else() -> None:
    far = SESSION.starts_at - LATE_WITHIN - SECOND
    late = Content(ContentKind.LATE, minutes=5)
    with pytest.raises(CannotBeLate) as refused:
        check_late(late, SESSION, far)
    assert refused.value == CannotBeLate(SESSION.id)
    check_late(late, SESSION, SESSION.starts_at)
    check_late(Content(ContentKind.TEXT, "Late"), SESSION, far)


def test_who_has_written_as_many_as_they_may_waits_until_the_first_is_long_ago() -> None:
    first = NOW - timedelta(minutes=4)
    few = tuple((most - 1, first) for most, _ in MOST)
    check_rate(few, NOW)
    check_rate(tuple((0, None) for _ in MOST), NOW)
    with pytest.raises(TooManyMessages) as refused:
        check_rate(((MOST[0][0], first), few[1]), NOW)
    assert refused.value.minutes == 6
    with pytest.raises(TooManyMessages) as refused:
        check_rate(((MOST[0][0], first), few[1]), NOW - SECOND)
    assert refused.value.minutes == 7  # begun ones count
    with pytest.raises(TooManyMessages):
        check_rate((few[0], (MOST[1][0], first)), NOW)
