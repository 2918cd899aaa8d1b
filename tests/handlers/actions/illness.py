"""A coach who falls ill, and the customers whose sessions that affects."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from domain.appointments.appointment import Appointment, Status
from domain.rescues.rescue import Rescue
from domain.roles import Actor
from domain.working_hours.leave import LeaveStretch
from handlers.actions.appointments import deciding
from handlers.actions.rescues import rescue_plan, rescuing
from handlers.actions.rescues.rescue_plan import SessionPlan
from handlers.actions.rescues.rescuing import Off
from handlers.queries.rescues import rescues
from tests.handlers.actions.proposals import load_catalogue
from tests.house import NOW, House, acting

DAY = timedelta(days=1)
TUESDAY = LeaveStretch(datetime(2026, 3, 3), datetime(2026, 3, 4))
AT_NINE = datetime(2026, 3, 3, 8, tzinfo=UTC)


async def look(
    house: House,
    stretch: Off = TUESDAY,
    cancelled: Collection[int] = (),
    *,
    actor: Actor | None = None,
    now: datetime = NOW,
    alone: bool = False,
) -> list[SessionPlan]:
    return await rescuing.look(
        house.database,
        await load_catalogue(house),
        house.coach.id,
        stretch,
        cancelled=cancelled,
        alone=alone,
        actor=actor or acting(house.coach_person),
        now=now,
    )


async def save(
    house: House,
    stretch: Off = TUESDAY,
    cancelled: Collection[int] = (),
    *,
    agreed: str | None = None,
    key: str = "save",
    actor: Actor | None = None,
    now: datetime = NOW,
    leave_id: int = 0,
    alone: bool = False,
) -> int:
    """agreed: None for the plan as it is now."""
    if agreed is None:
        seen = await look(house, stretch, cancelled, actor=actor, now=now, alone=alone)
        agreed = rescue_plan.mark(seen)
    return await rescuing.save(
        house.database,
        house.coach.id,
        stretch,
        agreed,
        cancelled=cancelled,
        leave_id=leave_id,
        alone=alone,
        actor=actor or acting(house.coach_person),
        key=key,
        now=now,
    )


async def rescue(house: House, rescue_id: int) -> Rescue:
    actor = acting(house.coach_person)
    return await rescues.by_id(house.database, rescue_id, actor=actor, available_channels=())


async def fates(house: House, rescue_id: int) -> dict[int, str]:
    """What became of each session."""
    rescue_ = await rescue(house, rescue_id)
    return {one.session.id: str(one.fate) for one in rescue_.sessions}


def starts(planned: Collection[SessionPlan], session: Appointment) -> list[datetime]:
    """The starts this session would be offered."""
    [one] = [one for one in planned if one.session.id == session.id]
    return list(one.starts)


async def cancel(house: House, of: Appointment, *, key: str = "off", customer: int = 0) -> Status:
    cancelled = await deciding.cancel_by_customer(
        house.database,
        await load_catalogue(house),
        of.id,
        actor=acting(house.customers[customer]),
        key=f"{key}{of.id}",
        now=NOW,
    )
    return cancelled.status
