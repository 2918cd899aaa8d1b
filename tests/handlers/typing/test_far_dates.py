"""Dates near the end of all calendars: refused by whatever reads dates, in any language."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from handlers.typing.closures import read_closure
from handlers.typing.dated_hours import read_dated_hours, read_dates
from handlers.typing.leave import read_leave
from handlers.typing.reading import ParseFailure
from handlers.typing.time_ahead import read_ahead
from handlers.typing.time_off import read_time_off
from tests.handlers.typing.speakers import ENGLISH, GERMAN

READERS = (read_ahead, read_closure, read_dated_hours, read_dates, read_leave, read_time_off)
TODAY = date(2031, 5, 5)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "text",
    [
        "31.12.9999",
        "9999-12-31",
        "from 31.12.9999",
        "30.12.9999 - 31.12.9999",
        "31.12.9999 22-2",
        "01.01.0001 - 31.12.9999",
        "31.12.9999 14:30 – 31.12.9999 16:45",
    ],
)
def test_a_date_that_nobody_can_mean_is_refused(reader: Callable[..., Any], text: str) -> None:
    for vocabulary in (ENGLISH, GERMAN):
        assert isinstance(reader(text, TODAY, vocabulary), ParseFailure)
