"""Labels that a phone shows whole: the name gives way, minutes and price do not."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.services.service import Money, Service
from handlers.buttons.labels import (
    HALF,
    WHOLE,
    LabelFitter,
    fit,
    service_key,
    tell_apart,
    text_width,
)
from handlers.buttons.limits import units
from handlers.wording.words import words_for

ENGLISH = words_for("en")
YOGA = Service(1, "Yoga", 60, Money(5000, "EUR"))
FAMILY = "👩‍👩‍👧‍👦"
names = st.text(st.characters(exclude_categories=["Cs"]), max_size=128)


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("Yoga", "Yoga · 1 hour · €50.00"),
        ("Yoga for two in the park", "Yoga for two in the p… · 1 hour · €50.00"),
        ("漢" * 64, "漢" * 10 + "… · 1 hour · €50.00"),
        ("🎾" * 64, "🎾" * 10 + "… · 1 hour · €50.00"),
        ("W" * 64, "W" * 13 + "… · 1 hour · €50.00"),
        ("i" * 64, "i" * 21 + "… · 1 hour · €50.00"),
    ],
)  # fmt: skip
def test_a_long_title_leaves_minutes_and_price_on_the_button(title: str, label: str) -> None:
    assert service_key(ENGLISH, replace(YOGA, title=title)) == label


@pytest.mark.parametrize(
    ("text", "room", "short"),
    [
        ("Ben", 3, "Ben"),
        ("Benjamin", 5, "Benj…"),
        ("Ben Okoro", 5, "Ben…"),
        ("Zoe\u0301 Zoe\u0301", 5, "Zoe\u0301…"),
        (FAMILY * 3, 6, FAMILY + "…"),
        ("🇩🇪🇫🇷🇮🇹🇪🇸", 6, "🇩🇪🇫🇷…"),
        ("👍🏽👍🏽👍🏽👍🏽", 6, "👍🏽👍🏽…"),
        ("☎️☎️☎️☎️", 6, "☎️☎️…"),
    ],
)
def test_a_text_is_cut_between_what_is_seen_as_letters(text: str, room: int, short: str) -> None:
    assert fit(text, room) == short


@given(names, st.integers(8, 60))
def test_a_fitted_text_is_never_larger_than_its_room(text: str, room: int) -> None:
    short = fit(text, room)
    assert text_width(short) <= room
    assert units(short) <= 2 * room
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))
    assert fit(short, room) == short
    assert len(json.dumps(short)) <= 12 * room + 2


@given(names)
def test_what_stands_beside_a_name_is_always_there(text: str) -> None:
    for room in (WHOLE, HALF):
        label = LabelFitter(ENGLISH, room).label("coaches.paused", cut="coach", coach=text)
        assert label.endswith(" (paused)")
        assert text_width(label) <= room


def test_long_readings_are_told_apart_by_what_differs() -> None:
    short = ["Thu, 1 Oct 2026", "Sat, 10 Jan 2026"]
    assert tell_apart(short) == short
    begin = "Thu, 1 Oct 2026, 09:00 – Fri, 2 Oct 2026, "
    assert tell_apart([f"{begin}05:00", f"{begin}17:00"]) == ["1. …05:00", "2. …17:00"]
    hours = "Monday: 09:00–13:00, 14:00–17:00, 18:00–20:00"
    assert tell_apart([hours]) == [fit(hours, WHOLE)]
    each = " 09:00–12:00, 13:00–17:00"
    assert tell_apart([f"Monday to Friday:{each}", f"Every day of the week:{each}"]) == [
        "1. Monday to Friday: …",
        "2. Every day of the week: …",
    ]


@given(st.lists(names, min_size=2, max_size=4))
def test_readings_fit_and_differ_where_they_differ(texts: list[str]) -> None:
    labels = tell_apart(texts)
    whole = {" ".join(text.split()) for text in texts}
    assert all(text_width(label) <= WHOLE for label in labels)
    assert len(set(labels)) >= len(whole)
