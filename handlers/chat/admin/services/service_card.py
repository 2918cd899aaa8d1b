"""An admin's card of a service: whether it can be booked, and the ways to its sections.

A new section is named in SECTIONS; everything else about it is in its module.
"""

from typing import Final

from domain.refusals import NotFound
from domain.services.catalogue import Catalogue
from domain.services.service import Service
from handlers.buttons import links
from handlers.buttons.coach_links import EditCoaches, SetHidden
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.pages import in_brief
from handlers.buttons.screen import SUCCESS, Key, Row, Screen
from handlers.chat.admin.services import (
    service_basics,
    service_form,
    service_group,
    service_lengths,
    service_limits,
    service_reminders,
    service_rooms,
    service_times,
    service_where,
)
from handlers.chat.admin.services.sections import Section, ShowSection, title
from handlers.chat.admin.services.terms import TermsOfService
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import gaps
from handlers.queries.waitlist import waitlist
from handlers.wording.words import Words

# In the order of their keys.
SECTIONS: Final[tuple[Section, ...]] = (
    service_basics.SECTION,
    service_where.SECTION,
    service_form.SECTION,
    service_times.SECTION,
    service_group.SECTION,
    service_limits.SECTION,
    service_reminders.SECTION,
    service_rooms.SECTION,
)


def section_named(name: str) -> Section:
    """The section of that name. Raises NotFound."""
    for section in SECTIONS:
        if section.name == name:
            return section
    raise NotFound


async def card(turn: Turn, catalogue: Catalogue, service: Service) -> Screen:
    """The service as it is now."""
    words = turn.words
    missing = await gaps.of_service(turn, catalogue, service)
    names = _names(words, catalogue, service)
    lines = [
        *service_lengths.lines(turn, service),
        *([words.text("service.coaches", coaches=in_brief(words, names))] if names else []),
        *(line for section in SECTIONS for line in section.brief(turn, catalogue, service)),
    ]
    waiting = await waitlist.waiting_for(turn.database, service.id, actor=turn.actor)
    if waiting:
        lines.append(words.plural("service.waiting", waiting))
    if not service.hidden and not missing:
        link = f"{turn.context.link()}?start=s_{service.id}"
        lines.append(words.text("service.link", link=link))
    head = words.text("service.card", service=service.title)
    state = [
        words.text(
            "service.hidden"
            if service.hidden
            else "service.shown_but"
            if missing
            else "service.shown"
        ),
        *gaps.lines(turn, catalogue, missing),
    ]
    text = "\n\n".join(("\n".join((head, *state)), "\n".join(lines)))
    mending = gaps.keys(turn, catalogue, missing)
    return Screen(text, (*mending, *_keys(turn, service), way_out(words, links.Services())))


def _keys(turn: Turn, service: Service) -> tuple[Row, ...]:
    words = turn.words
    ways = [Key(title(turn, s), ShowSection(service.id, s.name)) for s in SECTIONS]
    ways.append(Key(words.label("service.key_coaches"), EditCoaches(service.id, 0, 0)))
    ways.append(Key(words.label("service.key_terms"), TermsOfService(service.id)))
    if service.hidden:
        visibility_key = Key(words.label("service.show_key"), SetHidden(service.id, 0), SUCCESS)
    else:
        visibility_key = Key(words.label("service.hide_key"), SetHidden(service.id, 1))
    return (*in_rows(ways, 2), (visibility_key,))


def _names(words: Words, catalogue: Catalogue, service: Service) -> list[str]:
    able = sorted(c.name for c in catalogue.coaches.values() if service.id in c.service_ids)
    return [words.user_text("coach", name) for name in able]
