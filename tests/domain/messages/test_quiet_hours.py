"""What is heard in quiet hours."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.messages.notices import REMINDERS, NoticeKind
from domain.messages.quiet_hours import (
    CHANGES,
    HEARD,
    NEAR,
    QuietHours,
    makes_sound,
    validate_hours,
)
from domain.refusals import BadInput

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SOON, LATER = NOW + timedelta(hours=3), NOW + NEAR


@pytest.mark.parametrize(
    ("hours", "quiet", "loud"),
    [
        (QuietHours(22 * 60, 7 * 60), [22 * 60, 0, 7 * 60 - 1], [7 * 60, 12 * 60, 22 * 60 - 1]),
        (QuietHours(13 * 60, 14 * 60), [13 * 60, 14 * 60 - 1], [0, 14 * 60, 23 * 60]),
        (QuietHours(0, 6 * 60), [0, 359], [360, 1439]),
    ],
)
def test_hours_may_lie_over_midnight(hours: QuietHours, quiet: list[int], loud: list[int]) -> None:
    assert all(map(hours.holds, quiet))
    assert not any(map(hours.holds, loud))


def test_reminders_are_always_heard_and_chatter_never() -> None:
    for kind in (NoticeKind.REMINDER, NoticeKind.REMINDER_1H, NoticeKind.LATE):
        assert makes_sound(kind, [LATER], NOW)
    for kind in (
        NoticeKind.MESSAGE,
        NoticeKind.NUDGE,
        NoticeKind.REQUEST,
        NoticeKind.MORNING_DIGEST,
        NoticeKind.EVENING_DIGEST,
    ):
        assert not makes_sound(kind, [SOON], NOW)
    assert not makes_sound("of a newer version", [SOON], NOW)
    assert not HEARD & CHANGES


def test_what_is_heard_is_named_kind_by_kind() -> None:
    assert REMINDERS | {"late", "wait_offer", "unreached", "dead_letters"} <= HEARD
    assert {
        *("cancelled_by_customer", "moved_by_customer", "cancelled_by_coach", "moved_by_coach"),
        *("room_changed", "asks_cancel", "asks_move", "booked", "approved", "declined", "agreed"),
        *("asked", "ask_taken", "ask_declined", "ask_unanswered", "ask_lapsed", "chosen"),
        *("rescue_offer", "rescue_cancelled", "rescue_lapsed", "unheard"),
        *("hand_over", "hand_over_taken", "hand_over_refused", "hand_over_lapsed"),
        *("hand_over_given", "handed_over"),
        *("series_cancelled_by_customer", "series_moved_by_customer", "series_booked"),
        *("series_cancelled_by_coach", "series_moved_by_coach", "series_by_coach"),
        *("series_approved", "series_declined"),
    } <= CHANGES


def test_a_change_is_heard_where_the_session_is_near_as_it_is_or_as_it_was() -> None:
    for kind in sorted(CHANGES):
        assert makes_sound(kind, [SOON], NOW)
        assert makes_sound(kind, [LATER, SOON], NOW)
        assert makes_sound(kind, [NOW], NOW)
        assert not makes_sound(kind, [LATER], NOW)
        assert not makes_sound(kind, [NOW - timedelta(hours=1)], NOW)
        assert not makes_sound(kind, [], NOW)


@pytest.mark.parametrize(("starts", "ends"), [(0, 0), (-1, 5), (5, -1), (5, 1440), (1440, 5)])
def test_nonsense_is_refused(starts: int, ends: int) -> None:
    with pytest.raises(BadInput) as refused:
        validate_hours(starts, ends)
    assert refused.value == BadInput("quiet_hours", 1440)


def test_quiet_hours_may_begin_at_any_minute_of_the_day_and_end_at_another() -> None:
    assert validate_hours(0, 1439) == QuietHours(0, 1439)
    assert validate_hours(1439, 0) == QuietHours(1439, 0)
