"""The session of a group as its coach sees it: how full it is, who is in it, what can be done."""

from collections.abc import Mapping
from typing import Final

from domain.appointments.appointment import Appointment
from domain.appointments.correspondence import writable
from domain.groups.group import GroupSession, GroupState
from domain.messages.awareness import CustomerAwareness
from domain.services.catalogue import Coach
from domain.services.display_zones import DisplayZones, display_zones, of_calendar
from domain.services.service import Service
from handlers.buttons.coach_links import ShowCoach, ShowGroup
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.limits import LONGEST_TEXT, units_of_html
from handlers.buttons.links import CoachCard, CoachDay
from handlers.buttons.message_links import WriteToAll
from handlers.buttons.pages import around, split_into_pages
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, SUCCESS, Key, Row, Screen
from handlers.chat.cards import awareness_lines
from handlers.chat.frame.turn import Turn
from handlers.queries.groups.group_sessions import Group
from handlers.wording import cards
from handlers.wording.words import Words

SEATS_ON_A_PAGE = 12
UNKNOWN: Final[Mapping[int, CustomerAwareness]] = {}
LONGEST = LONGEST_TEXT - 900  # of all participants' lines together


@button("ga")
class ApproveAll(Press):
    """Confirm everybody waiting, as the session was at this version."""

    session: int
    version: int


@button("gc")
class SetClosed(Press):
    """Close it to further people (1), or open it again (0)."""

    session: int
    version: int
    closed: int


@button("gx")
class CallGroupOff(Press):
    """Call the whole session off as it was at this version: a reason may be typed first."""

    session: int
    version: int


@button("gr")
class OtherGroupRoom(Press):
    """Another room or device for the whole session, as it was at this version."""

    session: int
    version: int


@button("gm")
class MoveGroup(Press):
    """Look for another time for the whole session, as it was at this version."""

    session: int
    version: int


async def current_card(turn: Turn, group: Group, page: int = 0) -> Screen:
    """The session as it is now, with who has answered a reminder. page: as in `card`."""
    return card(turn, group, page, await awareness_lines.of_list(turn, group.seats))


def card(
    turn: Turn, group: Group, page: int = 0, hearings: Mapping[int, CustomerAwareness] = UNKNOWN
) -> Screen:
    """The session as it is now. page: of participants, from 0. hearings: what they have heard."""
    words, session = turn.words, group.session
    coach = turn.catalogue.coaches[session.coach_id]
    pages = split_into_pages(
        group.seats, SEATS_ON_A_PAGE, LONGEST, lambda a: units_of_html(_seat(turn, a, hearings)) + 1
    )
    page = min(max(page, 0), len(pages) - 1)
    people = [_seat(turn, a, hearings) for a in pages[page]] or [words.text("group_session.nobody")]
    parts = ["\n".join(_facts(turn, session, coach))]
    if session.reason:
        parts.append(words.text("card.reason", reason=session.reason))
    if session.state not in (GroupState.CANCELLED, GroupState.EMPTY):
        parts.append("\n".join(people))
        if kept_places := session.taken - sum(a.places for a in group.seats):
            parts.append(words.plural("group_session.kept", kept_places))
    ahead = session.standing and session.starts_at > turn.now
    rows: list[Row] = list(_keys(words, group)) if ahead else []
    rows += _everyone(turn, group)
    rows += [(_person_key(words, a),) for a in pages[page]]
    rows += around(words, page, len(pages), lambda other: ShowGroup(session.id, other))
    title = words.text(f"group_session.{_state(session, turn)}")
    return Screen(
        cards.with_title(title, *parts), (*rows, way_out(words, _back(turn, session, coach)))
    )


def line(turn: Turn, session: GroupSession) -> str:
    """The session as one line of its coach's day, as HTML."""
    words = turn.words
    return words.text(
        "group_session.line",
        clock=clock(turn, session),
        service=service_of(turn, session).title,
        taken=session.taken,
        capacity=session.capacity,
    )


def key(turn: Turn, session: GroupSession) -> Key:
    """The way from the day to the session."""
    label = LabelFitter(turn.words, WHOLE).label(
        "group_session.key",
        cut="service",
        clock=clock(turn, session),
        service=service_of(turn, session).title,
        taken=session.taken,
        capacity=session.capacity,
    )
    return Key(label, ShowGroup(session.id))


def clock(turn: Turn, session: GroupSession) -> str:
    """When it begins, on the clock its coach works by now."""
    coach = turn.catalogue.coaches[session.coach_id]
    return turn.words.clock_at(session.starts_at, of_calendar(coach.zone))


def display_zones_of(turn: Turn, session: GroupSession) -> DisplayZones:
    """The clocks on which its coach, or a colleague in their place, reads its time."""
    zone = turn.catalogue.coaches[session.coach_id].zone
    return display_zones(service_of(turn, session).meeting, zone, turn.zone)


def service_of(turn: Turn, session: GroupSession) -> Service:
    """The service it is a session of: no service is ever deleted."""
    return turn.catalogue.services[session.service_id]


def body(turn: Turn, session: GroupSession) -> str:
    """What it is, when and how full, as HTML."""
    coach = turn.catalogue.coaches[session.coach_id]
    return "\n".join(_facts(turn, session, coach))


def _facts(turn: Turn, session: GroupSession, coach: Coach) -> list[str]:
    words = turn.words
    mine = coach.person_id == turn.person.id
    return [
        words.text(
            "card.service",
            service=service_of(turn, session).title,
            length=words.length(session.minutes),
        ),
        *([] if mine else [words.text("card.coach", coach=coach.name)]),
        *cards.when(words, session.starts_at, display_zones_of(turn, session)),
        words.text("group_session.filled", taken=session.taken, capacity=session.capacity),
        *_rooms(turn, session),
    ]


def _rooms(turn: Turn, session: GroupSession) -> list[str]:
    there = (turn.catalogue.resources.get(one) for one in session.resource_ids)
    names = "; ".join(", ".join(filter(None, (r.name, r.directions))) for r in there if r)
    return [turn.words.text("card.room", room=names)] if names else []


def _state(session: GroupSession, turn: Turn) -> str:
    if session.standing and session.starts_at <= turn.now:
        return "begun" if session.ends_at > turn.now else GroupState.OVER
    return session.state


def _seat(turn: Turn, a: Appointment, hearings: Mapping[int, CustomerAwareness]) -> str:
    words, state = turn.words, awareness_lines.state(turn, a, hearings)
    if a.places > 1:
        return words.text("group_session.seats", customer=a.customer_name, n=a.places, status=state)
    return words.text("group_session.seat", customer=a.customer_name, status=state)


def _person_key(words: Words, a: Appointment) -> Key:
    return Key(LabelFitter(words, WHOLE).user_text("customer", a.customer_name), CoachCard(a.id))


def _keys(words: Words, group: Group) -> tuple[Row, ...]:
    """What can be done with a coming session."""
    session, waiting = group.session, len(group.waiting)
    at = session.id, session.version
    closed = session.state is GroupState.CLOSED
    close = "group_session.reopen_key" if closed else "group_session.close_key"
    approve = Key(words.plural("group_session.approve_all", waiting), ApproveAll(*at), SUCCESS)
    room = (Key(words.label("desk.other_room"), OtherGroupRoom(*at)),)
    return (
        *([(approve,)] if waiting else []),
        (
            Key(words.label("group_session.move_key"), MoveGroup(*at)),
            Key(words.label("group_session.call_off_key"), CallGroupOff(*at), DANGER),
        ),
        *([room] if session.resource_ids else []),
        (Key(words.label(close), SetClosed(*at, int(not closed))),),
    )


def _everyone(turn: Turn, group: Group) -> list[Row]:
    """A word from the coach to all who are coming."""
    mine = turn.actor.coach_id == group.session.coach_id
    if not mine or not any(writable(seat, turn.now) for seat in group.seats):
        return []
    return [(Key(turn.words.label("message.everyone_key"), WriteToAll(group.session.id)),)]


def _back(turn: Turn, session: GroupSession, coach: Coach) -> Press:
    if coach.person_id == turn.person.id:
        return CoachDay(session.starts_at.astimezone(coach.tz).date())
    return ShowCoach(coach.id)
