"""Looking for a time in the chat: on whose clock days and times are shown, and how far ahead."""

from dataclasses import dataclass, fields
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.appointments.appointment import Appointment
from domain.services import service_choice as choices
from domain.services.display_zones import DisplayZone, leading
from domain.time.spans import moment
from handlers.actions.appointments import holding
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.calendar import CalendarBounds
from handlers.queries.appointments import lookups
from handlers.queries.starts.availability import SlotQuery
from handlers.wording.words import zone_info

# Buttons can be forged: instants far from any booking would overflow dates near the year 9999.
EARLIEST, LATEST = 946_684_800, 32_503_680_000  # the years 2000 and 3000
_QUERY_FIELDS = tuple(one.name for one in fields(SlotQuery))


@dataclass(frozen=True, kw_only=True)
class Search(SlotQuery):
    """A slot query, with the clock its days and times are shown on."""

    display_zone: DisplayZone

    @property
    def zone(self) -> ZoneInfo:
        return zone_info(self.display_zone)

    @classmethod
    def of(cls, query: SlotQuery, zone: DisplayZone) -> "Search":
        """What is looked for, shown on this clock."""
        return cls(**{name: getattr(query, name) for name in _QUERY_FIELDS}, display_zone=zone)

    async def let_go_of_hold(self, turn: Turn) -> None:
        """Looking for another time lets go of the one held for this person."""
        if self.keeps:
            await holding.let_go(turn.database, turn.catalogue, actor=turn.actor)


async def search_for(
    turn: Turn, service_id: int, coach_id: int, moving: int, choice_text: str = ""
) -> Search:
    """The search a button asks for. coach_id: 0 for anyone. choice_text: as in
    `domain.services.service_choice`.

    Raises NoLongerOffered, and NotFound for what is not theirs.
    """
    if moving:
        return await search_for_move(turn, moving)
    choice = choices.read(choice_text)
    query = await lookups.of_service(turn, service_id, coach_id, choice)
    offers = query.offers
    venue = offers[0][1].zone if len(offers) == 1 else turn.catalogue.business.zone
    return Search.of(query, leading(query.service.meeting, venue, turn.zone))


async def search_for_move(turn: Turn, moving: int, *, suggests: bool = False) -> Search:
    """As `lookups.of_move`, on the clock of the appointment."""
    query = await lookups.of_move(turn, moving, suggests=suggests)
    [coach], meeting = query.coaches, query.service.meeting
    if query.appointment is not None:
        meeting = query.appointment.meeting
    return Search.of(query, leading(meeting, coach.zone, turn.zone))


def may_move(turn: Turn, appointment: Appointment) -> None:
    """As in `lookups`."""
    lookups.may_move(turn.catalogue, appointment, turn.actor, turn.now)


def bounds_of(turn: Turn, search: Search) -> CalendarBounds:
    """Today and the last day that can be booked, on the clock of the search."""
    today = turn.now.astimezone(search.zone).date()
    return CalendarBounds(today, moment(search.ends(turn.now) - 1).astimezone(search.zone).date())


def in_range(seconds: int) -> datetime:
    """An instant from a button as UTC; a forged one is clamped to where dates can be computed."""
    return moment(min(max(seconds, EARLIEST), LATEST))
