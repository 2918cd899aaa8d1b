"""An application as its writer and its deciders read it."""

from collections.abc import Callable
from typing import Final

from domain.coaches.applications import Application, ApplicationStep
from domain.coaches.profiles import place_of
from domain.text import names
from handlers.buttons.labels import LabelFitter
from handlers.buttons.limits import units_of_html
from handlers.buttons.pages import in_brief
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import week
from handlers.chat.parts.profiles import profile_text
from handlers.typing.hours import DayHours
from handlers.wording import cards
from handlers.wording.words import Html

NAMES: Final = {step: step.name.lower() for step in ApplicationStep}
LONGEST: Final = 3000  # UTF-16 units
LONGEST_TITLE: Final = 30  # letters of each service
# Letters of each passage: all of them, or as many as fit.
ROOMS: Final = (1000, 160, 60)


def application_text(turn: Turn, one: Application) -> str:
    """All that it says so far; if that is too much for a message, each passage is cut."""
    return _fitting(lambda room: _application_text(turn, one, room))


def talk_text(turn: Turn, one: Application) -> str:
    """What the team has asked, and the answers; cut as in `application_text`. "" if nothing was
    asked."""
    return _fitting(lambda room: "\n\n".join(_talk(turn, one, room)))


def _fitting(write: Callable[[int], str]) -> str:
    text = ""
    for room in ROOMS:
        text = write(room)
        if units_of_html(text) <= LONGEST:
            break
    return text


def _application_text(turn: Turn, one: Application, room: int) -> str:
    words = turn.words
    lines = [services(turn, one, room), words.text("apply.hours_line", hours=hours(turn, one))]
    if any(one.week):
        lines.append(words.text("coach.zone", zone=words.zone_in_full(one.zone)))
    about = names.cut(one.about, room) if one.about else None
    described_ = profile_text(words, one.name, one.category, about, place_of(one))
    return "\n\n".join((described_, "\n".join(lines), *_talk(turn, one, room)))


def services(turn: Turn, one: Application, room: int = ROOMS[0]) -> str:
    """What they would do."""
    words, by_id = turn.words, turn.catalogue.services
    theirs = (by_id[id_] for id_ in one.service_ids if id_ in by_id)
    titles = [
        LabelFitter(words, LONGEST_TITLE).user_text("service", service.title) for service in theirs
    ]
    lines = [words.text("coach.services", services=in_brief(words, titles))] if titles else []
    if one.wish:
        lines.append(words.text("apply.wish_line", note=names.cut(one.wish, room)))
    return Html("\n".join(lines) or words.text("apply.no_services"))


def hours(turn: Turn, one: Application) -> str:
    """When they would work, days with the same hours together."""
    alike: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for day, windows in enumerate(one.week):
        if windows:
            alike.setdefault(windows, []).append(day)
    plan = tuple(DayHours(tuple(days), windows) for windows, days in alike.items())
    return "; ".join(week.lines(turn.words, plan)) or turn.words.label("hours.closed")


def _talk(turn: Turn, one: Application, room: int) -> list[str]:
    words, paragraphs = turn.words, []
    for both in one.talk:
        answer = (
            words.text("apply.answer_line", note=names.cut(both.answer, room))
            if both.answer is not None
            else words.text("apply.no_answer_yet")
        )
        question = words.text("apply.question_line", note=names.cut(both.question, room))
        paragraphs.append(f"{question}\n{answer}")
    return paragraphs


def missing(turn: Turn, one: Application) -> str | None:
    """What must be answered before it can be sent."""
    if not one.missing:
        return None
    lines = [turn.words.text(f"apply.lacks_{NAMES[step]}") for step in one.missing]
    return turn.words.text("apply.missing", what=Html(cards.bullet(lines)))
