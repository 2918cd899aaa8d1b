"""What buttons carry, and what becomes of bytes that no button of ours carried."""

from dataclasses import FrozenInstanceError, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.services.service_choice import Choice
from domain.text.field_text import DEAREST
from handlers.buttons import press
from handlers.buttons.coach_links import AddCoach, SetActive
from handlers.buttons.links import BookAgain, PickCoach, PickSlot, ShowMonth
from handlers.buttons.press import LARGEST, LIMIT, Home, Press, button, unpack
from handlers.buttons.series_links import RepeatStart
from handlers.chat.conversations import SCRIPT
from handlers.chat.customer.back_to_back import FurtherOn
from handlers.chat.customer.form import AnswersDone, EditAnswer, PickAnswer
from handlers.chat.customer.note import AddNote
from handlers.chat.customer.summary import Confirm
from handlers.chat.everyone.series_dates import CarryOut
from handlers.chat.parts.day import PickDay

numbers = st.integers(-LARGEST, LARGEST)
days = st.dates(date(1, 1, 1), date(9999, 12, 31))


@given(st.builds(PickSlot, numbers, numbers, st.integers(0, 9), st.integers(0, 10**8)))
def test_a_press_says_what_its_button_carried(press: PickSlot) -> None:
    assert unpack(press.pack()) == press


@given(
    st.builds(
        PickDay,
        st.integers(0, 10**9),
        st.integers(0, 10**9),
        st.just(0),
        days,
        st.sampled_from(["", "m", "a", "e"]),
    )
)
def test_days_survive_the_trip(press: PickDay) -> None:
    assert unpack(press.pack()) == press


@given(st.text())
def test_any_text_is_a_press_of_ours_or_nothing(data: str) -> None:
    press = unpack(data)
    assert press is None or press.pack() == data


@given(st.from_regex(r"1:(b|bs|bc|bd|bt|bm|bk|a|ac|h)(:[0-9a-z_ .+-]{0,12}){0,6}", fullmatch=True))
def test_what_looks_like_ours_unpacks_only_in_the_one_spelling_we_pack(data: str) -> None:
    press = unpack(data)
    assert press is None or press.pack() == data


@pytest.mark.parametrize(
    "data",
    [
        "0:h",
        "2:h",
        "1:nonsense",
        "1:bs:1",
        "1:bs:1:2:3",
        "1:bs:x:0",
        "1:bs:1_0:0",
        "1:bs: 1:0",
        "1:bs:+1:0",
        "1:bs:01:0",
        "1:bs:-0:0",
        "1:bs:\u0661:0",
        f"1:bs:{10**30}:0",
        "1:bd:1:1:0:20261301:",
        "1:bd:1:1:0:00000101:",
        f"1:bd:1:1:0:{LARGEST}:",
        f"1:bd:1:1:0:{-LARGEST}:",
        "1:bd:1:1:0:20260512:m m",
        "",
        ":",
    ],
)
def test_another_version_or_spelling_is_no_press(data: str) -> None:
    assert unpack(data) is None


def test_data_longer_than_telegram_takes_is_refused_when_it_is_packed() -> None:
    with pytest.raises(ValueError, match=f"{LIMIT} bytes"):
        Confirm(LARGEST, LARGEST, LARGEST, LARGEST, ROW).pack()


MOST = 2**31 - 1
ROW = Choice(720, also=(MOST, MOST)).as_text
LATE = 541_728_000  # minutes, the year 2999


@pytest.mark.parametrize(
    "press",
    [
        Confirm(MOST, MOST, LATE, 3 * DEAREST * 1000, ROW, 3, 2**32 - 1),
        PickSlot(MOST, MOST, MOST, LATE, ROW),
        PickDay(MOST, MOST, MOST, date(2999, 12, 31), "e23", ROW),
        ShowMonth(MOST, MOST, MOST, date(2999, 12, 31), ROW),
        FurtherOn(MOST, MOST, LATE, ROW, 99),
        AddNote(MOST, MOST, LATE, ROW, 3),
        RepeatStart(MOST, MOST, LATE, ROW),
        PickAnswer(MOST, MOST, LATE, MOST, -1, ROW, 3),
        EditAnswer(MOST, MOST, LATE, MOST, ROW, 3),
        AnswersDone(MOST, MOST, LATE, ROW, 3),
        CarryOut(MOST, 52, 3 * DEAREST * 1000, 2**32 - 1),
    ],
    ids=lambda press: type(press).__name__,
)
def test_the_largest_ids_of_services_in_a_row_fit_on_a_button(press: Press) -> None:
    data = press.pack()
    assert len(data.encode()) <= LIMIT
    assert unpack(data) == press


def test_what_fits_in_plain_numbers_has_no_shorter_spelling() -> None:
    assert PickSlot(7, 3, 0, 28_000_000).pack() == "1:bt:7:3:0:28000000"
    assert unpack("2:bt:7:3:0:GO4N4") is None
    long = PickSlot(LARGEST, LARGEST, LARGEST, 1, "a1a2").pack()
    assert long.startswith("2:bt:")
    for data in (long.lower(), long.replace(":1:", ":01:"), long.replace(":1:", ":-:"), f"{long}Ä"):
        assert unpack(data) is None


def test_a_word_that_would_break_the_data_is_refused_when_it_is_packed() -> None:
    with pytest.raises(ValueError, match=":"):
        PickDay(1, 1, 0, date(2026, 5, 12), ":").pack()


def test_a_tag_belongs_to_one_button() -> None:
    with pytest.raises(ValueError, match="tagged"):
        button(Home.tag)(type("Twin", (Press,), {}))


def test_every_button_has_a_step() -> None:
    assert set(press._KINDS.values()) == set(SCRIPT.presses)


@given(numbers, numbers, st.sampled_from([0, 5]))
def test_a_button_that_has_gained_a_field_says_what_it_carried(a: int, b: int, c: int) -> None:
    press = SetActive(a, b, c)
    assert unpack(press.pack()) == press


def test_a_button_of_before_is_one_with_the_usual_value() -> None:
    assert unpack("1:ka") == AddCoach() == AddCoach(0)
    assert unpack("1:ka:7") == AddCoach(7)
    assert unpack("1:kv:3:1") == SetActive(3, 1, 0)
    # In one spelling only, as all others.
    for data in ("1:kv:3:1:0", "1:kv:3", "1:kv:3:1:2:3", "1:ka:0"):
        assert unpack(data) is None


def test_a_button_is_a_value_that_nothing_changes() -> None:
    press = PickCoach(1, 2)
    assert press == PickCoach(coach=2, service=1) == replace(PickCoach(1, 3), coach=2)
    assert hash(press) == hash(PickCoach(coach=2, service=1))
    assert press != PickCoach(1, 3)
    assert press != BookAgain(1, 2)
    assert repr(press) == "PickCoach(service=1, coach=2, choice='')"
    with pytest.raises(FrozenInstanceError):
        press.coach = 3  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del press.coach


@pytest.mark.parametrize(("values", "named"), [((1,), {}), ((1, 2, "", 4), {}), ((1, 2), {"x": 1})])
def test_a_button_has_its_fields_and_no_others(
    values: tuple[Any, ...], named: dict[str, Any]
) -> None:
    with pytest.raises(TypeError, match="service, coach, choice"):
        PickCoach(*values, **named)
