"""What goes to many: its text, its audience, and what becomes of it."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.messages.broadcasts import (
    FIELD,
    LONGEST,
    Audience,
    AudienceGroup,
    BroadcastAction,
    BroadcastProgress,
    BroadcastState,
    after,
    validate_text,
)
from domain.refusals import BadInput

NOW = datetime(2031, 5, 5, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "   ", "\u200b", "a" * (LONGEST + 1), "🎾" * (LONGEST // 2 + 1)]
)
def test_a_text_that_cannot_be_sent_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        validate_text(text)
    assert refused.value == BadInput(FIELD, LONGEST)


def test_a_text_is_sent_as_it_was_typed() -> None:
    text = "<b>Closed</b> & *quiet*\n\n日本 🎾"
    assert validate_text(f" {text}\n") == text
    assert len(validate_text("🎾" * (LONGEST // 2))) == LONGEST // 2
    assert validate_text("half a pair \ud83d") == "half a pair \ud83d"


def test_only_customers_are_narrowed_down() -> None:
    for wrong in (
        (AudienceGroup.COACHES, 1),
        (AudienceGroup.EVERYBODY, 0, 2),
        (AudienceGroup.CUSTOMERS, 0, 0, 366),
        (AudienceGroup.CUSTOMERS, 0, 0, -366),
    ):
        with pytest.raises(ValueError, match="Audience"):
            Audience(*wrong)
    narrowed = Audience(AudienceGroup.CUSTOMERS, 3, 4, -90)
    assert narrowed.to_json() == {"who": "customers", "coach_id": 3, "service_id": 4, "days": -90}
    assert Audience.from_json(narrowed.to_json()) == narrowed
    for days in (365, -365):
        assert Audience(AudienceGroup.CUSTOMERS, days=days).narrowed
        assert Audience(AudienceGroup.CUSTOMERS, days=days).since(NOW) == NOW - timedelta(days=365)
    assert Audience(AudienceGroup.CUSTOMERS, coach_id=1).narrowed is True
    assert Audience(AudienceGroup.CUSTOMERS, service_id=1).narrowed
    for who in AudienceGroup:
        assert not Audience(who).narrowed


def test_what_has_ended_stays_ended_and_a_second_tap_changes_nothing() -> None:
    for deed in BroadcastAction:
        for ended in (BroadcastState.DONE, BroadcastState.STOPPED, BroadcastState.DRAFT):
            assert after(ended, deed) is ended
    assert (
        after(after(BroadcastState.RUNNING, BroadcastAction.PAUSE), BroadcastAction.PAUSE)
        is BroadcastState.PAUSED
    )
    assert after(BroadcastState.PAUSED, BroadcastAction.GO_ON) is BroadcastState.RUNNING
    assert (
        after(BroadcastState.PAUSED, BroadcastAction.STOP)
        is after(BroadcastState.RUNNING, BroadcastAction.STOP)
        is BroadcastState.STOPPED
    )


def test_nobody_is_left_more_than_once_or_less_than_never() -> None:
    assert BroadcastProgress(10, 5, 1, 2).remaining == 2
    assert BroadcastProgress(10, 11, 0, 0).remaining == 0
