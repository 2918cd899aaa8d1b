"""The working week of a coach as a screen."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.text.field_text import FARTHEST_DAY
from domain.working_hours.availability import Timetable
from domain.working_hours.hours import Window
from handlers.buttons.coach_links import ShowCoach
from handlers.buttons.keyboards import in_columns, way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import limits
from handlers.chat.parts.calendar import CalendarBounds
from handlers.typing.hours import Hours
from handlers.wording import cards, periods
from handlers.wording.words import Html, Words
from handlers.wording.working_week import days_named, hours_text, row_of_days

WORKDAYS, WEEKEND, EVERY_DAY = 0b0011111, 0b1100000, 0b1111111
MOST_DATES = 10
# Weekdays as bits, and the minutes of the day between which people usually work.
USUAL_WEEKS: Final = (
    (WORKDAYS, 540, 1020),
    (WORKDAYS, 600, 1080),
    (WORKDAYS, 960, 1200),
    (WEEKEND, 600, 960),
)


@button("hd")
class EditDays(Press):
    """New hours for weekdays: bit 0 is Monday."""

    coach: int
    days: int


@button("hp")
class ChooseDate(Press):
    """Pick a date in the month of this day."""

    coach: int
    month: date


@button("hh")
class ShowSeasons(Press):
    """Hours from a date on, and for a season."""

    coach: int


@button("hcp")
class CopyDay(Press):
    """The hours of a weekday for others. days: those chosen, bit 0 is Monday."""

    coach: int
    day: int
    days: int = 0


@button("hcs")
class ChooseSource(Press):
    """Ask which other coach's week. page: from 0."""

    coach: int
    page: int = 0


@button("hst")
class ShowTimes(Press):
    """Services they do only at certain times. page: from 0."""

    coach: int
    page: int = 0


@button("ho")
class ShowClosedDays(Press):
    """The days on which the business is closed. page: from 0."""

    coach: int
    page: int = 0


def screen(turn: Turn, coach: Coach, *above: str) -> Screen:
    """The week and the coming dates that differ, with what can be changed. above: paragraphs."""
    words, today = turn.words, bounds(turn, coach).first
    lines = [
        words.text("hours.line", day=words.long_weekdays[n], hours=hours_text(words, windows))
        for n, windows in enumerate(coach.hours.weekly)
    ]
    dates = [
        words.text(
            "hours.line", day=periods.row(words, first, last), hours=hours_text(words, windows)
        )
        for first, last, windows in _rows_of_dates(coach, today)[:MOST_DATES]
    ]
    ahead = [one.period for one in coach.hours.seasons if not one.period.over(today)]
    ahead.sort(key=lambda period: period.first)
    parts = [*above, f"<b>{title(turn, coach)}</b>", "\n".join(lines)]
    if ahead:
        seasons = [periods.period_text(words, period) for period in ahead]
        parts.append(words.text("hours.seasons", seasons=cards.bullet(seasons)))
    if dates:
        parts.append(words.text("hours.dates", dates=cards.bullet(dates)))
    if limit_lines := limits.of_coach(words, turn.catalogue, coach):
        parts.append("\n".join(limit_lines))
    parts.append(words.text("hours.zone", zone=words.zone(coach.zone)))
    back = ShowCoach(coach.id) if turn.actor.may(Permission.COACHES) else None
    keys = [*_change_keys(words, coach, today)]
    if len(coach.service_ids) > 1 or coach.hours.within:
        keys.append((Key(words.label("service_times.key"), ShowTimes(coach.id)),))
    if turn.actor.may(Permission.ANY_CALENDAR) and len(turn.catalogue.coaches) > 1:
        keys.append((Key(words.label("copies.week_key"), ChooseSource(coach.id)),))
    if turn.catalogue.closures:
        keys.append((Key(words.label("closed_days.key"), ShowClosedDays(coach.id)),))
    return Screen("\n\n".join(parts), (*keys, way_out(words, back)))


def _change_keys(words: Words, coach: Coach, today: date) -> tuple[Row, ...]:
    days = [Key(words.long_weekdays[n], EditDays(coach.id, 1 << n)) for n in range(7)]
    one_by_one = (*in_columns(days[:5], 3), *in_columns(days[5:], 3))
    several = [
        Key(weekday_names(words, mask), EditDays(coach.id, mask)) for mask in (WORKDAYS, WEEKEND)
    ]
    one_date = Key(words.label("hours.one_date"), ChooseDate(coach.id, today))
    seasons = Key(words.label("hours.seasons_key"), ShowSeasons(coach.id))
    return (*one_by_one, *((one,) for one in several), (one_date,), (seasons,))


def _rows_of_dates(coach: Coach, today: date) -> list[tuple[date, date, Sequence[Window]]]:
    """The coming dates with hours of their own; those in a row with the same hours as one."""
    rows: list[tuple[date, date, Sequence[Window]]] = []
    for day in sorted(day for day in coach.hours.overrides if day >= today):
        windows = coach.hours.overrides[day]
        if rows and rows[-1][1] == day - timedelta(days=1) and rows[-1][2] == windows:
            rows[-1] = rows[-1][0], day, windows
        else:
            rows.append((day, day, windows))
    return rows


def in_short(words: Words, timetable: Timetable) -> str:
    """A week on one line: days in a row with the same hours are one entry."""
    weekly, lines, first = timetable.hours.weekly, [], 0
    for n in range(1, 8):
        if n == 7 or weekly[n] != weekly[first]:
            mask = sum(1 << day for day in range(first, n))
            if weekly[first]:
                lines.append(f"{weekday_names(words, mask)} {hours_text(words, weekly[first])}")
            first = n
    return "; ".join(lines) or words.label("hours.closed")


def weekday_names(words: Words, days: int) -> str:
    """Weekdays of a button's bits by name: one, or the first and the last of a row."""
    return row_of_days(words, weekdays(days))


def lines(words: Words, plan: Hours) -> list[str]:
    """A line for the days of each part: "Monday to Friday: 09:00–17:00"."""
    return [
        words.label(
            "hours.line", day=days_named(words, part.days), hours=hours_text(words, part.windows)
        )
        for part in plan
    ]


def weekdays(days: int) -> tuple[int, ...]:
    """The weekdays of a button's bits. NotFound for bits that name no row of days."""
    numbers = tuple(n for n in range(7) if days >> n & 1)
    if not numbers or days & ~EVERY_DAY or numbers[-1] - numbers[0] != len(numbers) - 1:
        raise NotFound
    return numbers


def usual(which: int) -> list[tuple[Sequence[int], tuple[Window, ...]]]:
    """Hours of USUAL_WEEKS, and none on other days. NotFound for an unknown index."""
    if not 0 <= which < len(USUAL_WEEKS):
        raise NotFound
    days, starts, ends = USUAL_WEEKS[which]
    open_days = weekdays(days)
    free = [day for day in range(7) if day not in open_days]
    return [(open_days, ((starts, ends),)), (free, ())]


def usual_label(words: Words, which: int) -> str:
    """The same for a button."""
    days, starts, ends = USUAL_WEEKS[which]
    hours = hours_text(words, ((starts, ends),))
    return words.label("hours.line", day=weekday_names(words, days), hours=hours)


def title(turn: Turn, coach: Coach) -> Html:
    """Whose hours these are."""
    words = turn.words
    if coach.person_id == turn.person.id:
        return Html(words.text("hours.yours"))
    return Html(words.text("hours.of", coach=coach.name))


def bounds(turn: Turn, coach: Coach) -> CalendarBounds:
    """The dates whose hours can be set, from the coach's today on."""
    today = turn.now.astimezone(coach.tz).date()
    return CalendarBounds(today, today + timedelta(days=FARTHEST_DAY))
