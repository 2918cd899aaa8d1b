"""What is done with a whole group session, and what comes of it."""

from datetime import timedelta
from typing import Any

from domain.appointments.appointment import Appointment
from domain.groups.group import GroupSession
from domain.roles import Actor
from handlers.actions.groups import group_sessions, group_times
from storage.appointments import session_rows
from tests.handlers.actions.group_classes import TUESDAY, session_at
from tests.handlers.actions.proposals import load_catalogue
from tests.house import NOW, House, acting

SUNDAY_NIGHT = NOW + timedelta(days=6, hours=13, minutes=7)  # off hours, off the grid


async def open_session(house: House, start: Any = TUESDAY, **who: Any) -> GroupSession:
    actor: Actor = who.get("actor", acting(house.coach_person))
    return await group_times.open_by_hand(
        house.database,
        await load_catalogue(house),
        house.service.id,
        house.coach.id,
        start,
        actor=actor,
        key=f"open {start} {actor.person_id}",
        now=NOW,
    )


async def move_session(
    house: House, session: GroupSession, start: Any, **more: Any
) -> GroupSession:
    return await group_times.move(
        house.database,
        await load_catalogue(house),
        session.id,
        more.get("version", session.version),
        start,
        actor=more.get("actor", acting(house.coach_person)),
        key=f"move {session.id} {start} {more}",
        now=more.get("now", NOW),
    )


async def called_off(house: House, session: GroupSession, **more: Any) -> GroupSession:
    return await group_sessions.call_off(
        house.database,
        await load_catalogue(house),
        session.id,
        session.version,
        more.get("reason", "I am ill"),
        actor=more.get("actor", acting(house.coach_person)),
        key=more.get("key", f"off {session.id}"),
        now=NOW,
    )


async def now_(house: House) -> GroupSession:
    session = await session_at(house)
    assert session is not None
    return session


async def seats(house: House, session: GroupSession) -> list[Appointment]:
    async with house.database.read() as reader:
        return await session_rows.seats(reader, session)


async def notices(house: House) -> list[tuple[str, int]]:
    """Kind and recipient of all that is not a reminder."""
    async with house.database.read() as reader:
        rows = await reader.fetch(
            "SELECT kind, recipient_id FROM outbox WHERE lane = 0 ORDER BY kind, recipient_id"
        )
    return [(kind, recipient) for kind, recipient in rows]
