"""The page of a service's card about how and where it is held.

An address, a link and a number are kept side by side: existing bookings keep theirs when the
service is held another way from then on.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from domain.business.offering_rules import LONGEST_ADDRESS as LONGEST
from domain.coaches.profiles import NOWHERE, Place
from domain.refusals import NotFound
from domain.services.catalogue import Catalogue
from domain.services.meeting import Meeting
from domain.services.service import Service
from domain.text import field_text
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import SUCCESS, Key, Row, Screen
from handlers.chat.admin.services.sections import Section, ShowSection
from handlers.chat.frame.answers import Question
from handlers.chat.frame.editing import Facts, Field, attribute, button_field
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.profiles import read_place

NAME, PLACE = "where", "service.place"
# What is typed for each way, and what its key is called.
READERS: Final[dict[Meeting, tuple[Callable[[str, str, int], str], str]]] = {
    Meeting.ON_SITE: (field_text.line, "place"),
    Meeting.ONLINE: (field_text.link, "link"),
    Meeting.PHONE: (field_text.number_to_call, "call_number"),
}
SAID: Final = {Meeting.ON_SITE: "address", Meeting.ONLINE: "link", Meeting.PHONE: "number"}


@button("swm")
class SetMeeting(Press):
    """Held this way."""

    service: int
    meeting: str


@button("swp")
class EditServicePlace(Press):
    """Another address, link or number for this way."""

    service: int
    meeting: str


@button("swx")
class NoServicePlace(Press):
    """None of it."""

    service: int
    meeting: str


def _lines(turn: Turn, catalogue: Catalogue, service: Service) -> list[str]:
    return [*_brief(turn, catalogue, service), "", turn.words.text("service.where_kept")]


def _brief(turn: Turn, catalogue: Catalogue, service: Service) -> list[str]:
    words, place = turn.words, service.addresses.of(service.meeting)
    on_map: list[str] = []
    if service.meeting is Meeting.ON_SITE and _place(service).known:
        on_map = [words.text("place.on_map" if _place(service).on_map else "place.not_on_map")]
    if place:
        return [words.text(f"service.where_{service.meeting}", place=place), *on_map]
    if on_map:
        return on_map
    return [words.text(f"service.where_{service.meeting}_unsaid")]


def _rows(turn: Turn, catalogue: Catalogue, service: Service) -> tuple[Row, ...]:
    words, now = turn.words, service.meeting
    ways = tuple(
        Key(
            words.label(f"service.held_{meeting}"),
            SetMeeting(service.id, meeting.value),
            SUCCESS if meeting is now else None,
        )
        for meeting in Meeting
    )
    return (ways, (Key(words.label(f"service.key_{SAID[now]}"), _edit(service, now)),))


def _edit(service: Service, meeting: Meeting) -> EditServicePlace:
    return EditServicePlace(service.id, meeting.value)


def _question(turn: Turn, service: Service, facts: Facts) -> Question:
    words, meeting = turn.words, _meeting(facts)
    keys: tuple[Row, ...] = ()
    if service.addresses.of(meeting) or (meeting is Meeting.ON_SITE and _place(service).on_map):
        none = NoServicePlace(service.id, meeting.value)
        keys = ((Key(words.label(f"service.no_{SAID[meeting]}"), none),),)
    text = words.text(f"service.type_{meeting}", service=service.title)
    screen = Screen(text, (*keys, way_out(words, ShowSection(service.id, NAME))))
    return Question(PLACE, screen, {"service": service.id, "meeting": meeting.value})


async def _read(turn: Turn, service: Service, facts: Facts, question: Question) -> str | Place:
    meeting = _meeting(facts)
    reader, field = READERS[meeting]
    if meeting is Meeting.ON_SITE:
        return read_place(turn, _place(service))
    return reader(turn.text, field, LONGEST)


def _put(service: Service, place: Any, facts: Facts) -> Service:
    """place: an address or a link; for sessions on site, with its point on the map."""
    meeting = _meeting(facts)
    if meeting is not Meeting.ON_SITE:
        return replace(service, addresses=service.addresses.having(meeting, place))
    there = place or NOWHERE
    addresses = service.addresses.having(meeting, there.address)
    return replace(service, addresses=addresses, latitude=there.latitude, longitude=there.longitude)


def _place(service: Service) -> Place:
    """Where it is held by itself."""
    return Place(service.addresses.site, service.latitude, service.longitude)


def _meeting(facts: Facts) -> Meeting:
    try:
        return Meeting(facts.get("meeting", ""))
    except ValueError:
        raise NotFound from None


SECTION: Final = Section(
    NAME,
    _lines,
    _rows,
    brief=_brief,
    fields=(
        button_field(
            attribute("meeting"), {SetMeeting: lambda turn, service, facts: _meeting(facts)}
        ),
        Field(
            PLACE,
            EditServicePlace,
            _question,
            _read,
            _put,
            choices={NoServicePlace: lambda turn, service, facts: None},
        ),
    ),
)
