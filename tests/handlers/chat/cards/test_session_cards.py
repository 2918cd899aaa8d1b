"""Cards of a session show its state, and it is recorded what they show."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.messages.notices import SERIES_TO_COACH, SERIES_TO_CUSTOMER
from domain.services.service import Money
from handlers.actions.appointments.appointment_messages import facts_of
from handlers.buttons.links import PickCoach, ShowMonth
from handlers.buttons.press import Home, Press
from handlers.notices.rendering import NOTICES
from handlers.wording import cards
from handlers.wording.words import words_for
from storage.appointments.cards import CardSide, CardSubject
from tests.handlers.notices.rendered import render

START = datetime(2031, 5, 8, 8, tzinfo=UTC)
SESSION = Appointment(
    id=7,
    code="ABC234",
    coach_id=2,
    coach_name="Anna",
    customer_id=3,
    customer_name="Mia",
    service_id=1,
    service_title="Yoga",
    minutes=60,
    status=Status.PENDING,
    starts_at=START,
    ends_at=START + timedelta(hours=1),
    place=None,
    zone="Europe/Berlin",
    wall_start=datetime(2031, 5, 8, 10),
    price=Money(5000, "EUR"),
    note=None,
    reason=None,
    version=4,
    attending_at=None,
    held_until=None,
)
MORE = {
    "until": START.isoformat(),
    "of": "request",
    "reached": False,
    "team": True,
    "was": START.isoformat(),
}
# Of no session, or of more than one.
OF_NO_SESSION = {
    "coach_welcome",
    "customer_erased",
    "import_ended",
    "imported_requests",
    "coach_added",
    "calendar_changed",
    "group_decided",
    "role",
    "account_linked",
    "api_key_made",
    "coach_gone",
    "coach_back",
    "coach_came_in",
    "dead_letters",
    "trouble",
    "trouble_over",
    "webhook_stopped",
    "report",
    "two_records",
    "wait_offer",
    "wait_closed",
    # About a session, below which its card stays what it is.
    "message",
    "message_lost",
    "broadcast",
    "complaint",
    # Of a rescue, whose card it is.
    "rescue_made",
    "rescue_done",
    "morning_digest",
    "evening_digest",
    # Of a session that is not its reader's: not yet, or not any more.
    "hand_over",
    "hand_over_taken",
}
OF_NO_SESSION |= {"application", "application_answered", "application_question"}
OF_NO_SESSION |= {"signed_in", "sign_in_stolen", "account_locked", "account_changed"}
OF_NO_SESSION |= {"account_code", "has_account", "contact_moved"}
OF_NO_SESSION |= {"codes_withheld", "signed_out"}
OF_NO_SESSION |= {"code", "house_message"}
OF_NO_SESSION |= {"coach_suspended", "suspension_over"}
OF_NO_SESSION |= {"application_approved", "application_declined"}
OF_NO_SESSION |= {*SERIES_TO_COACH, *SERIES_TO_CUSTOMER, "series_ending"}
TO_CUSTOMERS = {
    *(
        "approved",
        "declined",
        "booked_by_coach",
        "cancelled_by_coach",
        "moved_by_coach",
        "restored",
        "expired",
        "unreached",
    ),
    *("proposed", "proposal_expired", "reminder_24h", "reminder_1h", "reminder", "room_changed"),
    *("agreed", "refused", "stands", "asked", "ask_lapsed"),
    *("rescue_offer", "rescue_cancelled", "rescue_lapsed", "handed_over"),
}


@pytest.mark.parametrize("status", [Status.PENDING, Status.CONFIRMED, Status.CANCELLED])
@pytest.mark.parametrize("kind", sorted(NOTICES.keys() - OF_NO_SESSION))
def test_a_notice_of_a_session_is_known_as_its_card_and_so_are_its_buttons(
    kind: str, status: Status
) -> None:
    proposed = (START + timedelta(days=1),) if kind == "proposed" else ()
    a = replace(SESSION, status=status, proposed=proposed)
    if kind == "unreached" and status is Status.CANCELLED:
        return

    screen = render(kind, facts_of(a) | MORE, words_for("en"), None)

    to_customer = kind in TO_CUSTOMERS
    assert screen.shows == (CardSubject.to_customer(a) if to_customer else CardSubject.to_coach(a))
    assert screen.shows.side is (CardSide.CUSTOMER if to_customer else CardSide.COACH)
    keys = [key.opens for row in screen.rows for key in row]
    assert [key for key in keys if isinstance(key, Press) and not key.on_card()] == []


def test_the_way_to_a_booking_and_the_menu_write_nothing_down() -> None:
    """Each of these is pressed for every booking; it must not cost another statement."""
    day = START.date()
    for press in (Home(), PickCoach(1, 2), ShowMonth(1, 2, 0, day)):
        assert not press.on_card()
    assert ShowMonth(1, 2, 7, day).on_card()


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", ["lapsed", "expired", "declined", "cancelled_by_coach"])
def test_what_is_off_says_so_first_and_its_time_is_struck_out(language: str, kind: str) -> None:
    words = words_for(language)
    a = replace(SESSION, status=Status.EXPIRED)

    text = render(kind, facts_of(a), words, "Europe/Berlin").text

    assert text.startswith("<b>✕ ")
    assert f"<s>{words.text('card.when', when=words.at(START, a.read_in(None)))}</s>" in text


def test_a_coach_hears_which_side_let_a_request_lapse() -> None:
    words, a = words_for("en"), replace(SESSION, status=Status.EXPIRED)

    unanswered = render("lapsed", facts_of(a), words, None)
    unchosen = render("lapsed", facts_of(a) | {"proposed_before": True}, words, None)

    assert "Mia was not answered" in unanswered.text
    assert "Mia chose none of the times" in unchosen.text
    assert unanswered.rows == unchosen.rows == ()


@pytest.mark.parametrize(
    ("status", "mark"),
    [
        (Status.PENDING, " ⏳"),
        (Status.CONFIRMED, ""),
        (Status.COMPLETED, ""),
        (Status.CANCELLED, " ✕"),
        (Status.DECLINED, " ✕"),
        (Status.EXPIRED, " ✕"),
    ],
)
def test_a_status_line_has_its_mark(status: Status, mark: str) -> None:
    assert cards.with_status_mark("As it is", replace(SESSION, status=status)) == f"As it is{mark}"
