"""A coach's summaries: in the morning what the day brings, in the evening what is left of it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from domain.messages.notices import NoticeKind
from domain.services.display_zones import DisplayZone, of_calendar
from domain.text import names
from handlers.buttons.digest_links import ShowDigests
from handlers.buttons.labels import fit
from handlers.buttons.links import CoachDay, Requests
from handlers.buttons.outcome_links import Asked, Outcomes, all_key
from handlers.buttons.outcome_links import rows as outcome_rows
from handlers.buttons.screen import PRIMARY, Key, Row
from handlers.notices.notice import Composers, Facts, Notice, heading
from handlers.wording.rich import Rich, join_rich
from handlers.wording.words import Words

NAME: Final = 40  # letters of a name on a line


def _morning(facts: Facts, words: Words, zone: str | None) -> Notice:
    """The day's sessions, and what awaits an answer."""
    digest = facts["digest"]
    day = date.fromisoformat(digest["day"])
    paragraphs = []
    if sessions := digest["sessions"]:
        lines = [words.rich_plural("digest.sessions", sessions["count"])]
        lines += [_line(words, one, _zone(digest)) for one in sessions["first"]]
        if (more := sessions["count"] - len(sessions["first"])) > 0:
            lines.append(words.rich_plural("digest.more", more))
        paragraphs.append(join_rich(lines, "\n"))
    else:
        paragraphs.append(words.rich("digest.free"))
    paragraphs += _requests(words, digest)
    title = words.rich("digest.morning", day=words.day(day), zone=words.zone(_zone(digest)))
    ways = (
        (Key(words.label("digest.day_key"), CoachDay(day), PRIMARY),),
        *_request_row(words, digest),
        _settings(words),
    )
    return Notice(NoticeKind.MORNING_DIGEST, heading(title), tuple(paragraphs), ways)


def _evening(facts: Facts, words: Words, zone: str | None) -> Notice:
    """Sessions without an outcome yet, tomorrow's first one, and what awaits an answer."""
    digest = facts["digest"]
    day = date.fromisoformat(digest["day"])
    paragraphs, rows = list[Rich](), list[Row]()
    if unsaid := digest["unsaid"]:
        lines = [words.rich_plural("digest.unsaid", unsaid["count"])]
        questions = list[Asked]()
        for id_, start, customer, service in unsaid["first"]:
            at = datetime.fromisoformat(start)
            lines.append(
                words.rich(
                    "digest.asked",
                    when=words.button_time(at, _zone(digest)),
                    customer=_cut(customer),
                    service=_cut(service),
                )
            )
            questions.append((id_, at, customer))
        rows += outcome_rows(words, questions, _zone(digest))
        paragraphs.append(join_rich(lines, "\n"))
        if unsaid["count"] > len(unsaid["first"]):
            rows.append((Key(words.label("digest.unsaid_key"), Outcomes()),))
        elif unsaid["count"] > 1:
            until = datetime.fromisoformat(unsaid["until"])
            rows.append((all_key(words, unsaid["count"], until),))
    tomorrow = digest["tomorrow"]
    if tomorrow:
        line = _line(words, tomorrow["first"], _zone(digest))
        head = words.rich_plural("digest.tomorrow", tomorrow["count"])
        paragraphs.append(join_rich([head, line], "\n"))
    else:
        paragraphs.append(words.rich("digest.nothing_tomorrow"))
    paragraphs += _requests(words, digest)
    rows.append((Key(words.label("digest.tomorrow_key"), CoachDay(day + timedelta(days=1))),))
    ways = (*rows, *_request_row(words, digest), _settings(words))
    title = words.rich("digest.evening", day=words.day(day), zone=words.zone(_zone(digest)))
    return Notice(NoticeKind.EVENING_DIGEST, heading(title), tuple(paragraphs), ways)


def _line(words: Words, one: Mapping[str, Any], zone: DisplayZone) -> Rich:
    starts, ends = (
        words.clock_at(datetime.fromisoformat(one[name]), zone) for name in ("starts", "ends")
    )
    clock, service = f"{starts}–{ends}", _cut(one["service"])
    if "places" in one:
        taken, capacity = one["places"]
        return words.rich(
            "digest.group", clock=clock, service=service, taken=taken, capacity=capacity
        )
    customer = _cut(one["customer"])
    return words.rich(
        "digest.waiting" if one["waits"] else "digest.session",
        clock=clock,
        customer=customer,
        service=service,
    )


def _requests(words: Words, digest: Mapping[str, Any]) -> list[Rich]:
    requests = digest["requests"]
    if not requests:
        return []
    count = words.rich_plural("digest.requests", requests["count"])
    if not requests["until"]:
        return [count]
    until = words.button_time(datetime.fromisoformat(requests["until"]), _zone(digest))
    return [join_rich([count, words.rich("digest.until", when=until)], " ")]


def _request_row(words: Words, digest: Mapping[str, Any]) -> tuple[Row, ...]:
    return ((Key(words.label("week.requests_key"), Requests()),),) if digest["requests"] else ()


def _settings(words: Words) -> Row:
    return (Key(words.label("digest.settings_key"), ShowDigests()),)


def _zone(digest: Mapping[str, Any]) -> DisplayZone:
    """The clock of the coach's calendar, wherever they read it."""
    return of_calendar(digest["zone"])


def _cut(name: str) -> str:
    return fit(names.one_line(name), NAME)


NOTICES: Composers = {
    NoticeKind.MORNING_DIGEST: _morning,
    NoticeKind.EVENING_DIGEST: _evening,
}
