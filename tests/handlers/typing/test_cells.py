"""Cells as spreadsheets and other products write them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from babel import Locale

from handlers.typing import cells
from handlers.typing.cells import DateStyle, Moment
from handlers.typing.vocabulary import vocabulary_of

GERMAN = DateStyle(vocabulary_of(Locale("de")))
AMERICAN = DateStyle(vocabulary_of(Locale("en", "US")), month_first=True)
OF_1904 = DateStyle(vocabulary_of(Locale("en")), early=True)
TWELFTH = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("cell", "style", "moment"),
    [
        ("12.03.2026", GERMAN, Moment(TWELFTH)),
        ("12.3.26 14:30", GERMAN, Moment(TWELFTH, 870)),
        ("Do, 12.03.2026, 14:30 Uhr", GERMAN, Moment(TWELFTH, 870)),
        ("12. März 2026", GERMAN, Moment(TWELFTH)),
        ("12/3/26", GERMAN, Moment(TWELFTH)),
        ("3/12/26", AMERICAN, Moment(TWELFTH)),
        ("03/12/2026 2:30 PM", AMERICAN, Moment(TWELFTH, 870)),
        ("March 12, 2026 2:30 pm", AMERICAN, Moment(TWELFTH, 870)),
        ("12 Mar 2026 at 14:30", GERMAN, Moment(TWELFTH, 870)),
        ("2026-03-12", AMERICAN, Moment(TWELFTH)),
        ("2026-03-12T14:30:00+01:00", GERMAN, Moment(TWELFTH, 870, 60)),
        ("2026-03-12 13:30Z", GERMAN, Moment(TWELFTH, 810, 0)),
        (46093, GERMAN, Moment(TWELFTH)),
        ("46093", GERMAN, Moment(TWELFTH)),
        (46093.604166666664, GERMAN, Moment(TWELFTH, 870)),
        (44631, OF_1904, Moment(TWELFTH)),
        ({"day": "2026-03-12"}, GERMAN, Moment(TWELFTH)),
        ({"at": "2026-03-12T14:29:59.999"}, GERMAN, Moment(TWELFTH, 870)),
        ("31.02.2026", GERMAN, None),
        ("12.03.2026 25:00", GERMAN, None),
        ("soon", GERMAN, None),
        ("12", GERMAN, None),
        ("9" * 400, GERMAN, None),
        ("", GERMAN, None),
    ],
)
def test_days_are_read_as_they_are_written(
    cell: Any, style: DateStyle, moment: Moment | None
) -> None:
    assert cells.read_moment(cell, style) == moment


@pytest.mark.parametrize(
    ("cell", "minute"),
    [
        ("14:30", 870), ("14:30:00", 870), ("2:30 PM", 870), ("2:30pm", 870), ("12 am", 0),
        ("14.30 Uhr", 870), ("14:30 Uhr", 870), ("9", 540), ("9h15", 555), (0.604166667, 870),
        ({"time": "14:30"}, 870), ({"minutes": "870"}, 870), ("24:10", None), ("x", None),
    ],
)  # fmt: skip
def test_times_are_read_as_they_are_written(cell: Any, minute: int | None) -> None:
    assert cells.read_minute(cell) == minute


@pytest.mark.parametrize(
    ("cell", "money"),
    [
        ("25,50 €", ("25.50", "EUR")), ("€ 1.234,50", ("1234.50", "EUR")),
        ("1.234,50", ("1234.50", None)), ("$1,234.50", ("1234.50", "USD")),
        ("1 234,50 EUR", ("1234.50", "EUR")), ("1’234", None), ("1'234.50", ("1234.50", None)),
        ("1.234", ("1234", None)), ("1,5", ("1.5", None)), (25.5, ("25.5", None)),
        ("80,-", ("80", None)), ("free", None), ("--", None), ("1.2.3,4", ("123.4", None)),
    ],
)  # fmt: skip
def test_amounts_are_exact(cell: Any, money: tuple[str, str | None] | None) -> None:
    wanted = None if money is None else (Decimal(money[0]), money[1])
    assert cells.read_money(cell) == wanted


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        (60, 60), ("90 min", 90), ("1:30", 90), ("1h", 60), ("1,5 Std.", 90), ("1 h 15 min", 75),
        (0.0625, 90), ({"minutes": "45"}, 45), ("", None), ("long", None), ("1e9", None),
    ],
)  # fmt: skip
def test_lengths_are_minutes(cell: Any, minutes: int | None) -> None:
    assert cells.read_length(cell) == minutes


def test_a_column_tells_whether_its_months_come_first() -> None:
    assert cells.month_first(["3/12/26", "12/31/26"]) is True
    assert cells.month_first(["3/12/26", "31/12/26"]) is False
    assert cells.month_first(["3/12/26", 5, None]) is None
    assert cells.ambiguous(["3/12/26"])
    assert not cells.ambiguous(["12.03.2026"])
