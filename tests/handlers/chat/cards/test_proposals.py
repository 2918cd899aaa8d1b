"""Proposed times on cards, on buttons and in mails."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.services.display_zones import of_calendar
from domain.services.service import Money
from handlers.actions.appointments.appointment_messages import appointment_of, facts_of
from handlers.buttons.proposal_keys import RefuseProposed, TakeProposed
from handlers.buttons.screen import Screen
from handlers.chat.coach.requests.marks import MarkDay, MarkMonth, SendMarked
from handlers.notices import rendering
from handlers.notices.mail import compose_email
from handlers.wording.words import words_for
from tests.handlers.notices.rendered import render

STARTS = datetime(2026, 5, 12, 13, 0, tzinfo=UTC)
REQUEST = Appointment(
    id=12,
    code="K7M2QX",
    coach_id=1,
    coach_name="Anna Berg",
    customer_id=2,
    customer_name="Mia Keller",
    service_id=1,
    service_title="Coaching",
    minutes=60,
    status=Status.PENDING,
    starts_at=STARTS,
    ends_at=STARTS + timedelta(hours=1),
    place=None,
    zone="Europe/Berlin",
    wall_start=datetime(2026, 5, 12, 15, 0),
    price=Money(6000, "EUR"),
    note=None,
    reason=None,
    version=2,
    attending_at=None,
    held_until=None,
    proposed=(datetime(2026, 5, 13, 1, 30, tzinfo=UTC), datetime(2026, 5, 14, 7, 0, tzinfo=UTC)),
)


def proposal_screen(language: str, zone: str | None) -> Screen:
    return render("proposed", facts_of(REQUEST), words_for(language), zone)


def labels(screen: Screen) -> list[str]:
    return [key.label for row in screen.rows for key in row]


@pytest.mark.parametrize(
    ("language", "zone", "wanted"),
    [
        ("en", None, ["Wed 13 May, 03:30", "Thu 14 May, 09:00", "None of these", "Another time"]),
        (
            "de",
            "America/New_York",
            ["Mi., 13. Mai, 03:30", "Do., 14. Mai, 09:00", "Keine davon", "Andere Zeit"],
        ),
    ],
)
def test_the_buttons_say_the_venues_time_as_the_list_does_in_the_customers_language(
    language: str, zone: str | None, wanted: list[str]
) -> None:
    assert labels(proposal_screen(language, zone)) == wanted


def test_the_card_lists_the_venues_time_and_the_readers_where_it_differs() -> None:
    assert "<b>Wed, 13 May 2026, 03:30 (Berlin)</b>" in proposal_screen("en", "Europe/Paris").text
    assert "Your time" not in proposal_screen("en", "Europe/Paris").text
    assert "Tue, 12 May 2026, 21:30 (New York)" in proposal_screen("en", "America/New_York").text


@pytest.mark.parametrize(
    ("language", "until"),
    [
        ("en", "Your request stands until Tue, 12 May 2026, 15:00 (Berlin)."),
        ("de", "Deine Anfrage gilt bis Di., 12. Mai 2026, 15:00 Uhr (Berlin)."),
    ],
)
def test_the_customer_reads_until_when_there_is_a_choice(language: str, until: str) -> None:
    assert until in proposal_screen(language, None).text


@pytest.mark.parametrize(
    ("language", "title", "kept", "none"),
    [
        ("en", "Anna Berg proposes another time", "It is not kept free", "Not this one"),
        ("de", "Anna Berg schlägt eine andere Zeit vor", "Sie wird nicht", "Passt mir nicht"),
    ],
)
def test_one_proposed_time_is_spoken_of_as_one(
    language: str, title: str, kept: str, none: str
) -> None:
    alone = replace(REQUEST, proposed=REQUEST.proposed[:1])
    screen = render("proposed", facts_of(alone), words_for(language), None)
    assert title in screen.text
    assert kept in screen.text
    assert none in labels(screen)


def test_a_letter_names_the_proposed_times_without_buttons() -> None:
    email = compose_email(
        rendering.compose("proposed", facts_of(REQUEST), words_for("en"), "Europe/Berlin"),
        words_for("en"),
        chat="https://t.me/northside_bot",
        now=STARTS - timedelta(days=3),
    )
    written = message_from_bytes(email.as_bytes(), policy=default)
    assert isinstance(written, EmailMessage)
    assert written["Subject"] == "Anna Berg proposes other times"
    plain = written.get_body(("plain",))
    assert plain is not None
    assert "Wed, 13 May 2026, 03:30 (Berlin)" in plain.get_content()
    assert "Thu, 14 May 2026, 09:00 (Berlin)" in plain.get_content()
    assert "Tap " not in plain.get_content()


def test_what_was_written_down_before_there_were_proposals_is_still_read() -> None:
    facts = facts_of(REQUEST)
    assert appointment_of(facts) == REQUEST
    del facts["proposed"]
    assert appointment_of(facts) == replace(REQUEST, proposed=())


def test_marks_of_the_largest_ids_and_latest_times_fit_on_a_button() -> None:
    most, minute, day = 10**15, 541_728_000, date(2999, 12, 31)
    three = (minute, minute, minute)
    for press in (
        MarkDay(most, *three, day, "m"),
        MarkMonth(most, *three, day),
        SendMarked(most, *three),
        TakeProposed(most, minute),
        RefuseProposed(most, 10**9),
    ):
        assert len(press.pack().encode()) <= 64


@pytest.mark.parametrize(
    ("language", "wanted", "due"),
    [("en", "✓ As requested", "the request lapses"), ("de", "✓ Wie angefragt", "verfällt")],
)
def test_beside_other_times_approve_says_which_and_once_they_lapse_it_says_until_when(
    language: str, wanted: str, due: str
) -> None:
    words = words_for(language)
    request = replace(REQUEST, proposed=(), suggested=REQUEST.proposed, answer_by=STARTS)
    assert labels(render("suggested", facts_of(request), words, None))[3] == wanted

    lapsed = replace(request, suggested=())
    news = render("offer_lapsed", {**facts_of(lapsed), "by": "customer"}, words, None)
    assert due in news.text
    assert labels(news)[0] == words.label("desk.approve")
    stands = render("stands", {**facts_of(lapsed), "by": "customer"}, words, None)
    assert words.at(STARTS, of_calendar("Europe/Berlin")) in stands.text.rsplit("Anna Berg", 1)[1]
    confirmed = facts_of(replace(lapsed, status=Status.CONFIRMED))
    assert due not in render("offer_lapsed", confirmed, words, None).text
