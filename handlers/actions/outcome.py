"""What became of a session, as its coach says it."""

from datetime import datetime

from domain.appointment import Appointment, Status, coach_may_record
from domain.refusals import NotFound
from domain.roles import Door
from handlers.actions.deciding import write_down
from handlers.actions.once import appointment_once
from storage import appointments
from storage.people import Person
from storage.transactions import Database, Writer


async def record(
    database: Database,
    appointment_id: int,
    outcome: Status,
    *,
    coach: Person,
    key: str,
    now: datetime,
) -> Appointment:
    """The customer missed it, or it took place; said again, nothing changes.

    The customer is sent nothing: it is for the business's books. Raises NotFound, AlreadyDecided.
    """

    async def work(writer: Writer) -> Appointment:
        found = await appointments.by_id(writer, appointment_id, lock=True)
        if found is None:
            raise NotFound
        coach_may_record(found, outcome, coach.at(Door.CHAT).answering(found.coach_id), now)
        if found.status is outcome:
            return found
        made = await appointments.change(writer, found, status=outcome, now=now)
        await write_down(writer, made, f"record_{outcome}", coach, now, [])
        return made

    return await appointment_once(database, work, key=key, person_id=coach.id, now=now)
