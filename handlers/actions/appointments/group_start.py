"""A group's session at a requested start: the existing one, or a new one with its rooms."""

from datetime import datetime

from domain.groups import group
from domain.groups.group import GroupSession
from domain.groups.group_refusals import PlacesGone
from handlers.actions.appointments.rooming import rooms_for
from handlers.actions.appointments.start_attempts import StartAttempt
from storage.appointments import holds, session_rows, sessions
from storage.appointments.sessions import NewSession
from storage.transactions import Writer


async def session_of(
    writer: Writer, attempt: StartAttempt, capacity: int, now: datetime
) -> GroupSession | None:
    """The service's session at the wanted start, opened with its rooms if there is none.

    None if something else is there, or occupies what it needs.
    """
    coach_id, start = attempt.coach.id, attempt.start
    session = await session_rows.at(writer, coach_id, start)
    if session is None:
        rooms = await rooms_for(writer, attempt, now)
        if rooms is not None:
            new = NewSession(coach_id, attempt.service, start, capacity, now)
            await sessions.open_session(writer, new, besides=rooms)
        # Opened here, or by whoever was faster, and its room serves all who join.
        session = await session_rows.at(writer, coach_id, start)
    return session if session is not None and session.service_id == attempt.service.id else None


async def places_gone(
    writer: Writer, attempt: StartAttempt, session: GroupSession, now: datetime
) -> PlacesGone:
    """The refusal of more places than are left, as of now."""
    there = await session_rows.by_id(writer, session.id) or session
    held_places = 0
    if attempt.catalogue.business.hold_minutes:
        held_places = await holds.places_kept(writer, there.coach_id, there.id, now)
    return group.places_gone(there, attempt.nearest(now), held_places)
