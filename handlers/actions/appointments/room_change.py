"""Another room or device for a booked session, at its time."""

from datetime import datetime

from domain.appointments.appointment import Appointment, coach_may_change
from domain.messages.notices import NoticeKind
from domain.refusals import NotFound
from domain.roles import Actor
from domain.services.meeting import Meeting
from domain.starts.room_refusals import RoomTaken
from handlers.actions.appointments import negotiating
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.appointments.recording import write_down
from handlers.actions.locking import lock_appointment
from handlers.actions.once import appointment_once
from handlers.queries.starts.rooms import free_instead
from storage.appointments import booking, resources
from storage.appointments.resources import ResourceUnits
from storage.messages.outbox import OutboxMessage
from storage.services import catalogue as stored_catalogue
from storage.transactions import Database, Writer


async def give_room(
    database: Database,
    appointment_id: int,
    old: int,
    new: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    anyway: bool = False,
) -> Appointment:
    """Replace `old` by another one, as a coach or the team decides; once.

    The customer is told of another room if they come in person. anyway: an offer of other times
    ends with it, unless it belongs to a rescue. Raises NotFound, AlreadyDecided, OfferOpen, and
    RoomTaken if the other is not free then or unsuitable.
    """

    async def work(writer: Writer) -> Appointment:
        before = await lock_appointment(writer, appointment_id)
        coach_may_change(before, actor.answering(before.coach_id), now)
        if new in before.resource_ids and old not in before.resource_ids:
            return before
        if old not in before.resource_ids:
            raise NotFound
        negotiating.nothing_open([before], now, anyway=anyway)
        had = await resources.besides(writer, before.id)
        await resources.lock(writer, [*had, ResourceUnits(new)])
        catalogue = await stored_catalogue.load(writer)
        if new not in {one.id for one in await free_instead(writer, catalogue, before, old, now)}:
            raise RoomTaken(before.service_id, before.coach_id)
        resource_units = [
            ResourceUnits(new if one.resource_id == old else one.resource_id, one.units)
            for one in had
        ]
        waits = await negotiating.waits_on(writer, before, now)
        after = await booking.change_besides(writer, before, resource_units, now=now, **waits)
        await write_down(writer, before, after, "change_room", actor, now, _news(after, now))
        return after

    return await appointment_once(database, work, actor=actor, key=key, now=now)


def _news(after: Appointment, now: datetime) -> list[OutboxMessage]:
    if after.meeting is Meeting.ON_SITE and after.rooms:
        return [about(after, NoticeKind.ROOM_CHANGED, after.customer_id, now)]
    return []
