"""The page of a service's card about rooms and equipment: what a session needs besides its coach.

Each need is a number of units of one resource: any of those switched on, or any of a kind. A button
changes only what its screen showed: `seen` is the mark of the needs then.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from domain.business.offering_rules import UNIT_COUNT
from domain.refusals import BadInput, NotFound, ServiceChanged
from domain.roles import Permission
from domain.services.catalogue import Catalogue
from domain.services.resources import MOST_NEEDS, Need
from domain.services.service import Service
from domain.starts.rooming import options
from domain.text import field_text
from domain.working_hours.hours import mark_of
from handlers.actions.services.rooms import Needs, set_needs
from handlers.buttons.coach_links import Rooms
from handlers.buttons.labels import WHOLE, fit
from handlers.buttons.screen import PRIMARY, Key, Row
from handlers.chat.admin.rooms.room_card import kind_of
from handlers.chat.admin.services.sections import Section, service_of, show_saved
from handlers.chat.admin.services.service_need import (
    NAME,
    UNITS,
    DropNeed,
    EditNeedUnits,
    SetAny,
    SetOption,
    ShowNeed,
    need_in_words,
    need_page,
    units_question,
)
from handlers.chat.frame.answers import ask, ask_again, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.wording import cards


def _lines(turn: Turn, catalogue: Catalogue, service: Service) -> list[str]:
    words, needs = turn.words, catalogue.needs_of(service)
    if not catalogue.resources:
        return [words.text("service.no_rooms_yet")]
    if not needs:
        return [words.text("service.needs_nothing")]
    each = [
        words.text("service.need", need=need_in_words(words, catalogue, need)) for need in needs
    ]
    lines: list[str] = [cards.bullet(each)]
    if any(not options(need, catalogue.resources) for need in needs):
        lines.append(words.text("service.need_unmet"))
    return [*lines, words.text("service.needs_how")]


def _brief(turn: Turn, catalogue: Catalogue, service: Service) -> list[str]:
    words, needs = turn.words, catalogue.needs_of(service)
    if not needs:
        return []
    phrase = "; ".join(need_in_words(words, catalogue, need) for need in needs)
    return [words.text("service.needs", needs=phrase)]


def _rows(turn: Turn, catalogue: Catalogue, service: Service) -> tuple[Row, ...]:
    words, needs = turn.words, catalogue.needs_of(service)
    if not catalogue.resources:
        return ((Key(words.label("service.to_rooms"), Rooms(), PRIMARY),),)
    rows: list[Row] = [
        (Key(fit(need_in_words(words, catalogue, need), WHOLE), ShowNeed(service.id, nr)),)
        for nr, need in enumerate(needs)
    ]
    if len(needs) < MOST_NEEDS:
        label = words.label("service.add_need" if needs else "service.add_first_need")
        rows.append((Key(label, ShowNeed(service.id, len(needs)), PRIMARY),))
    return tuple(rows)


async def show_need(turn: Turn, press: ShowNeed) -> Reply:
    """What may serve it."""
    service = service_of(turn, press.service)
    return Reply(need_page(turn, turn.catalogue, service, press.nr, press.page))


async def set_option(turn: Turn, press: SetOption) -> Reply:
    """On or off, as the button said; without any resource left, the need goes, too."""

    def change(need: Need | None) -> Need | None:
        before = frozenset(need.resource_ids if need else ())
        after = before | {press.room} if press.on else before - {press.room}
        if not after:
            return None
        return Need(need.units if need else 1, None, tuple(sorted(after)))

    return await _change_need(turn, press.service, press.nr, press.seen, change, press.page)


async def set_any(turn: Turn, press: SetAny) -> Reply:
    """Any of a kind, in place of the named ones."""
    kind = kind_of(press.kind)
    return await _change_need(
        turn,
        press.service,
        press.nr,
        press.seen,
        lambda need: Need(need.units if need else 1, kind),
    )


async def drop(turn: Turn, press: DropNeed) -> Reply:
    """No longer needed; existing bookings keep it."""
    return await _change_need(turn, press.service, press.nr, press.seen, lambda need: None)


async def edit_units(turn: Turn, press: EditNeedUnits) -> Reply:
    """Ask how many units it takes."""
    return await ask(turn, units_question(turn, service_of(turn, press.service), press.nr))


async def take_units(turn: Turn) -> Reply:
    """The typed number, for the need that the screen showed."""
    service, nr, seen_mark = (fact(turn, name) for name in ("service", "nr", "seen"))
    try:
        units = field_text.count(turn.text, "units", UNIT_COUNT[1])
    except BadInput as refusal:
        question = units_question(turn, service_of(turn, service), nr)
        return await ask_again(turn, question, refusal)
    return await _change_need(
        turn, service, nr, seen_mark, lambda need: replace(need, units=units) if need else None
    )


async def _change_need(
    turn: Turn,
    service_id: int,
    nr: int,
    seen_mark: str,
    change: Callable[[Need | None], Need | None],
    page: int = 0,
) -> Reply:
    """The need as it is now, or the section if it is gone."""

    def update(needs: Needs) -> Needs:
        if not 0 <= nr < MOST_NEEDS:
            raise NotFound
        if nr > len(needs):
            raise ServiceChanged(service_id)
        before = needs[nr] if nr < len(needs) else None
        after = change(before)
        if after == before:
            return needs
        if seen_mark != mark_of(needs):
            raise ServiceChanged(service_id)
        return (*needs[:nr], *((after,) if after else ()), *needs[nr + 1 :])

    catalogue = await set_needs(turn.database, service_id, update, **turn.intent)
    service = catalogue.services[service_id]
    if nr >= len(catalogue.needs_of(service)):
        return show_saved(turn, catalogue, SECTION, service)
    screen = need_page(turn, catalogue, service, nr, page)
    return Reply(screen, toast=turn.words.label("service.saved"), aloud=True)


SECTION: Final = Section(
    NAME,
    _lines,
    _rows,
    _brief,
    steps=Script(
        presses={
            ShowNeed: Step(show_need, Permission.ROOMS),
            SetOption: Step(set_option, Permission.ROOMS),
            SetAny: Step(set_any, Permission.ROOMS),
            DropNeed: Step(drop, Permission.ROOMS),
            EditNeedUnits: Step(edit_units, Permission.ROOMS),
        },
        answers={UNITS: AnswerStep(take_units, Permission.ROOMS)},
    ),
)
