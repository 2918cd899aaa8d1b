"""What a coach is told when the team changes their hours, leave or closed days."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from domain.messages.notices import NoticeKind
from domain.services.display_zones import of_calendar
from domain.time.periods import Period
from domain.working_hours.hours import MIDNIGHT, Window
from domain.working_hours.leave import Leave
from domain.working_hours.leave_rules import LeavePattern
from handlers.actions.working_hours import calendar_news as news
from handlers.buttons.coach_links import ShowWeek
from handlers.buttons.labels import LabelFitter
from handlers.buttons.links import CoachDay, ShowLeaveList
from handlers.buttons.screen import Key
from handlers.notices.notice import Composers, Facts, Notice, bullet, heading
from handlers.wording import leave_patterns, leave_wording, periods
from handlers.wording.rich import Rich, join_rich
from handlers.wording.words import Words, zone_info
from handlers.wording.working_week import hours_text

MOST_LINES: Final = 12  # of hours; for all of them there is the week
LONGEST_NAME: Final = 60  # letters of a customer's name in the list


def _calendar_changed(facts: Facts, words: Words, zone: str | None) -> Notice:
    """What changed, and how it is now."""
    match facts["what"]:
        case news.HOURS:
            title, lines = words.rich("calendar_news.hours"), _hours(facts, words)
            show = Key(words.label("menu.hours"), ShowWeek(facts["coach"]))
        case news.LEAVE:
            title, lines = _leave(facts, words)
            show = Key(words.label("menu.leave"), ShowLeaveList())
        case news.OPENED_DAY:
            day = words.day(date.fromisoformat(facts["day"]))
            title = words.rich("calendar_news.hours")
            there = words.rich("calendar_news.there", day=day)
            lines = [there if facts["opened"] else words.rich("calendar_news.not_there", day=day)]
            show = Key(words.label("menu.hours"), ShowWeek(facts["coach"]))
        case _:
            return _closure_notice(facts, words)
    text = join_rich(lines, "\n")
    return Notice(NoticeKind.CALENDAR_CHANGED, heading(title), (text,), ((show,),))


def _hours(facts: Facts, words: Words) -> list[Rich]:
    lines = list(_lines(facts, words))
    entries = [Rich.of(line) for line in lines[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        entries.append(words.rich_plural("calendar_news.more", len(lines) - MOST_LINES))
    return entries


def _lines(facts: Facts, words: Words) -> Iterator[str]:
    """A line for everything whose hours have changed."""
    for action, old, new in facts["changes"]:
        match action:
            case "set_hours":
                yield from _week(words, new, old)
            case "set_date_hours":
                for day, windows in new.items():
                    if windows != old.get(day):
                        yield _line(words, words.day(date.fromisoformat(day)), windows)
            case "set_season":
                yield words.label("calendar_news.season", period=_period(words, new))
                yield from _week(words, new, {})
            case "delete_season":
                yield words.label("calendar_news.no_season", period=_period(words, old))
            case "set_service_times":
                service, days = facts["service"], [n for n in new if n.isdigit()]
                yield words.label(
                    "calendar_news.only_then" if days else "calendar_news.whenever",
                    service=service,
                )
                yield from _week(words, {n: new[n] for n in days if new[n]}, {})


def _week(words: Words, new: Facts, old: Facts) -> Iterator[str]:
    """Each weekday whose hours have changed."""
    for n, windows in new.items():
        if n.isdigit() and windows != old.get(n):
            yield _line(words, words.long_weekdays[int(n)], windows)


def _line(words: Words, day: str, windows: Sequence[str] | None) -> str:
    if windows is None:
        return words.label("hours.line", day=day, hours=words.label("calendar_news.as_usual"))
    hours = hours_text(words, [_window(one) for one in windows])
    return words.label("hours.line", day=day, hours=hours)


def _window(text: str) -> Window:
    """From what `domain.working_hours.hours.format_window` wrote."""
    first, start, last, end = map(int, re.findall(r"\d+", text))
    starts, ends = first * 60 + start, last * 60 + end
    return starts, ends if ends > starts else ends + MIDNIGHT


def _period(words: Words, facts: Facts) -> str:
    first, last = facts["days"]
    until = date.fromisoformat(last) if last else None
    return periods.period_text(words, Period(date.fromisoformat(first), until, facts["yearly"]))


def _leave(facts: Facts, words: Words) -> tuple[Rich, list[Rich]]:
    before, after = facts["before"], facts["after"]
    if before is None:
        return words.rich("calendar_news.leave_taken"), [_stretch(words, after)]
    if after is None:
        return words.rich("calendar_news.leave_over"), [_stretch(words, before)]
    lines = [_stretch(words, after)]
    was = _stretch(words, before)
    if was != lines[0]:
        lines.append(words.rich("calendar_news.before", was=was))
    worked = [date.fromisoformat(day) for day in after.get("worked", ())]
    if worked != [date.fromisoformat(day) for day in before.get("worked", ())]:
        days = ", ".join(words.day(day) for day in worked[-MOST_LINES:])
        lines.append(
            words.rich("calendar_news.worked", days=days)
            if days
            else words.rich("calendar_news.none_worked")
        )
    return words.rich("calendar_news.leave_changed"), lines


def _stretch(words: Words, facts: Facts) -> Rich:
    if "weekdays" in facts:
        first, until = map(date.fromisoformat, facts["days"])
        starts, ends = facts["minutes"]
        pattern = LeavePattern(tuple(facts["weekdays"]), starts, ends, first, until, facts["every"])
        return Rich.of(leave_patterns.pattern(words, pattern))
    begins, over = map(datetime.fromisoformat, (facts["starts"], facts["ends"]))
    return Rich.of(leave_wording.stretch_text(words, Leave(0, begins, over)))


def _closure_notice(facts: Facts, words: Words) -> Notice:
    """The business is closed on days on which they have sessions."""
    in_line = LabelFitter(words, LONGEST_NAME)
    clock, count = of_calendar(facts["zone"]), facts["number"]
    sessions = [
        words.rich(
            "team.line",
            customer=in_line.user_text("customer", customer),
            when=words.at(datetime.fromisoformat(at), clock),
        )
        for customer, at in facts["outside"]
    ]
    if count > len(sessions):
        sessions.append(words.rich_plural("calendar_news.more", count - len(sessions)))
    when = []
    if facts["name"]:
        period = _period(words, facts)
        when = [words.rich("calendar_news.closed_on", name=facts["name"], days=period)]
    stand = words.rich_plural("calendar_news.sessions_stand", count)
    first = datetime.fromisoformat(facts["outside"][0][1]).astimezone(zone_info(clock)).date()
    label = words.label("calendar_news.show_day", day=words.short_day(first))
    return Notice(
        NoticeKind.CALENDAR_CHANGED,
        heading(words.rich("calendar_news.closed")),
        (*when, join_rich([stand, bullet(sessions)], "\n")),
        ((Key(label, CoachDay(first)),),),
    )


NOTICES: Composers = {NoticeKind.CALENDAR_CHANGED: _calendar_changed}
