"""What a font cannot show is left out of a picture, and a name with nothing left is reported."""

import pytest

from handlers.pictures.drawn import coverage, font_files, legible


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Mia Keller", "Mia Keller"),
        ("Mia 🎾 Keller", "Mia Keller"),
        ("محمد عبد الرحمن", "محمد عبد الرحمن"),
        ("\u2068אברהם כהן\u2069", "\u2068אברהם כהן\u2069"),
        ("अनिता शर्मा", "अनिता शर्मा"),
        ("王小明", "王小明"),
        ("김민준 Σωκράτης Ольга", "김민준 Σωκράτης Ольга"),
        ("🎾🎾", "Somebody"),
        ("ไทย", "Somebody"),
        ("", ""),
    ],
)
def test_a_name_is_shown_as_far_as_there_are_letters_for_it(name: str, shown: str) -> None:
    files = font_files()
    assert len(files) == 5
    letters, needed = coverage(set(name), files)
    assert legible(name, letters, "Somebody") == shown
    assert needed[:1] == (files[:1] if name else [])


def test_only_the_fonts_that_are_needed_are_loaded() -> None:
    files = font_files()
    assert coverage(set("Mia"), files)[1] == files[:1]
    assert coverage(set("Mia محمد"), files)[1] == files[:2]
