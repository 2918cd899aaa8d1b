"""When something that is wrong is news, and when it is over."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.business.troubles import (
    BY_WAY,
    CALM,
    LASTS,
    Incident,
    News,
    Trouble,
    backup_due,
    dead_letters_again,
    look,
)

NOW = datetime(2031, 5, 5, 7, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def told_of(trouble: Trouble, looks: list[bool], every: timedelta = MINUTE) -> list[News]:
    """All news of looks at this distance."""
    watched: Incident | None = None
    news = []
    for number, wrong in enumerate(looks):
        watched, item = look(trouble, watched, wrong, NOW + number * every)
        news += [item] if item else []
    return news


@pytest.mark.parametrize("trouble", Trouble)
def test_what_lasts_is_told_once_and_once_when_it_is_over(trouble: Trouble) -> None:
    wrong, well = LASTS[trouble] // MINUTE + 30, CALM[trouble] // MINUTE + 30

    assert told_of(trouble, [True] * wrong) == [News.WRONG]
    assert told_of(trouble, [True] * wrong + [False] * well) == [News.WRONG, News.OVER]


def test_what_flickers_is_one_trouble_and_what_passes_none() -> None:
    assert told_of(Trouble.MAIL, [True] * 9 + [False] * 60) == []
    flickers = [True] * 15 + [False, False, True] * 20
    assert told_of(Trouble.MAIL, flickers) == [News.WRONG]


@given(st.sampled_from(Trouble), st.lists(st.booleans(), max_size=80))
def test_news_of_beginning_and_end_take_turns(trouble: Trouble, looks: list[bool]) -> None:
    news = told_of(trouble, looks)

    assert news == [News.WRONG, News.OVER] * (len(news) // 2) + [News.WRONG] * (len(news) % 2)


def test_more_letters_are_news_once_an_hour() -> None:
    incident = Incident(NOW, told_at=NOW)
    assert dead_letters_again(None, NOW)
    assert not dead_letters_again(incident, NOW + 59 * MINUTE)
    assert dead_letters_again(incident, NOW + 60 * MINUTE)


@pytest.mark.parametrize(
    ("ago", "due_in"),
    [
        ([0, 1, 2], None),  # nobody knows yet how often
        ([0, 1, 2, 3], 2),  # every night: one may be missed
        ([0, 7, 14, 21], 14),
        ([0, 0.01, 0.02, 0.03], 2),  # several of one day
        ([0, 90, 180, 270], 28),
        ([30, 31, 32, 33], -28),
        ([0, 7, 8, 11, 11.5], 6),  # the middle one of the last three distances
    ],
)
def test_a_backup_is_due_by_how_often_they_were_made(ago: list[float], due_in: int | None) -> None:
    due = backup_due([NOW - timedelta(days=days) for days in ago])

    assert due == (None if due_in is None else NOW + due_in * DAY)


def test_how_long_something_lasts_is_counted_to_the_moment() -> None:
    since = Incident(NOW)
    lasts, calm = LASTS[Trouble.MAIL], CALM[Trouble.MAIL]
    assert look(Trouble.MAIL, None, False, NOW) == (None, None)
    assert look(Trouble.MAIL, since, False, NOW) == (None, None)
    assert look(Trouble.MAIL, since, True, NOW + lasts - MINUTE) == (since, None)
    alert = Incident(NOW, NOW + lasts)
    assert look(Trouble.MAIL, since, True, NOW + lasts) == (alert, News.WRONG)
    well = Incident(NOW, NOW + lasts, NOW + DAY)
    assert look(Trouble.MAIL, alert, False, NOW + DAY) == (well, None)
    assert look(Trouble.MAIL, well, False, NOW + DAY + calm - MINUTE) == (well, None)
    assert look(Trouble.MAIL, well, False, NOW + DAY + calm) == (None, News.OVER)
    assert look(Trouble.MAIL, well, True, NOW + DAY + calm) == (alert, None)


def test_a_way_that_fails_is_a_trouble_of_its_own() -> None:
    assert {way.value: trouble.value for way, trouble in BY_WAY.items()} == {
        "sms": "sms",
        "push": "push",
        "web_push": "web_push",
    }
    assert set(LASTS) == set(CALM) == set(Trouble)
