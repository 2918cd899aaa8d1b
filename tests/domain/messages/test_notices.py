"""Of kinds of notices: which are of a series, second hand, secret, or belong into a calendar."""

from domain.messages.notices import (
    BETWEEN_COACHES,
    FOR_CALENDARS,
    PASSED_ON,
    QUESTIONS,
    REMINDERS,
    REMINDING,
    SECOND_HAND,
    SECRET,
    SERIES_TO_COACH,
    SERIES_TO_CUSTOMER,
    Lane,
    NoticeKind,
)


def test_reminders_of_a_day_and_an_hour_are_those_of_every_version() -> None:
    assert REMINDING == {1440: NoticeKind.REMINDER_24H, 60: NoticeKind.REMINDER_1H}
    assert {kind for kind in NoticeKind if kind.value.startswith("reminder")} == REMINDERS


def test_kinds_of_a_series_are_told_to_its_coach_or_to_its_customer() -> None:
    assert not set(SERIES_TO_COACH) & set(SERIES_TO_CUSTOMER)
    assert {kind.value.removeprefix("series_") for kind in SERIES_TO_COACH} >= {
        *("request", "booked", "cancelled_by_customer", "moved_by_customer"),
        *("in_your_place", "lapsed"),
    }
    assert {kind.value.removeprefix("series_") for kind in SERIES_TO_CUSTOMER} >= {
        *("by_coach", "approved", "declined", "cancelled_by_coach", "moved_by_coach"),
        *("expired", "restored"),
    }


def test_what_is_passed_on_is_not_passed_on_once_more() -> None:
    assert {"in_place", "in_your_place", "series_in_your_place", "unreached"} <= SECOND_HAND
    assert {"customer_erased", "hand_over", "imported_requests"} <= PASSED_ON
    assert not SECOND_HAND & PASSED_ON
    assert {
        *("hand_over", "hand_over_taken", "hand_over_refused", "hand_over_lapsed"),
    } <= BETWEEN_COACHES
    assert {"asks_cancel", "asks_move", "late"} <= QUESTIONS
    assert {"code"} <= SECRET


def test_what_stands_from_now_on_belongs_into_a_calendar() -> None:
    assert FOR_CALENDARS >= REMINDERS
    assert {
        *("agreed", "approved", "ask_taken", "booked", "booked_by_coach", "chosen"),
        *("handed_over", "hand_over_given", "moved_by_coach", "moved_by_customer", "restored"),
        *("room_changed", "series_approved", "series_booked", "series_by_coach"),
        *("series_moved_by_coach", "series_moved_by_customer", "series_restored"),
    } <= FOR_CALENDARS


def test_somebody_who_waits_goes_before_all_that_can_wait() -> None:
    assert sorted(Lane) == [Lane.INTERACTIVE, Lane.REMINDER, Lane.BROADCAST]
    assert [lane.patient for lane in sorted(Lane)] == [False, True, True]
