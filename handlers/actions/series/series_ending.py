"""When a series is down to its last date, its customer is asked once whether to continue."""

from datetime import datetime
from typing import Final

from domain.appointments.appointment import Appointment
from domain.messages.notices import NoticeKind
from domain.roles import Actor, Permission
from domain.series.series_continuation import ending
from domain.services.catalogue import Catalogue
from handlers.actions.appointments.appointment_messages import about
from storage.messages import outbox
from storage.series import series
from storage.services import catalogue as stored
from storage.transactions import Database, Writer

BATCH: Final = 50


async def tell(database: Database, *, actor: Actor, now: datetime) -> int:
    """Check the series that may be near their end, and notify the customers of those that are; how
    many were checked. Idempotent: each is checked again when there may be more to say.

    Nobody is asked to continue what is no longer offered.
    """
    actor.require(Permission.TIME)

    async def work(writer: Writer) -> int:
        due = await series.due(writer, now, BATCH)
        if not due:
            return 0
        catalogue = await stored.load(writer)
        for coach_id, series_id in due:
            outlook = ending(await series.dates(writer, coach_id, series_id), now)
            if outlook.last is not None and _still_offered(catalogue, outlook.last):
                one = outlook.last
                news = about(one, NoticeKind.SERIES_ENDING, one.customer_id, now)
                await outbox.enqueue(writer, [news])
            await series.look_again(writer, coach_id, series_id, outlook.look_at)
        return len(due)

    return await database.write(work)


def _still_offered(catalogue: Catalogue, last: Appointment) -> bool:
    service = catalogue.services.get(last.service_id)
    if service is None or service.hidden:
        return False
    return last.coach_id in {coach.id for coach in catalogue.coaches_for(service.id)}
