"""What a coach is told when somebody else on the team changes their hours, leave or closed days.
They are not told of their own changes."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from domain.appointments.appointment import Appointment
from domain.messages.notices import Lane, NoticeKind
from domain.roles import Actor
from domain.services.catalogue import Coach
from storage.appointments import appointments
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.transactions import Writer

HOURS: Final = "hours"
LEAVE: Final = "leave"
OPENED_DAY: Final = "opened_day"
CLOSED: Final = "closed"
MOST_TOLD: Final = 10  # sessions that are listed


async def tell_coach(
    writer: Writer, coach: Coach, what: str, facts: Mapping[str, Any], actor: Actor, now: datetime
) -> None:
    """One change of a coach's calendar. what: one of the words above."""
    await _tell(writer, coach.id, coach.person_id, what, facts, actor, now)


async def tell_of_leave(
    writer: Writer,
    coach_id: int,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Leave that was taken (before is None), changed, or withdrawn (after is None)."""
    if actor.coach_id == coach_id:
        return
    person_id = await appointments.coach_person_id(writer, coach_id)
    facts = {"before": before, "after": after}
    await _tell(writer, coach_id, person_id, LEAVE, facts, actor, now)


async def tell_of_closures(
    writer: Writer,
    coaches: Mapping[int, Coach],
    outside_sessions: Sequence[Appointment],
    facts: Mapping[str, Any],
    actor: Actor,
    now: datetime,
) -> None:
    """Tell those who have sessions on newly closed days. outside_sessions: these sessions."""
    for coach_id in sorted({one.coach_id for one in outside_sessions}):
        coach, its = (
            coaches[coach_id],
            [one for one in outside_sessions if one.coach_id == coach_id],
        )
        its.sort(key=lambda one: (one.starts_at, one.id))
        sessions = {
            "outside": [[one.customer_name, one.starts_at.isoformat()] for one in its[:MOST_TOLD]],
            "number": len(its),
            "zone": coach.zone,
        }
        await tell_coach(writer, coach, CLOSED, {**facts, **sessions}, actor, now)


async def _tell(
    writer: Writer,
    coach_id: int,
    person_id: int,
    what: str,
    facts: Mapping[str, Any],
    actor: Actor,
    now: datetime,
) -> None:
    if actor.person_id == person_id:
        return
    kind = NoticeKind.CALENDAR_CHANGED
    message = OutboxMessage(
        # The change itself happens once; nothing else tells two of them apart.
        key=f"{kind}:{coach_id}:{secrets.token_hex(8)}",
        recipient_id=person_id,
        kind=kind,
        facts={"what": what, "coach": coach_id, **facts},
        lane=Lane.INTERACTIVE,
        due_at=now,
        coach_id=coach_id,
    )
    await outbox.enqueue(writer, [message])
