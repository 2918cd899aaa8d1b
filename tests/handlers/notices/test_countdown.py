"""What a reminder says about how far ahead the session is, at the moment it is sent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.services.meeting import Meeting
from domain.services.service import Money
from handlers.actions.appointments.appointment_messages import facts_of
from handlers.wording.words import words_for
from tests.handlers.notices.rendered import render

BERLIN, TOKYO, HONOLULU = "Europe/Berlin", "Asia/Tokyo", "Pacific/Honolulu"


def session(starts_at: datetime, zone: str = BERLIN) -> Appointment:
    return Appointment(
        id=1, code="ABC234", coach_id=1, coach_name="Anna Berg", customer_id=2,
        customer_name="Mia", service_id=1, service_title="Coaching", minutes=60,
        status=Status.CONFIRMED, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1),
        place=None, zone=zone, wall_start=starts_at.replace(tzinfo=None), price=Money(0, "EUR"),
        note=None, reason=None, version=1, attending_at=None, held_until=None,
    )  # fmt: skip


TEN = datetime(2031, 5, 8, 8, 0, tzinfo=UTC)  # in Berlin


def countdown(
    kind: str, ahead: timedelta | None, *, zone: str | None = None, starts_at: datetime = TEN,
    language: str = "en", meeting: Meeting = Meeting.ON_SITE,
) -> str:  # fmt: skip
    now = None if ahead is None else starts_at - ahead
    appointment = replace(session(starts_at), meeting=meeting)
    screen = render(kind, facts_of(appointment), words_for(language), zone, now)
    title = screen.text.partition("\n")[0].removeprefix("<b>").removesuffix("</b>")
    return title.partition("Anna Berg ")[2]


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (24 * 60, "is tomorrow at 10:00"),
        (24 * 60 - 1, "is tomorrow at 10:00"),
        (10 * 60 + 1, "is tomorrow at 10:00"),
        (10 * 60, "is today at 10:00"),
        (3 * 60, "is today at 10:00"),
        (96, "is today at 10:00"),
        (90, "begins in 90 min"),
        (60, "begins in 1 hour"),
        (59.96, "begins in 1 hour"),
        (40.2, "begins in 40 min"),
        (9, "begins in 9 min"),
        (0.1, "begins in 1 min"),
    ],
)
def test_it_is_told_at_the_moment_of_sending_also_when_that_is_late(
    minutes: float, text: str
) -> None:
    for kind in ("reminder_24h", "reminder_1h"):
        assert countdown(kind, timedelta(minutes=minutes)) == text


def test_in_time_the_two_reminders_differ() -> None:
    assert countdown("reminder_24h", None) == "is tomorrow at 10:00"
    assert countdown("reminder_1h", None) == "begins in 1 hour"
    assert countdown("reminder_24h", None, language="de") == "ist morgen um 10:00 Uhr"
    assert countdown("reminder_1h", None, language="de") == "beginnt in 1 Stunde"


def test_from_anywhere_it_is_the_readers_day_that_counts_and_their_clock_is_named() -> None:
    day = timedelta(days=1)
    online = Meeting.ONLINE
    assert (
        countdown("reminder_24h", day, zone="Europe/Paris", meeting=online)
        == "is tomorrow at 10:00"
    )
    tokyo = countdown("reminder_24h", day, zone=TOKYO, meeting=online)
    assert tokyo == "is tomorrow at 17:00 (Tokyo)"
    late = timedelta(hours=10, minutes=30)  # in Berlin yesterday, in Tokyo today
    assert countdown("reminder_24h", late, meeting=online) == "is tomorrow at 10:00"
    tokyo = countdown("reminder_24h", late, zone=TOKYO, meeting=online)
    assert tokyo == "is today at 17:00 (Tokyo)"
    honolulu = countdown("reminder_24h", late, zone=HONOLULU, meeting=online)
    assert honolulu == "is today at 22:00 (Honolulu)"


def test_on_site_it_is_the_day_there_and_its_clock_is_named_to_who_lives_elsewhere() -> None:
    day, late = timedelta(days=1), timedelta(hours=10, minutes=30)
    assert countdown("reminder_24h", day, zone="Europe/Paris") == "is tomorrow at 10:00"
    assert countdown("reminder_24h", day, zone=TOKYO) == "is tomorrow at 10:00 (Berlin)"
    assert countdown("reminder_24h", late, zone=HONOLULU) == "is tomorrow at 10:00 (Berlin)"


def test_a_day_of_25_hours_is_one_day() -> None:
    late = datetime(2031, 10, 26, 22, 30, tzinfo=UTC)  # 23:30 in Berlin
    assert countdown("reminder_24h", timedelta(days=1), starts_at=late) == "is today at 23:30"
    early = datetime(2031, 10, 26, 23, 0, tzinfo=UTC)  # midnight
    assert countdown("reminder_24h", timedelta(days=1), starts_at=early) == "is tomorrow at 00:00"


def test_two_days_ahead_the_day_is_named() -> None:
    assert countdown("reminder_24h", timedelta(days=2)) == "is on Thu 8 May at 10:00"
