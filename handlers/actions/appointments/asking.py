"""A customer asks the coach for what they can no longer do themselves."""

from datetime import datetime
from typing import Any, Final

from domain.appointments.appointment import customer_may_ask
from domain.appointments.booked_rules import rules_of
from domain.messages.notices import NoticeKind
from domain.roles import Actor
from domain.services.catalogue import Catalogue
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.appointments.recording import write_down
from handlers.actions.locking import lock_own_appointment
from handlers.actions.once import once
from storage.appointments import appointments
from storage.messages import outbox
from storage.transactions import Database, Writer

CANCEL: Final = "cancel"
MOVE: Final = "move"
WISHES: Final = {CANCEL: NoticeKind.ASKS_CANCEL, MOVE: NoticeKind.ASKS_MOVE}


async def ask_coach(
    database: Database,
    catalogue: Catalogue,
    appointment_id: int,
    wish: str,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> bool:
    """Ask the coach to cancel or move the session; whether this is the first time of asking.

    The session stays as it is: the coach decides, with the buttons under the question. Once per
    wish and start. Raises NotFound, AlreadyDecided, also while the customer may do it themselves.
    """
    if wish not in WISHES:
        raise ValueError(wish)

    async def work(writer: Writer) -> dict[str, Any]:
        appointment = await lock_own_appointment(writer, appointment_id, actor)
        rules = rules_of(catalogue, appointment)
        notice = rules.notice_cancel if wish == CANCEL else rules.notice_move
        customer_may_ask(appointment, notice, now)
        coach = await appointments.coach_person_id(writer, appointment.coach_id)
        question = about(appointment, WISHES[wish], coach, now)
        fresh = not await outbox.has_key(writer, question.key)
        if fresh:
            await write_down(
                writer, appointment, appointment, f"ask_{wish}", actor, now, [question]
            )
        return {"fresh": fresh}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return bool(outcome["fresh"])
