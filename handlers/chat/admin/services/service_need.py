"""One need of a service as a screen: what may serve it, and how many units of it are taken."""

from dataclasses import replace
from typing import Final

from domain.refusals import NotFound
from domain.services.catalogue import Catalogue
from domain.services.resources import MOST_NEEDS, Need, ResourceKind
from domain.services.service import Service
from domain.working_hours.hours import mark_of
from handlers.buttons.keyboards import way_out
from handlers.buttons.pages import in_brief, page_rows, switch
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, Key, Screen
from handlers.chat.admin.services.sections import ShowSection
from handlers.chat.frame.answers import Question
from handlers.chat.frame.turn import Turn
from handlers.wording.words import Words

NAME: Final = "rooms"  # of the section
UNITS: Final = "service.room_units"


@button("qp")
class ShowNeed(Press):
    """What may serve need number nr, from 0; the number after the last is a new one."""

    service: int
    nr: int
    page: int = 0


@button("qi")
class SetOption(Press):
    """This resource may serve it (1), or not (0)."""

    service: int
    nr: int
    room: int
    on: int
    seen: str
    page: int = 0


@button("qk")
class SetAny(Press):
    """Any room (0) may serve it, or any device (1)."""

    service: int
    nr: int
    kind: int
    seen: str


@button("qm")
class EditNeedUnits(Press):
    """Ask how many units it takes."""

    service: int
    nr: int


@button("qz")
class DropNeed(Press):
    """It is no longer needed."""

    service: int
    nr: int
    seen: str


def need_in_words(words: Words, catalogue: Catalogue, need: Need) -> str:
    """A need in words, plain: "Blue room or Red room", "any room", "2 × Projector"."""
    if need.kind:
        what = words.label(f"service.any_{need.kind}")
    else:
        room_names = sorted(catalogue.resources[one].name for one in need.resource_ids)
        names = [words.user_text("room", name) for name in room_names]
        what = words.label("service.one_of", rooms=in_brief(words, names))
        what = names[0] if len(names) == 1 else what
    return words.label("service.units_of", units=need.units, what=what) if need.units > 1 else what


def need_page(turn: Turn, catalogue: Catalogue, service: Service, nr: int, page: int) -> Screen:
    words, needs = turn.words, catalogue.needs_of(service)
    if not 0 <= nr < MOST_NEEDS or nr > len(needs):
        raise NotFound
    need = needs[nr] if nr < len(needs) else None
    seen_mark = mark_of(needs)
    there = sorted(
        (
            r
            for r in catalogue.resources.values()
            if r.active or (need and r.id in need.resource_ids)
        ),
        key=lambda r: (r.kind is not ResourceKind.ROOM, r.name, r.id),
    )
    keys = [
        switch(
            words,
            words.label(f"service.any_{kind}"),
            bool(need and need.kind is kind),
            SetAny(service.id, nr, index, seen_mark),
        )
        for index, kind in enumerate(ResourceKind)
        if any(r.kind is kind for r in there)
    ]
    for room in there:
        on = bool(need and room.id in need.resource_ids)
        press = SetOption(service.id, nr, room.id, int(not on), seen_mark, page)
        keys.append(switch(words, words.user_text("room", room.name), on, press))
    rows = list(
        page_rows(words, keys, page, lambda other: ShowNeed(service.id, nr, other), width=1)
    )
    if need:
        units = words.label("service.key_need_units", units=need.units)
        rows.append((Key(units, EditNeedUnits(service.id, nr)),))
        rows.append(
            (Key(words.label("service.drop_need"), DropNeed(service.id, nr, seen_mark), DANGER),)
        )
    now = need_in_words(words, catalogue, need) if need else words.label("service.need_open")
    text = words.text("service.choose_rooms", service=service.title, need=now)
    return Screen(text, (*rows, way_out(words, ShowSection(service.id, NAME))))


def units_question(turn: Turn, service: Service, nr: int) -> Question:
    words, needs = turn.words, turn.catalogue.needs_of(service)
    if not 0 <= nr < len(needs):
        raise NotFound
    what = need_in_words(words, turn.catalogue, replace(needs[nr], units=1))
    text = words.text("service.ask_need_units", what=what, current=str(needs[nr].units))
    screen = Screen(text, (way_out(words, ShowNeed(service.id, nr)),))
    facts = {"service": service.id, "nr": nr, "seen": mark_of(needs)}
    return Question(UNITS, screen, facts)
