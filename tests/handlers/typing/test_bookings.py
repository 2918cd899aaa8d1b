"""Lines that say which bookings are meant, in two languages."""

from datetime import date

import pytest
from babel import Locale

from handlers.chat.admin.bookings.booking_lines import states
from handlers.typing.bookings import BookingQuery, read_line
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording.words import words_for

TODAY = date(2031, 5, 5)  # a Monday


def day(month: int, day: int, year: int = 2031) -> tuple[date, date]:
    return date(year, month, day), date(year, month, day)


def days(*both: tuple[int, int]) -> tuple[date, date]:
    first, last = (date(2031, *one) for one in both)
    return first, last


LINES = [
    ("en", "mia tomorrow pending", BookingQuery(day(5, 6), "pending", ("mia",))),
    ("en", "pending mia tomorrow", BookingQuery(day(5, 6), "pending", ("mia",))),
    ("en", "Tomorrow, No show", BookingQuery(day(5, 6), "no_show")),
    ("en", "anna mia friday", BookingQuery(day(5, 9), "", ("anna", "mia"))),
    ("en", "last friday", BookingQuery(day(5, 2))),
    ("en", "next week confirmed", BookingQuery(days((5, 12), (5, 18)), "confirmed")),
    ("en", "last week", BookingQuery(days((4, 28), (5, 4)))),
    ("en", "from 12 May to 16 May Zoë", BookingQuery(days((5, 12), (5, 16)), "", ("Zoë",))),
    ("en", "april", BookingQuery(days((4, 1), (4, 30)))),
    ("en", "june", BookingQuery(days((6, 1), (6, 30)))),
    ("en", "2 May", BookingQuery(day(5, 2))),
    ("en", "Z9F7PT", BookingQuery(words=("Z9F7PT",))),
    ("en", "+49 151 2345678", BookingQuery(words=("+49", "151", "2345678"))),
    ("de", "mia morgen wartet", BookingQuery(day(5, 6), "pending", ("mia",))),
    ("de", "abgesagt letzte woche", BookingQuery(days((4, 28), (5, 4)), "cancelled")),
    ("de", "Müller 12.5. - 16.5.", BookingQuery(days((5, 12), (5, 16)), "", ("Müller",))),
    ("de", "mia tomorrow cancelled", BookingQuery(day(5, 6), "cancelled", ("mia",))),
    ("de", "nicht erschienen diesen Monat", BookingQuery(days((5, 1), (5, 31)), "no_show")),
    ("en", "31.2. 99 ²½ (((", BookingQuery(words=("31.2.", "99", "²½", "((("))),
    ("en", "", BookingQuery()),
]


@pytest.mark.parametrize(("language", "text", "line"), LINES, ids=[one[1] for one in LINES])
def test_a_line_is_read_in_any_order(language: str, text: str, line: BookingQuery) -> None:
    known = states(words_for(language))
    assert read_line(text, TODAY, vocabulary_of(Locale(language)), known) == line


def test_a_line_without_end_is_read_as_far_as_anybody_types() -> None:
    line = read_line("mia " * 2000, TODAY, vocabulary_of(Locale("en")), {})
    assert line == BookingQuery(words=("mia",) * 12)
