"""What a coach can answer to requests whose customers are offered something else, in a rescue."""

from dataclasses import replace

from domain.appointments.appointment import Status
from handlers.buttons import coach_keys
from handlers.buttons.series_keys import pending_rows
from handlers.wording.words import words_for
from tests.domain.appointments.test_appointment import STARTS, an_appointment

WORDS = words_for("en")
ASKED = an_appointment(Status.PENDING)
RESCUED = replace(ASKED, rescue_id=7)


def test_who_approves_it_all_the_same_reads_which_time_is_meant() -> None:
    """Even if it is only offered with a colleague, at its own time."""
    for now in (None, STARTS):
        [[approve, _], *_] = coach_keys.keys(WORDS, RESCUED, now)
        assert approve.label == "✓ As requested"


def test_all_that_is_approved_at_once_is_what_awaits_the_coach() -> None:
    [[approve], [decline]] = pending_rows(WORDS, [ASKED, RESCUED, ASKED])
    assert approve.label == WORDS.plural("series.approve_all", 2)
    assert decline.label == WORDS.plural("series.decline_all", 3)
    [[only]] = pending_rows(WORDS, [RESCUED])
    assert only.label == WORDS.plural("series.decline_all", 1)
