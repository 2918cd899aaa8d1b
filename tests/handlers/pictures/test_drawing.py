"""Pictures: the result is one, in any script, or nothing rather than a wrong one."""

import struct
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domain.appointments.week import Entry, EntryKind
from domain.appointments.week_layout import layout
from domain.groups.group import GroupSession, GroupState
from domain.services.display_zones import of_calendar
from domain.time.spans import epoch
from handlers.pictures import drawing
from handlers.pictures.drawing import PNG, draw_picture
from handlers.pictures.week import facts
from handlers.wording.words import words_for, zone_info

BERLIN = "Europe/Berlin"
MONDAY = date(2031, 5, 5)
NINE = datetime(2031, 5, 5, 7, tzinfo=UTC)
NAMES = (
    "Maximiliane Freifrau von Hohenstein-Wallersdorf",
    "محمد عبد الرحمن",
    "אברהם כהן",
    "अनिता शर्मा",
    "王小明",
    "ไทย",
    "🎾🎾",
    '#panic("code") $x$ \\ *_`',
)


def week_of(language: str, *, dark: bool, names: tuple[str, ...] = NAMES) -> dict[str, object]:
    starts = [NINE + timedelta(days=n % 5, hours=n) for n in range(len(names))]
    groups = [
        GroupSession(n, 1, n, at, at + timedelta(hours=1), 8, 3, GroupState.OPEN, True, None, 1)
        for n, at in enumerate(starts)
    ]
    entries = [Entry(EntryKind.GROUP, epoch(g.starts_at), epoch(g.ends_at), g) for g in groups]
    entries += [Entry(EntryKind.FREE, epoch(NINE), epoch(NINE) + 36000)]
    placed = layout(entries, MONDAY, zone_info(BERLIN), epoch(NINE))
    words = words_for(language)
    return facts(words, placed, MONDAY, of_calendar(BERLIN), NINE, lambda g: names[g.id], dark=dark)


@pytest.mark.parametrize(
    ("language", "dark", "mirrored"), [("en", False, False), ("de", True, True)]
)
async def test_a_week_is_drawn_as_wide_as_phones_are(
    language: str, dark: bool, mirrored: bool
) -> None:
    picture = await draw_picture("week", week_of(language, dark=dark) | {"rtl": mirrored})
    assert picture is not None
    assert picture.startswith(PNG)
    width, height = struct.unpack(">II", picture[16:24])
    assert width == 1080
    assert width < height < 2 * width


async def test_a_week_of_nothing_is_drawn() -> None:
    assert await draw_picture("week", week_of("en", dark=False, names=())) is not None


async def test_what_cannot_be_drawn_is_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert await draw_picture("week", {}) is None
    program = tmp_path / "drawn.py"
    monkeypatch.setattr(drawing, "_SCRIPT", program)
    for source in ("import nothing_of_that_name", "import os; os.kill(os.getpid(), 9)", "print(1)"):
        program.write_text(source)
        assert await draw_picture("week", {}) is None
    monkeypatch.setattr(drawing, "PATIENCE", 0.2)
    program.write_text("import sys, time; sys.stdin.read(); time.sleep(600)")
    assert await draw_picture("week", {}) is None
