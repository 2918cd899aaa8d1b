"""Times customers would like, as they type them on Wednesday 5 August 2026."""

import pytest

from handlers.typing.vocabulary import languages_read, typing_file
from handlers.typing.wish import read_refused_wish, read_stretch, read_wish
from tests.handlers.typing.speakers import ENGLISH, GERMAN, WEDNESDAY


def wish_text(text: str, *, german: bool = False) -> str:
    wish = read_wish(text, WEDNESDAY, GERMAN if german else ENGLISH)
    if wish is None:
        return "none"
    days = " | ".join(f"{day:%m-%d}" for day in wish.days)
    clock = "" if wish.minute is None else f"{wish.minute // 60:02}:{wish.minute % 60:02}"
    return " ".join(filter(None, (days, clock, *wish.rest)))


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("tomorrow 3pm", "08-06 15:00"),
        ("Tomorrow at 3 pm, please!", "08-06 15:00"),
        ("tomorrow 10", "08-06 10:00"),
        ("10 tomorrow", "08-06 10:00"),
        ("10:30 on Friday", "08-07 10:30"),
        ("Friday", "08-07"),
        ("Friday afternoon", "08-07"),
        ("3.9. 14:00 with Anna", "09-03 14:00 anna"),
        ("tomorrow 24:00", "08-06 24:00"),
        ("28 March 24:00 with Anna", "03-28 24:00 anna"),
        ("3pm", "15:00"),
        ("15:30?", "15:30"),
        ("next Friday 9am", "08-07 | 08-14 09:00"),
        ("book a session tomorrow 3pm", "08-06 15:00 book a session"),
        ("cancel my Friday session", "08-07 cancel my session"),
        ("fri2pm", "08-07 14:00"),
        ("j2pe8t", "none"),
        ("we6b8q", "none"),
        ("wed 6 b8q", "none"),
        ("3", "none"),
        ("hello", "none"),
        ("yesterday 3pm", "none"),
        ("tomorrow 25:00", "none"),
        ("next week", "none"),
        ("tomorrow " * 30, "none"),
        ("", "none"),
    ],
)
def test_a_wish_is_a_day_a_time_and_what_is_left(text: str, meaning: str) -> None:
    assert wish_text(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("morgen 15 Uhr", "08-06 15:00"),
        ("morgen um 15 Uhr bei Anna", "08-06 15:00 anna"),
        ("Freitag um halb 10", "08-07 09:30"),
        ("heute 24 Uhr bei Ben", "08-05 24:00 ben"),
        ("übermorgen 9:30 Uhr bitte", "08-07 09:30"),
        ("am 3. September um 14 Uhr", "09-03 14:00"),
    ],
)
def test_a_wish_is_read_in_german(text: str, meaning: str) -> None:
    assert wish_text(text, german=True) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("can we do 3pm instead?", "15:00 can we instead"),
        ("so can we do 3pm", "15:00 so can we"),
        ("book me at 3pm", "15:00 book me"),
        ("3pm with Sam", "15:00 sam"),
        ("I sat there at 3pm", "none"),
        ("we need 3pm tomorrow", "08-06 15:00 we need"),
        ("we 14:00", "08-05 | 08-12 14:00"),
        ("on we 14:00", "08-05 | 08-12 14:00"),
        ("14:00, we", "08-05 | 08-12 14:00"),
        ("9.8. (so) 14:00", "08-09 14:00"),
        ("we 5 Aug 3pm", "08-05 15:00"),
        ("we afternoon", "08-05 | 08-12"),
        ("we", "08-05 | 08-12"),
        ("Sat coaching with Anna", "08-08 coaching anna"),
    ],
)
def test_a_short_weekday_that_is_another_word_is_a_day_only_in_its_place(
    text: str, meaning: str
) -> None:
    assert wish_text(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("die Sitzung mit Anna um 15 Uhr", "15:00 die sitzung anna"),
        ("geht es so um 15 Uhr?", "15:00 geht es so"),
        ("so 9.8. 15 Uhr", "08-09 15:00"),
        ("So um 10 bei Anna", "08-09 10:00 anna"),
        ("am So", "08-09"),
        ("bei Sam um 15 Uhr", "15:00 sam"),
        ("Do mit Anna", "08-06 anna"),
    ],
)
def test_a_short_weekday_is_told_from_another_word_in_german(text: str, meaning: str) -> None:
    assert wish_text(text, german=True) == meaning


@pytest.mark.parametrize("language", languages_read())
def test_the_everyday_words_of_a_language_are_short_weekdays_somewhere(language: str) -> None:
    weekdays = {
        word
        for each in map(typing_file, languages_read())
        for names in each["weekdays"]
        for word in names
    }
    assert set(typing_file(language).get("everyday", ())) <= weekdays


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Thursday at 3", "08-06 15:00"),
        ("Friday at 10 with Anna", "08-07 10:00 anna"),
        ("Sat at 9", "08-08 09:00"),
        ("Friday at 10.30", "08-07 10:30"),
        ("Friday the 7th at 10", "08-07 10:00"),
        ("See you on Friday at 10!", "none"),
        ("Thanks, see you tomorrow", "none"),
        ("can I see you tomorrow at 5", "08-06 17:00 can see you"),
    ],
)
def test_after_a_weekday_and_at_a_number_is_an_hour(text: str, meaning: str) -> None:
    assert wish_text(text) == meaning


@pytest.mark.parametrize("text", ["Freitag um 10", "am Freitag um 10.", "Fr um 10"])
def test_after_a_weekday_and_um_a_number_is_an_hour(text: str) -> None:
    assert wish_text(text, german=True) == "08-07 10:00"


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        ("anything next week?", "08-10..08-16 anything"),
        ("this weekend with Anna", "08-08..08-09 anna"),
        ("Friday", "none"),
        ("hello", "none"),
        ("next week " * 30, "none"),
    ],
)
def test_several_days_together_are_a_stretch(text: str, stretch: str) -> None:
    read = read_stretch(text, WEDNESDAY, ENGLISH)
    days = f"{read.first:%m-%d}..{read.last:%m-%d}" if read else "none"
    assert " ".join((days, *(read.rest if read else ()))) == stretch


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("yesterday 3pm with Anna", "date_over yesterday: anna"),
        ("4.8.2026", "date_over 4.8.2026:"),
        ("31.11. 10:00 with Anna", "date_month_ends 31.11.: anna"),
        ("29.2.2027 10:00", "date_no_leap_day 29.2.2027:"),
        ("13.30 with Anna", "none"),
        ("tomorrow 3pm", "none"),
        ("next week", "none"),
        ("yesterday 25:00", "none"),
        ("see you yesterday", "none"),
        ("hello", "none"),
        ("", "none"),
    ],
)
def test_a_day_that_nobody_can_wish_for_is_refused(text: str, refused: str) -> None:
    wish = read_refused_wish(text, WEDNESDAY, ENGLISH)
    failure = f"{wish.failure.reason} {wish.failure.fragment}:" if wish else "none"
    assert " ".join((failure, *(wish.rest if wish else ()))) == refused
