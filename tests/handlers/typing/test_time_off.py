"""Time off that repeats, with reasons, as people type them on Wednesday 5 August 2026."""

import pytest

from domain.working_hours.hours import format_window
from domain.working_hours.leave_rules import LeavePattern
from handlers.typing.reading import Ambiguous, ParsedValue, ParseFailure, Reading
from handlers.typing.time_off import TimeOff, read_time_off
from tests.handlers.typing.speakers import DAYS, ENGLISH, GERMAN, WEDNESDAY, off


def time_off_text(reading: Reading[TimeOff]) -> str:
    """As "Mon Wed /2 14:00–18:00 2026-08-05..2026-08-31 «reason»"."""
    match reading:
        case ParsedValue(value):
            return _one(value)
        case Ambiguous(readings):
            return "ask: " + " | ".join(map(_one, readings))
        case ParseFailure(reason, fragment):
            return f"refuse {reason}: {fragment}"


def _one(time_off: TimeOff) -> str:
    when = time_off.when
    what = _pattern(when) if isinstance(when, LeavePattern) else off(ParsedValue(when))
    return f"{what} «{time_off.note}»" if time_off.note else what


def _pattern(pattern: LeavePattern) -> str:
    days = " ".join(DAYS[day] for day in pattern.weekdays)
    every = f" /{pattern.every}" if pattern.every > 1 else ""
    hours = "" if pattern.whole_days else f" {format_window((pattern.starts, pattern.ends))}"
    return f"{days}{every}{hours} {pattern.first}..{pattern.until}"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("every Wednesday afternoon in August", "Wed 12:00–24:00 2026-08-05..2026-08-31"),
        ("every Friday 14-18 until 31 March", "Fri 14:00–18:00 2026-08-07..2027-03-31"),
        ("every second Monday", "Mon /2 2026-08-10..2027-08-10"),
        ("every other Tuesday from 1 September", "Tue /2 2026-09-01..2027-09-01"),
        ("every 2nd Monday", "Mon /2 2026-08-10..2027-08-10"),
        ("every 2 weeks on Monday", "Mon /2 2026-08-10..2027-08-10"),
        ("every three weeks Friday", "Fri /3 2026-08-07..2027-08-07"),
        ("fortnightly on Thursdays", "Thu /2 2026-08-06..2027-08-06"),
        ("Mondays", "Mon 2026-08-10..2027-08-10"),
        ("Wednesdays in August", "Wed 2026-08-05..2026-08-31"),
        ("weekends in September", "Sat Sun 2026-09-05..2026-09-30"),
        ("every Mon-Wed 9-12 for 6 weeks", "Mon Tue Wed 09:00–12:00 2026-08-05..2026-09-15"),
        ("every Sat-Mon in August", "Mon Sat Sun 2026-08-08..2026-08-31"),
        ("every Friday from 2pm", "Fri 14:00–24:00 2026-08-07..2027-08-07"),
        ("every Friday 10 times", "Fri 2026-08-07..2026-10-09"),
        ("every Thursday in September and October", "Thu 2026-09-03..2026-10-31"),
        ("every Thursday September to November", "Thu 2026-09-03..2026-11-30"),
        ("every Thursday from 1.9. to 31.10.", "Thu 2026-09-03..2026-10-31"),
        ("every Thursday 1.9. - 31.10.", "Thu 2026-09-03..2026-10-31"),
        ("every Tuesday until end of year", "Tue 2026-08-11..2026-12-31"),
        ("every Sunday until March", "Sun 2026-08-09..2027-03-31"),
        ("every Friday 22:00-02:00", "Fri 22:00–02:00 2026-08-07..2027-08-07"),
        ("every Monday in January 2027", "Mon 2027-01-04..2027-01-31"),
        (
            "Mondays 9-11 and 15-17",
            "ask: Mon 09:00–11:00 2026-08-10..2027-08-10 | Mon 15:00–17:00 2026-08-10..2027-08-10",
        ),
        ("every", "refuse date_no_day: every"),
        ("every month", "refuse date_unreadable: every month"),
        ("every Monday 25:00", "refuse hours_no_time: 25:00"),
        ("every Monday 14-12", "refuse hours_backwards: 14-12"),
        ("every Monday until 1.1.2020", "refuse date_backwards: every monday until 1.1.2020"),
        ("every Monday until 1.1.2030", "refuse date_too_far: every monday until 1.1.2030"),
        ("every Monday 900 times", "refuse date_too_far: every monday 900 times"),
        ("every 9 weeks Monday", "refuse date_unreadable: every 9 weeks"),
        (
            "every Monday in February 99999",
            "refuse date_unreadable: every monday in february 99999",
        ),
        # why
        ("every Wednesday in August: choir", "Wed 2026-08-05..2026-08-31 «choir»"),
        ("Mondays off (university)", "Mon 2026-08-10..2027-08-10 «university»"),
        ("12-28 Jan: holiday in Italy", "2027-01-12..2027-01-28 «holiday in Italy»"),
        ("12-28 Jan holiday in Italy", "2027-01-12..2027-01-28 «holiday in Italy»"),
        ("Holiday in Italy: 12-28 Jan", "2027-01-12..2027-01-28 «Holiday in Italy»"),
        ("Holiday in Italy 12-28 Jan", "2027-01-12..2027-01-28 «Holiday in Italy»"),
        ("3.9. 9-11 – Room 5 gets painted", "2026-09-03 09:00..11:00 «Room 5 gets painted»"),
        ("tomorrow dentist", "2026-08-06 «dentist»"),
        ("3.9.\nMoving house", "2026-09-03 «Moving house»"),
        ("12.01. 14:30 – 28.01. 16:45", "2027-01-12 14:30..2027-01-28 16:45"),
        ("12.01. 14:30 – 28.01. 16:45: Skiing", "2027-01-12 14:30..2027-01-28 16:45 «Skiing»"),
        ("12 Jan 2:30pm to 28 Jan 4:45pm", "2027-01-12 14:30..2027-01-28 16:45"),
        ("every Monday 12-13: lunch", "Mon 12:00–13:00 2026-08-10..2027-08-10 «lunch»"),
        ("3.9. 12-13 (lunch break)", "2026-09-03 12:00..13:00 «lunch break»"),
        # no reason, but something that was not understood
        ("3.9.: lunch 12-13", "refuse hours_no_break: lunch 12-13"),
        ("3.9.: nine to one", "refuse hours_unreadable: nine to one"),
        ("cancel Friday", "refuse date_unreadable: cancel friday"),
        ("cancel my Friday session", "refuse date_unreadable: cancel my friday session"),
        ("hi", "refuse date_unreadable: hi"),
        ("this weekend", "2026-08-08..2026-08-09"),
    ],
)
def test_time_off_is_read_as_it_is_meant(text: str, meaning: str) -> None:
    assert time_off_text(read_time_off(text, WEDNESDAY, ENGLISH)) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("jeden Mittwochnachmittag im August", "Wed 12:00–24:00 2026-08-05..2026-08-31"),
        ("jeden Mittwoch Nachmittag im August", "Wed 12:00–24:00 2026-08-05..2026-08-31"),
        ("jeden Freitag 14-18 Uhr bis 31. März", "Fri 14:00–18:00 2026-08-07..2027-03-31"),
        ("jeden zweiten Montag", "Mon /2 2026-08-10..2027-08-10"),
        ("jeden 2. Montag", "Mon /2 2026-08-10..2027-08-10"),
        ("alle zwei Wochen montags", "Mon /2 2026-08-10..2027-08-10"),
        ("alle 14 Tage montags", "Mon /2 2026-08-10..2027-08-10"),
        ("mittwochs ab 14 Uhr", "Wed 14:00–24:00 2026-08-05..2027-08-05"),
        ("mittwochs nachmittags", "Wed 12:00–24:00 2026-08-05..2027-08-05"),
        ("immer freitags bis Jahresende", "Fri 2026-08-07..2026-12-31"),
        ("werktags 12-13 Uhr bis 31.8.", "Mon Tue Wed Thu Fri 12:00–13:00 2026-08-05..2026-08-31"),
        ("jeden Dienstag vom 1.9. bis 31.10.", "Tue 2026-09-01..2026-10-31"),
        ("dienstags und donnerstags bis Ende Oktober", "Tue Thu 2026-08-06..2026-10-31"),
        ("jeden Montag 6 Wochen lang", "Mon 2026-08-10..2026-09-20"),
        ("montags 10 mal", "Mon 2026-08-10..2026-10-12"),
        ("jeden Samstag im September und Oktober", "Sat 2026-09-05..2026-10-31"),
        ("jeden Montag 12-13 Uhr: Mittag", "Mon 12:00–13:00 2026-08-10..2027-08-10 «Mittag»"),
        ("jeden Montag: Chorprobe", "Mon 2026-08-10..2027-08-10 «Chorprobe»"),
        ("12.-28. Januar: Urlaub in Italien", "2027-01-12..2027-01-28 «Urlaub in Italien»"),
        ("Urlaub in Italien vom 12.1. bis 28.1.", "2027-01-12..2027-01-28 «Urlaub in Italien»"),
        ("12.01. 14:30 Uhr bis 28.01. 16:45 Uhr", "2027-01-12 14:30..2027-01-28 16:45"),
        ("vom 12.1. 14:30 bis zum 28.1. 16:45", "2027-01-12 14:30..2027-01-28 16:45"),
        ("morgen Zahnarzt", "2026-08-06 «Zahnarzt»"),
        ("Freitagnachmittag", "2026-08-07 12:00..24:00"),
        ("Freitagabend Konzert", "2026-08-07 17:00..24:00 «Konzert»"),
        ("bis Freitag", "refuse date_unreadable: bis freitag"),
    ],
)
def test_time_off_is_read_in_german(text: str, meaning: str) -> None:
    assert time_off_text(read_time_off(text, WEDNESDAY, GERMAN)) == meaning


@pytest.mark.parametrize(
    "text", ["every " * 200, "every Monday " + "x" * 600, "jeden" * 99, "(" * 99]
)
def test_nonsense_is_refused_and_quickly(text: str) -> None:
    assert isinstance(read_time_off(text, WEDNESDAY, ENGLISH), ParseFailure)
