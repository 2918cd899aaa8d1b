"""Another room or device for a group's session, at its time: for everybody in it."""

from datetime import datetime

from domain.groups.group import GroupSession
from domain.messages.notices import NoticeKind
from domain.refusals import NotFound
from domain.roles import Actor
from domain.services.meeting import Meeting
from domain.starts.room_refusals import RoomTaken
from handlers.actions.appointments import negotiating
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.appointments.recording import write_down
from handlers.actions.groups.group_notes import GroupNotice, tell_coach, write_session_down
from handlers.actions.groups.group_sessions import change_once
from handlers.queries.starts.rooms import free_instead
from storage.appointments import booking, resources, session_rows, sessions
from storage.appointments.booking import AppointmentChange
from storage.appointments.resources import ResourceUnits
from storage.services import catalogue as stored_catalogue
from storage.transactions import Database, Writer


async def give_room(
    database: Database,
    session_id: int,
    version: int,
    old: int,
    new: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    anyway: bool = False,
) -> GroupSession:
    """Replace `old` by another one; everybody in it who comes in person is told of another room.

    anyway: as in `room_change.give_room`, for each of them. Raises as `change_once`, NotFound if
    the session does not have `old`, OfferOpen, and RoomTaken if the other is not free then or
    unsuitable.
    """

    async def work(writer: Writer, session: GroupSession) -> GroupSession:
        if old not in session.resource_ids:
            raise NotFound
        await booking.movers_turn(writer, session.coach_id)
        seats = await session_rows.seats(writer, session, lock=True)
        negotiating.nothing_open(seats, now, anyway=anyway)
        had = await resources.besides(writer, session.id)
        await resources.lock(writer, [*had, ResourceUnits(new)])
        catalogue = await stored_catalogue.load(writer)
        free = await free_instead(writer, catalogue, session, old, now)
        if new not in {one.id for one in free}:
            raise RoomTaken(session.service_id, session.coach_id)
        resource_units = [
            ResourceUnits(new if one.resource_id == old else one.resource_id, one.units)
            for one in had
        ]
        after = await sessions.change_besides(writer, session, resource_units, now=now)
        for before in seats:
            if not before.open:
                continue
            waits = await negotiating.waits_on(writer, before, now)
            changes: AppointmentChange = {**waits, "resource_ids": after.resource_ids}
            seat = await booking.change(writer, before, now=now, **changes)
            news = []
            if seat.meeting is Meeting.ON_SITE and seat.rooms:
                news.append(about(seat, NoticeKind.ROOM_CHANGED, seat.customer_id, now))
            await write_down(writer, before, seat, "change_room", actor, now, news, coach_told=True)
        await write_session_down(writer, session, after, "change_session_room", actor, now)
        service, coach = catalogue.services[session.service_id], catalogue.coaches[session.coach_id]
        await tell_coach(writer, GroupNotice("room", after, service, coach), actor, now)
        return after

    return await change_once(database, session_id, version, work, actor=actor, key=key, now=now)
