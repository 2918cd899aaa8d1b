"""Lists, weeks and leave as they are written on screens."""

from datetime import datetime

import pytest

from domain.services.catalogue import Coach
from domain.services.service import Approval
from domain.working_hours.hours import Window, WorkingHours
from domain.working_hours.leave import Leave
from handlers.buttons.coach_links import ShowCoach
from handlers.buttons.pages import MOST, page_rows
from handlers.buttons.screen import Key
from handlers.chat.admin.coaches.coaches import CoachesPage
from handlers.chat.parts import week
from handlers.wording import leave_wording
from handlers.wording.words import words_for
from handlers.wording.working_week import hours_text

ENGLISH, AMERICAN, GERMAN = words_for("en"), words_for("en-US"), words_for("de")
DAY: tuple[Window, ...] = ((540, 780), (840, 1440))


def coach(*weekly: tuple[Window, ...]) -> Coach:
    hours = WorkingHours((*weekly, *[()] * (7 - len(weekly))), {})
    return Coach(1, 1, "Anna", "Europe/Berlin", Approval.AUTO, True, None, hours, (), frozenset())


def test_hours_are_written_as_the_readers_country_does() -> None:
    assert hours_text(ENGLISH, DAY) == "09:00–13:00, 14:00–24:00"
    assert hours_text(AMERICAN, DAY) == "9:00\u00a0AM–1:00\u00a0PM, 2:00\u00a0PM–24:00"
    assert hours_text(GERMAN, ()) == "geschlossen"


@pytest.mark.parametrize(
    ("weekly", "text"),
    [
        ([DAY, DAY, DAY], "Monday to Wednesday 09:00–13:00, 14:00–24:00"),
        ([DAY, (), DAY, ((600, 660),)], "Monday {0}; Wednesday {0}; Thursday 10:00–11:00"),
        ([], "closed"),
        ([DAY] * 7, "Monday to Sunday {0}"),
    ],
)
def test_a_week_is_told_in_rows_of_days(weekly: list[tuple[Window, ...]], text: str) -> None:
    expected = text.format(hours_text(ENGLISH, DAY))
    assert week.in_short(ENGLISH, coach(*weekly)) == expected


@pytest.mark.parametrize(
    ("starts", "ends", "text"),
    [
        ("2026-05-12", "2026-05-13", "Tue, 12 May 2026"),
        ("2026-05-12", "2026-05-15", "Tue, 12 May 2026 – Thu, 14 May 2026"),
        ("2026-05-12T09:00", "2026-05-12T13:00", "Tue, 12 May 2026, 09:00–13:00"),
        ("2026-05-12T09:00", "2026-05-13", "Tue, 12 May 2026, 09:00–24:00"),
        (
            "2026-05-12T18:00",
            "2026-05-14T09:00",
            "Tue, 12 May 2026, 18:00 – Thu, 14 May 2026, 09:00",
        ),
    ],
)
def test_leave_is_written_as_days_or_hours(starts: str, ends: str, text: str) -> None:
    leave = Leave(1, datetime.fromisoformat(starts), datetime.fromisoformat(ends))
    assert leave_wording.stretch_text(ENGLISH, leave) == text


def labels(number: int, page: int) -> list[str]:
    keys = [Key(f"Coach {n}", ShowCoach(n)) for n in range(number)]
    return [key.label for row in page_rows(ENGLISH, keys, page, CoachesPage) for key in row]


def test_a_long_list_is_shown_page_by_page() -> None:
    assert labels(3, 0) == ["Coach 0", "Coach 1", "Coach 2"]
    assert labels(MOST + 1, 0)[-1] == "Next ›"
    assert labels(MOST + 1, 1) == [f"Coach {MOST}", "‹ Previous"]
    assert labels(2 * MOST + 1, 1)[-2:] == ["‹ Previous", "Next ›"]
    assert labels(0, 0) == []


@pytest.mark.parametrize("page", [-1, 10**18])
def test_a_page_that_does_not_exist_is_the_nearest_that_does(page: int) -> None:
    assert labels(MOST + 1, page) in (labels(MOST + 1, 0), labels(MOST + 1, 1))
