"""When an application can be begun and sent, and what it lacks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.coaches.applications import (
    AGAIN_AFTER,
    SENT_AGAIN_AFTER,
    Application,
    ApplicationIncomplete,
    ApplicationOver,
    ApplicationState,
    ApplicationStep,
    NotAgainYet,
    TeamQuestion,
    afresh,
    may_begin,
    may_send,
)

NOW = datetime(2031, 5, 5, 7, 0, tzinfo=UTC)
EMPTY = Application(1, 7, ApplicationState.DRAFT, 1, "Nora", "Europe/Berlin")
WHOLE = replace(
    EMPTY, about="Ten years.", online=True, wish="Quiet talks.", week=(((540, 600),), *((),) * 6)
)


def test_what_is_missing_is_named_in_order_and_a_photo_never_is() -> None:
    assert EMPTY.missing == (
        ApplicationStep.ABOUT,
        ApplicationStep.PLACE,
        ApplicationStep.SERVICES,
        ApplicationStep.HOURS,
    )
    assert replace(WHOLE, name="").missing == (ApplicationStep.NAME,)
    assert WHOLE.missing == ()
    assert replace(WHOLE, wish=None, service_ids=(3,)).missing == ()
    with pytest.raises(ApplicationIncomplete):
        may_send(EMPTY, NOW)
    may_send(WHOLE, NOW)


def test_who_was_declined_applies_again_a_day_later_with_what_they_had_said() -> None:
    declined = replace(
        WHOLE,
        state=ApplicationState.DECLINED,
        decided_at=NOW,
        reason="no",
        talk=(TeamQuestion("?"),),
    )
    with pytest.raises(NotAgainYet) as refused:
        may_begin(declined, NOW + AGAIN_AFTER - timedelta(seconds=1))
    assert refused.value == NotAgainYet(int((NOW + AGAIN_AFTER).timestamp()))
    may_begin(None, NOW)
    may_begin(declined, NOW + AGAIN_AFTER)
    may_begin(replace(WHOLE, state=ApplicationState.WITHDRAWN, decided_at=NOW), NOW)
    again = afresh(declined, 2)
    assert again == replace(WHOLE, id=2)
    decided = replace(
        declined, version=5, sent_at=NOW, decided_by=3, coach_id=4, reached=ApplicationStep.LOOK
    )
    assert afresh(decided, 2) == replace(again, reached=ApplicationStep.LOOK)
    may_send(again, NOW + AGAIN_AFTER)


def test_what_was_taken_back_is_not_sent_again_at_every_whim() -> None:
    with pytest.raises(NotAgainYet):
        may_send(replace(WHOLE, sent_at=NOW), NOW + SENT_AGAIN_AFTER - timedelta(seconds=1))
    may_send(replace(WHOLE, sent_at=NOW), NOW + SENT_AGAIN_AFTER)
    with pytest.raises(ApplicationOver):
        may_send(replace(WHOLE, state=ApplicationState.SENT), NOW)


def test_a_question_waits_until_it_is_answered() -> None:
    assert (
        replace(WHOLE, talk=(TeamQuestion("Where?", "Here"), TeamQuestion("When?"))).question
        == "When?"
    )
    assert replace(WHOLE, talk=(TeamQuestion("Where?", "Here"),)).question is None
    assert WHOLE.question is None


@pytest.mark.parametrize("state", ApplicationState)
def test_it_is_open_until_it_is_decided_or_taken_back(state: ApplicationState) -> None:
    assert replace(WHOLE, state=state).open is (
        state in (ApplicationState.DRAFT, ApplicationState.SENT)
    )
