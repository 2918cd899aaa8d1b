"""What holds for any text; and the product can read what it writes."""

import time
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from babel import Locale
from babel.dates import format_date, format_skeleton
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.services.service import Money
from domain.text.field_text import DEAREST
from domain.working_hours.hours import Window, normalise
from domain.working_hours.leave import Leave, LeaveStretch
from handlers.chat.parts import week
from handlers.typing.hours import DayHours, read_hours
from handlers.typing.leave import read_leave
from handlers.typing.lengths import read_days, read_length
from handlers.typing.normalization import plain, strip_edges
from handlers.typing.prices import read_price
from handlers.typing.reading import Ambiguous, ParsedValue, ParseFailure
from handlers.typing.time_off import read_time_off
from handlers.typing.vocabulary import languages_read, vocabulary_of
from handlers.wording.leave_wording import stretch_text
from handlers.wording.words import Words, words_for
from handlers.wording.working_week import hours_text
from tests.handlers.typing.speakers import AMERICAN, ENGLISH, GERMAN, WEDNESDAY

TONGUES = (ENGLISH, GERMAN, AMERICAN)
SPEAKERS = [words_for(tag) for tag in ("en", "de", "en-US")]
WORDS = [
    "9", "09", "17", "5", "12", "24", "0", "1", "30", "2026", "8", ":", ".", ",", "-", "–", "/",
    ";", "(", ")", "'", "am", "pm", "to", "from", "until", "and", "h", "Uhr", "bis", "und", "Mon",
    "Fri", "Sa", "Aug", "12th", "next", "week", "tomorrow", "morning", "closed", "break", "except",
    "half", "noon", "Std", "min", "€", "²", "½", "\n",
]  # fmt: skip

anything = (
    st.text(max_size=60)
    | st.text(alphabet="0123456789:.-–apmh ,;/'toUhr²½\n", max_size=40)
    | st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
    | st.lists(st.sampled_from(WORDS), max_size=14).map("".join)
)


# A busy machine takes its time for an example; how fast reading is has a test of its own.
calm = settings(deadline=None, max_examples=60)


@st.composite
def days(draw: st.DrawFn, most: int = 8, earliest: int = 0) -> tuple[Window, ...]:
    cuts = sorted(draw(st.sets(st.integers(earliest, 1440), max_size=2 * most)))
    return tuple(zip(cuts[::2], cuts[1::2], strict=False))


@st.composite
def nights(draw: st.DrawFn) -> tuple[Window, ...]:
    """Windows of a day, the last of which continues past midnight."""
    *others, (start, _) = draw(days(earliest=1).filter(bool))
    return *others, (start, 1440 + draw(st.integers(1, min(start, 720))))


@calm
@given(anything)
@example("9" * 5_000)
@example("12.8. - " * 30)
@example("mon " * 50)
@example("1-2," * 50)
@example("\ud800")
def test_any_text_is_read_or_refused_with_an_example_that_is_read(text: str) -> None:
    for vocabulary in TONGUES:
        for read in (
            lambda text, vocabulary=vocabulary: read_hours(text, vocabulary),
            lambda text, vocabulary=vocabulary: read_leave(text, WEDNESDAY, vocabulary),
            lambda text, vocabulary=vocabulary: read_time_off(text, WEDNESDAY, vocabulary),
            lambda text, vocabulary=vocabulary: read_length(text, vocabulary, least=5, most=720),
            lambda text, vocabulary=vocabulary: read_days(text, vocabulary, least=1, most=365),
            lambda text, vocabulary=vocabulary: read_price(text, "EUR", vocabulary),
        ):
            reading: Any = read(text)
            if isinstance(reading, ParseFailure):
                assert len(reading.fragment) <= 40
                assert isinstance(read(reading.example), ParsedValue)


@calm
@given(anything)
def test_hours_that_are_understood_make_a_day_and_can_be_told(text: str) -> None:
    reading = read_hours(text, ENGLISH)
    if isinstance(reading, ParsedValue | Ambiguous):
        readings = [reading.value] if isinstance(reading, ParsedValue) else reading.readings
        assert len(set(readings)) == len(readings)
        for hours in readings:
            for part in hours:
                assert len(part.windows) <= 8
                assert part.windows == normalise(part.windows)


@calm
@given(days(earliest=360), st.randoms())
def test_hours_of_24_by_day_are_read_in_any_order(
    windows: tuple[Window, ...], random: object
) -> None:
    written = [f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in windows]
    random.shuffle(written)  # type: ignore[attr-defined]  # st.randoms() has no type of its own
    text = ", ".join(written) or "closed"
    assert read_hours(text, ENGLISH) == ParsedValue((DayHours((), windows),))


@pytest.mark.parametrize("words", SPEAKERS, ids=lambda words: str(words.locale))
@calm
@given(windows=days() | nights())
def test_hours_are_read_back_as_they_are_shown(words: Words, windows: tuple[Window, ...]) -> None:
    shown = hours_text(words, windows)
    assert read_hours(shown, vocabulary_of(words.locale)) == ParsedValue((DayHours((), windows),))


@pytest.mark.parametrize("words", SPEAKERS, ids=lambda words: str(words.locale))
@calm
@given(
    groups=st.lists(days(3), min_size=1, max_size=4),
    whose=st.lists(st.integers(0, 3), min_size=7, max_size=7),
)
def test_a_week_is_read_back_as_it_is_shown(
    words: Words, groups: list[tuple[Window, ...]], whose: list[int]
) -> None:
    named = [tuple(n for n in range(7) if whose[n] == group) for group in range(len(groups))]
    plan = tuple(DayHours(days, hours) for days, hours in zip(named, groups, strict=True) if days)
    if plan:
        for text in ("\n".join(week.lines(words, plan)), "; ".join(week.lines(words, plan))):
            assert read_hours(text, vocabulary_of(words.locale)) == ParsedValue(plan)


stretches = st.builds(
    lambda start, length, whole: _stretch(start, length, whole=whole),
    st.datetimes(datetime(2025, 8, 6), datetime(2027, 8, 1)),
    st.timedeltas(timedelta(minutes=1), timedelta(days=300)) | st.just(timedelta(hours=2)),
    st.booleans(),
)


def _stretch(start: datetime, length: timedelta, *, whole: bool) -> LeaveStretch:
    starts = start.replace(second=0, microsecond=0)
    ends = (start + length + timedelta(minutes=1)).replace(second=0, microsecond=0)
    if whole:
        starts = datetime.combine(starts.date(), datetime.min.time())
        ends = datetime.combine(ends.date() + timedelta(days=1), datetime.min.time())
    return LeaveStretch(starts, ends)


@pytest.mark.parametrize("words", SPEAKERS, ids=lambda words: str(words.locale))
@calm
@given(stretch=stretches)
def test_leave_is_read_back_as_it_is_shown(words: Words, stretch: LeaveStretch) -> None:
    shown = stretch_text(words, Leave(1, stretch.starts, stretch.ends))
    assert read_leave(shown, WEDNESDAY, vocabulary_of(words.locale)) == ParsedValue(stretch)


@pytest.mark.parametrize("words", SPEAKERS, ids=lambda words: str(words.locale))
@pytest.mark.parametrize("currency", ["EUR", "USD", "GBP", "CHF", "JPY", "PLN", "KWD", "INR"])
@calm
@given(minor=st.integers(0, DEAREST))
@example(minor=0)
@example(minor=120_000)
def test_a_price_is_read_back_as_it_is_shown(words: Words, currency: str, minor: int) -> None:
    shown = words.money(Money(minor, currency))
    assert read_price(shown, currency, vocabulary_of(words.locale)) == ParsedValue(minor)


@pytest.mark.parametrize("words", SPEAKERS, ids=lambda words: str(words.locale))
@calm
@given(minutes=st.integers(0, 50_000))
def test_a_length_is_read_back_as_it_is_shown(words: Words, minutes: int) -> None:
    reading = read_length(words.length(minutes), vocabulary_of(words.locale), least=0, most=50_000)
    assert reading == ParsedValue(minutes)


@pytest.mark.parametrize("language", languages_read())
@calm
@given(ahead=st.integers(0, 700))
def test_a_date_of_any_language_is_read_as_its_country_writes_it(language: str, ahead: int) -> None:
    locale = Locale.parse(language)
    day = WEDNESDAY + timedelta(days=ahead)
    midnight = datetime(day.year, day.month, day.day)
    written = [
        format_skeleton("yMMMEd", midnight, locale=locale),
        format_skeleton("yMMMd", midnight, locale=locale),
        *(format_date(day, width, locale=locale) for width in ("full", "long", "medium")),
    ]
    for text in written:
        reading = read_leave(text, WEDNESDAY, vocabulary_of(locale))
        assert reading == ParsedValue(LeaveStretch(midnight, midnight + timedelta(days=1))), text


@pytest.mark.parametrize("language", languages_read())
def test_every_weekday_and_month_of_cldr_is_known_in_its_language(language: str) -> None:
    locale = Locale.parse(language)
    vocabulary = vocabulary_of(locale)
    for kind, names in (("weekday", locale.days), ("month", locale.months)):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for value, name in names[context][width].items():
                    word = strip_edges(plain(name)).replace("-", " ")
                    if not word[0].isdigit():  # 8月
                        assert f"{kind}:{value}" in vocabulary.meanings(word), name


def test_reading_takes_less_than_a_millisecond() -> None:
    texts = ["9-12, 1-5", "Mo-Fr 9-13 und 14-17 Uhr; Sa 10-12", "1-2 3-4 5-6 7-8 9-10 11-12"]
    dates = ["Wed, 12 Aug 2026, 09:00 – Fri, 14 Aug 2026, 12:00", "12.-16. August", "hello " * 30]
    rounds = 20
    read_hours(texts[0], ENGLISH)  # the words are loaded once
    begun = time.process_time()
    for _ in range(rounds):
        for text in texts:
            read_hours(text, ENGLISH)
        for text in dates:
            read_leave(text, date(2026, 8, 5), ENGLISH)
    each = (time.process_time() - begun) / rounds / (len(texts) + len(dates))
    assert each < 0.001
