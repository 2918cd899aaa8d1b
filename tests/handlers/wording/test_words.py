"""Dates, times, money and sentences as their readers write them."""

from datetime import UTC, date, datetime

import pytest

from domain.services.display_zones import DisplayZone
from domain.services.service import Money
from handlers.wording.formats import minor_units
from handlers.wording.words import Html, words_for

INSTANT = datetime(2026, 5, 12, 13, 0, tzinfo=UTC)
BERLIN = DisplayZone("Europe/Berlin")


@pytest.mark.parametrize(
    ("wishes", "language", "clock"),
    [
        (("en",), "en", "15:00"),
        (("en-US",), "en", "3:00\u00a0PM"),
        (("en-gb",), "en", "15:00"),
        (("de",), "de", "15:00"),
        (("de-AT",), "de", "15:00"),
        (("de_XX",), "de", "15:00"),
        (("xx", "de"), "de", "15:00"),
        ((None, "de"), "de", "15:00"),
        ((None, None), "en", "15:00"),
        (("", "??", "../../etc"), "en", "15:00"),
    ],
)
def test_the_first_wish_that_we_speak_is_spoken(
    wishes: tuple[str | None, ...], language: str, clock: str
) -> None:
    words = words_for(*wishes)
    assert words.language == language
    assert words.clock(datetime(2026, 5, 12, 15, 0)) == clock


def test_an_instant_is_told_in_its_venues_time_with_the_zone() -> None:
    assert words_for("en").at(INSTANT, BERLIN) == "Tue, 12 May 2026, 15:00 (Berlin)"
    assert words_for("en").at(INSTANT, DisplayZone("UTC")) == "Tue, 12 May 2026, 13:00 (UTC)"
    there = words_for("de").at(INSTANT, DisplayZone("America/New_York"))
    assert there == "Di., 12. Mai 2026, 09:00 Uhr (New York)"
    assert words_for("en").clock_at(INSTANT, BERLIN) == "15:00"


def test_a_time_elsewhere_names_the_city() -> None:
    assert words_for("en").in_zone("15:00", "America/New_York") == "15:00 (New York)"


@pytest.mark.parametrize(
    ("language", "none", "one", "three"),
    [("en", "", "1 day", "a, b and c"), ("de", "", "1 day", "a, b und c")],
)
def test_the_last_of_several_stands_after_an_and(
    language: str, none: str, one: str, three: str
) -> None:
    words = words_for(language)
    assert words.together(()) == none
    assert words.together(("1 day",)) == one
    assert words.together("abc") == three


def test_a_language_is_named_in_the_readers() -> None:
    assert words_for("en").language_name("de") == "German"
    assert words_for("de").language_name("de") == "Deutsch"
    assert words_for("en").language_name("tlh-x") == "tlh-x"


def test_the_readers_own_time_is_an_entity_around_the_venues() -> None:
    shown = words_for("en").own_time(INSTANT, BERLIN)
    assert shown == (
        '<tg-time unix="1778590800" format="wDt">Tue, 12 May 2026, 15:00 (Berlin)</tg-time>'
    )


def test_values_are_escaped_and_html_is_not() -> None:
    words = words_for("en")
    assert words.text("card.coach", coach="<b>&") == "Coach: &lt;b&gt;&amp;"
    assert words.text("card.coach", coach=Html("<b>A</b>")) == "Coach: <b>A</b>"
    assert words.text("card.coach", coach="{clock} %s") == "Coach: {clock} %s"


@pytest.mark.parametrize(
    ("minutes", "english", "german"),
    [
        (45, "45 min", "45 Min."),
        (60, "1 hour", "1 Stunde"),
        (90, "90 min", "90 Min."),
        (720, "12 hours", "12 Stunden"),
        (1440, "1 day", "1 Tag"),
        (2880, "2 days", "2 Tage"),
        (0, "0 min", "0 Min."),
    ],
)
def test_lengths_use_the_largest_unit_that_fits(minutes: int, english: str, german: str) -> None:
    assert words_for("en").length(minutes) == english
    assert words_for("de").length(minutes) == german


def test_money_is_written_in_its_currency() -> None:
    assert words_for("en").money(Money(6050, "EUR")) == "€60.50"
    assert words_for("de").money(Money(6050, "EUR")) == "60,50\u00a0€"
    assert words_for("en").money(Money(5000, "JPY")) == "JP¥5,000"
    assert minor_units("JPY") == 0


def test_the_end_of_a_day_is_24_00() -> None:
    assert words_for("en").minute(1440) == "24:00"
    assert words_for("en").minute(0) == "00:00"


def test_weekdays_begin_on_monday() -> None:
    assert words_for("en").weekdays[0] == "Mo"
    assert words_for("de").long_weekdays == (
        "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag",
    )  # fmt: skip
    assert words_for("en").month(date(2026, 12, 20)) == "Dec 2026"
    assert words_for("de").month_name(date(2026, 12, 20)) == "Dez"
