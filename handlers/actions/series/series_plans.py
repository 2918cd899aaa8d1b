"""Plans of series, stored while somebody decides on their dates."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.series.series import Rhythm, Unit
from domain.series.series_plan import Occasion, Plan, Purpose
from domain.series.series_refusals import PlanDone, PlanGone
from storage.series import series_drafts
from storage.transactions import Database, Reader, Writer


async def begin(database: Database, plan: Plan, *, actor: Actor, now: datetime) -> int:
    """Store a new plan, replacing the previous one; its id. Raises NotFound, NotAllowed."""
    planner(plan, actor)
    return await database.write(
        lambda writer: series_drafts.keep(writer, actor.person, _facts(plan), now)
    )


async def find(database: Database, draft_id: int, *, actor: Actor) -> Plan:
    """The actor's own plan. Raises PlanGone, and PlanDone if it has been carried out."""
    actor.require(Permission.BOOK)
    async with database.read() as reader:
        return await load_plan(reader, draft_id, actor)


async def change(
    database: Database,
    draft_id: int,
    edit: Callable[[Plan], Plan],
    *,
    actor: Actor,
    now: datetime,
) -> Plan:
    """Change the actor's plan. The same change again leads to the same plan. Raises as `find`."""
    actor.require(Permission.BOOK)

    async def work(writer: Writer) -> Plan:
        plan = edit(await load_plan(writer, draft_id, actor, lock=True))
        await series_drafts.change(writer, actor.person, draft_id, _facts(plan), now)
        return plan

    return await database.write(work)


async def load_plan(reader: Reader, draft_id: int, actor: Actor, *, lock: bool = False) -> Plan:
    """As `find`, within a transaction. lock: others wait for this transaction."""
    draft = await series_drafts.find(reader, actor.person, draft_id, lock=lock)
    if draft is None:
        raise PlanGone
    if draft.appointment_id is not None:
        raise PlanDone(draft.appointment_id)
    plan = _plan(draft.facts)
    planner(plan, actor)
    return plan


def planner(plan: Plan, actor: Actor) -> bool:
    """Whether the customer is planning; otherwise it is whoever answers for the coach.

    A coach repeats or moves existing sessions, and begins nothing. Raises NotFound, NotAllowed.
    """
    if plan.customer_id == actor.person:
        actor.require(Permission.BOOK)
        return True
    actor.require(Permission.SESSIONS)
    if plan.origin == 0 or actor.answering(plan.coach_id) != plan.coach_id:
        raise NotFound
    return False


def _facts(plan: Plan) -> dict[str, Any]:
    rhythm = plan.rhythm
    return {
        "purpose": plan.purpose.value,
        "coach": plan.coach_id,
        "service": plan.service_id,
        "customer": plan.customer_id,
        "zone": plan.zone,
        "wall": plan.wall.isoformat(),
        "choice": plan.choice,
        "origin": plan.origin,
        "rhythm": rhythm and [rhythm.unit.value, rhythm.every],
        "dates": [
            [one.day.isoformat(), one.planned_start, one.skipped, one.instead, one.appointment]
            for one in plan.dates
        ],
        "series": plan.series,
    }


def _plan(facts: Mapping[str, Any]) -> Plan:
    rhythm = facts["rhythm"]
    return Plan(
        Purpose(facts["purpose"]),
        coach_id=facts["coach"],
        service_id=facts["service"],
        customer_id=facts["customer"],
        zone=facts["zone"],
        wall=datetime.fromisoformat(facts["wall"]),
        choice=facts["choice"],
        origin=facts["origin"],
        rhythm=Rhythm(Unit(rhythm[0]), rhythm[1]) if rhythm else None,
        dates=tuple(Occasion(date.fromisoformat(day), *rest) for day, *rest in facts["dates"]),
        series=facts.get("series", 0),
    )
