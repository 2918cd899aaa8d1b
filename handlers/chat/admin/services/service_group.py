"""The page of a service's card about groups: how many places, and which sessions are open.

A change applies to sessions to come. An existing one with more places taken keeps them all; the
page says how many those are.
"""

from dataclasses import dataclass, replace
from typing import Final

from domain.groups.group import LARGEST
from domain.refusals import BadInput, NotFound
from domain.services.catalogue import Catalogue
from domain.services.display_zones import of_calendar
from domain.services.service import Service
from handlers.actions.services.catalogue import newest
from handlers.buttons.coach_links import OpenGroup, ShowGroups
from handlers.buttons.keyboards import grid, way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import SUCCESS, Key, Row, Screen
from handlers.chat.admin.services.sections import Section, ShowSection, show_saved
from handlers.chat.admin.services.service_asking import check_unchanged, current
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question
from handlers.chat.frame.editing import Facts, Field
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.queries.groups import group_sessions
from handlers.typing.counts import read_count
from handlers.typing.vocabulary import vocabulary_of

PLACES = "service.places"
CAPACITIES = (1, 4, 6, 8, 10, 12, 15, 20, 30)
MOST_AT_ONCE = (1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """A number of places of a service. name: its field. usual: offered as buttons."""

    name: str
    usual: tuple[int, ...]

    def of(self, service: Service) -> int:
        """The current number."""
        return int(getattr(service, self.name))

    def most(self, service: Service) -> int:
        """The largest that it can be."""
        return LARGEST if self.name == "capacity" else service.capacity

    def set(self, service: Service, value: int) -> Service:
        """The service with another number; nobody books more places than there are."""
        if self.name == "capacity":
            return replace(service, capacity=value, most_places=min(value, service.most_places))
        return replace(service, most_places=value)


COUNTS: Final = {
    "all": PlaceCount("capacity", CAPACITIES),
    "once": PlaceCount("most_places", MOST_AT_ONCE),
}


@button("sge")
class EditPlaces(Press):
    """Another number of places. field: a key of COUNTS."""

    service: int
    field: str


@button("sgs")
class SetPlaces(Press):
    """This number. was: the one on the screen, -1 for anything."""

    service: int
    field: str
    value: int
    was: int = -1


def _lines(turn: Turn, catalogue: Catalogue, service: Service) -> list[str]:
    words = turn.words
    if not service.for_groups:
        return [words.text("service.group_none")]
    return [
        words.text("service.group_places", n=service.capacity),
        words.plural("service.group_at_once", service.most_places),
        words.text("service.group_how"),
    ]


def _brief(turn: Turn, catalogue: Catalogue, service: Service) -> list[str]:
    if not service.for_groups:
        return []
    return [turn.words.text("service.group_places", n=service.capacity)]


def _rows(turn: Turn, catalogue: Catalogue, service: Service) -> tuple[Row, ...]:
    words = turn.words
    capacity, at_once = (
        Key(words.label(f"service.key_{count.name}"), EditPlaces(service.id, code))
        for code, count in COUNTS.items()
    )
    if not service.for_groups:
        return ((capacity,),)
    return (
        (capacity, at_once),
        (Key(words.label("service.key_sessions"), ShowGroups(service.id)),),
        (Key(words.label("group_session.open_key"), OpenGroup(service.id, 0)),),
    )


def _question(turn: Turn, service: Service, facts: Facts) -> Question:
    words, code, count = turn.words, facts.get("field", ""), _count(facts)
    keys = [
        Key(
            str(value),
            SetPlaces(service.id, code, value, count.of(service)),
            SUCCESS if value == count.of(service) else None,
        )
        for value in count.usual
        if value <= count.most(service)
    ]
    text = words.text(
        f"service.ask_{count.name}",
        service=service.title,
        current=current(turn, str(count.of(service))),
    )
    screen = Screen(text, (*grid(keys, 3, 2), way_out(words, ShowSection(service.id, "group"))))
    return Question(PLACES, screen, {"service": service.id, "field": code})


async def _read(turn: Turn, service: Service, facts: Facts, question: Question) -> Reply:
    code, count = facts["field"], _count(facts)
    return await reading_confirmation.confirm(
        turn,
        question,
        read_count(turn.text, vocabulary_of(turn.words.locale), least=1, most=count.most(service)),
        lambda value: reading_confirmation.Option(
            str(value), SetPlaces(service.id, code, value, count.of(service))
        ),
        change=EditPlaces(service.id, code),
        rule="refusal.bad_places",
    )


def _choice(turn: Turn, service: Service, facts: Facts) -> int:
    value, most = int(facts["value"]), _count(facts).most(service)
    if not 1 <= value <= most:
        raise BadInput("places", most)
    return value


def _put(service: Service, value: int, facts: Facts) -> Service:
    count = _count(facts)
    check_unchanged(service.id, facts["was"], count.of(service), value)
    return count.set(service, min(value, count.most(service)))


async def _onward(turn: Turn, service: Service, facts: Facts) -> Reply | None:
    """The page, below a note on sessions with more places taken than there now are."""
    words = turn.words
    upcoming = await group_sessions.coming(
        turn.database, service.id, actor=turn.actor, now=turn.now
    )
    fuller = [one for one in upcoming if one.capacity > service.capacity]
    if not fuller:
        return None
    reply = show_saved(turn, await newest(turn.database), SECTION, service)
    if reply.screen is None:
        return reply
    zone = of_calendar(turn.catalogue.coaches[fuller[0].coach_id].zone)
    note = words.plural(
        "service.group_fuller",
        len(fuller),
        when=words.at(fuller[0].starts_at, zone),
        taken=fuller[0].taken,
    )
    return replace(reply, screen=replace(reply.screen, text=f"{note}\n\n{reply.screen.text}"))


def _count(facts: Facts) -> PlaceCount:
    count = COUNTS.get(facts.get("field", ""))
    if count is None:
        raise NotFound
    return count


FIELD: Final[Field[Service]] = Field(
    PLACES,
    EditPlaces,
    _question,
    _read,
    _put,
    choices={SetPlaces: _choice},
    onward=_onward,
)
SECTION: Final = Section("group", _lines, _rows, brief=_brief, fields=(FIELD,))
