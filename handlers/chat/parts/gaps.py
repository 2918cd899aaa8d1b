"""What keeps customers from booking a coach or a service, in words and with what fixes it."""

from collections.abc import Sequence
from typing import Final

from domain.roles import Permission
from domain.services.catalogue import Catalogue, Coach
from domain.services.horizon import HorizonBy
from domain.services.rules import Rules
from domain.services.service import Service
from domain.starts import bookable
from domain.starts.bookable import Gap, Missing
from domain.time.spans import epoch
from handlers.buttons.coach_links import (
    AddCoach,
    AddService,
    EditCoaches,
    EditServices,
    Rooms,
    SetActive,
    SetHidden,
    ShowWeek,
)
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.press import Press
from handlers.buttons.screen import PRIMARY, SUCCESS, Key, Row
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import limits, why_empty
from handlers.queries.starts import booking_obstacles as missing_of
from handlers.wording.words import Words

_OF_COACH: Final = (Gap.NO_SERVICE, Gap.NO_HOURS, Gap.PAUSED, Gap.NOTHING_FREE)


async def of_coach(turn: Turn, catalogue: Catalogue, coach: Coach) -> list[Missing]:
    """What is missing until customers can book this coach once they are open."""
    return await missing_of.of_coach(turn.shop, catalogue, coach, turn.blocked_spans, now=turn.now)


async def of_service(turn: Turn, catalogue: Catalogue, service: Service) -> list[Missing]:
    """What is missing until customers can book this service once it is shown."""
    return await missing_of.of_service(
        turn.shop, catalogue, service, turn.blocked_spans, now=turn.now
    )


def next_step(turn: Turn) -> Missing | None:
    """What an admin has to do next until customers can book at all; None for anyone else."""
    sets_up = turn.actor.may(Permission.HIRE)
    return bookable.of_business(turn.catalogue, epoch(turn.now)) if sets_up else None


def lines(turn: Turn, catalogue: Catalogue, gaps: Sequence[Missing]) -> list[str]:
    """A line for each gap."""
    return [_line(turn, catalogue, missing) for missing in gaps]


def _line(turn: Turn, catalogue: Catalogue, missing: Missing) -> str:
    words, names = turn.words, _names(turn, catalogue, missing)
    if not missing.coach_id and not missing.service_id:
        return words.text(f"gap.first_{missing.gap}", **names)
    mine = _mine(turn, missing)
    whose = "you" if mine else ""
    why = why_empty.of_reasons(words, missing.reasons, names["coach"], whose)
    if why is None:
        return words.text(f"gap.{missing.gap}{mine}", **names)
    return words.text(f"gap.{missing.gap}_why{mine}", why=why, **names)


def _mine(turn: Turn, missing: Missing) -> str:
    """How a message about a coach ends if its reader is that coach."""
    of_coach = missing.gap in _OF_COACH and missing.coach_id == turn.actor.coach_id
    return "_you" if of_coach else ""


def keys(turn: Turn, catalogue: Catalogue, gaps: Sequence[Missing]) -> tuple[Row, ...]:
    """For each gap, the button that fixes it, or leads to where it is fixed.

    None if it takes a new coach and the reader may not add one.
    """
    hires = turn.actor.may(Permission.HIRE)
    mended = (missing for missing in gaps if hires or not _hires(catalogue, missing))
    return tuple((key(turn, catalogue, missing),) for missing in mended)


def key(turn: Turn, catalogue: Catalogue, missing: Missing) -> Key:
    """The button that fixes a gap."""
    cut = "service" if missing.gap in (Gap.HIDDEN, Gap.NO_COACH, Gap.NO_ROOM) else "coach"
    names = _names(turn, catalogue, missing)
    message = _label(turn, catalogue, missing)
    label = LabelFitter(turn.words, WHOLE).label(message, cut=cut, **names)
    at_once = missing.gap in (Gap.HIDDEN, Gap.PAUSED)
    return Key(label, _press(catalogue, missing), SUCCESS if at_once else PRIMARY)


def _label(turn: Turn, catalogue: Catalogue, missing: Missing) -> str:
    if missing.gap is Gap.NO_SERVICE and not catalogue.services:
        return "services.add"
    if missing.gap is Gap.NO_COACH and not catalogue.coaches:
        return "coaches.add"
    return f"gap.key_{missing.gap}{_mine(turn, missing)}"


def _press(catalogue: Catalogue, missing: Missing) -> Press:
    coach, service = missing.coach_id, missing.service_id
    match missing.gap:
        case Gap.NO_SERVICE:
            return EditServices(coach, 0, 0) if catalogue.services else AddService()
        case Gap.HIDDEN:
            return SetHidden(service, 0)
        case Gap.NO_COACH:
            return EditCoaches(service, 0, 0) if catalogue.coaches else AddCoach(service)
        case Gap.NO_ROOM:
            return Rooms()
        case Gap.PAUSED:
            return SetActive(coach, 1, service)
        case Gap.NO_HOURS | Gap.NOTHING_FREE:
            return ShowWeek(coach)


def _hires(catalogue: Catalogue, missing: Missing) -> bool:
    return isinstance(_press(catalogue, missing), AddCoach)


def _names(turn: Turn, catalogue: Catalogue, missing: Missing) -> dict[str, str]:
    coach = catalogue.coaches.get(missing.coach_id)
    service = catalogue.services.get(missing.service_id)
    return {
        "coach": coach.name if coach else "",
        "service": service.title if service else "",
        "ahead": _ahead(turn.words, service.rules) if service else "",
    }


def _ahead(words: Words, rules: Rules) -> str:
    if rules.horizon_by is HorizonBy.DAYS:
        return words.length(rules.horizon_days * 1440)
    return limits.horizon(words, rules.horizon_by, rules.horizon_count, rules.horizon_until)
