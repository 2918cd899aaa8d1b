"""How a coach wants to be told of their work."""

from datetime import datetime
from typing import Any

from domain.coaches.digests import OFF, Digest, day_to_skip, minute_of
from domain.refusals import BadInput
from domain.roles import Actor, Permission
from domain.working_hours.hours import MIDNIGHT
from handlers.actions.once import once
from handlers.actions.services.catalogue import write_down
from storage.coaches import digest_settings
from storage.services import catalogue
from storage.transactions import Database, Writer


async def set_minute(
    database: Database,
    digest: Digest,
    minute: int | None,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> None:
    """Set when they get a summary. minute: as in `DigestSchedule`.

    If the new hour has passed today, it begins tomorrow. Raises BadInput, NotAllowed.
    """
    actor.require(Permission.WORK)
    if minute is not None and minute != OFF and not 0 <= minute < MIDNIGHT:
        raise BadInput("time_of_day", MIDNIGHT)

    async def work(writer: Writer) -> dict[str, Any]:
        coach_id = _coach(actor)
        before = await digest_settings.schedule(writer, coach_id)
        if before.of(digest) != minute:
            current_catalogue = await catalogue.load(writer)
            effective_minute = minute_of(minute, current_catalogue.business.summary_at(digest))
            coach = current_catalogue.coaches[coach_id]
            over = (
                None if effective_minute is None else day_to_skip(effective_minute, coach.tz, now)
            )
            await digest_settings.set_minute(writer, coach_id, digest, minute, over)
            was, is_ = {digest.value: before.of(digest)}, {digest.value: minute}
            await write_down(writer, "set_summary", "coach", coach_id, was, is_, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def set_empty_days(
    database: Database, also: bool, *, actor: Actor, key: str, now: datetime
) -> None:
    """Set whether they get it on empty days, too. Raises NotAllowed."""
    actor.require(Permission.WORK)

    async def work(writer: Writer) -> dict[str, Any]:
        coach_id = _coach(actor)
        before = await digest_settings.schedule(writer, coach_id)
        if before.empty_days != also:
            await digest_settings.set_empty_days(writer, coach_id, also)
            was, is_ = {"empty_days": before.empty_days}, {"empty_days": also}
            await write_down(writer, "set_summary", "coach", coach_id, was, is_, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


def _coach(actor: Actor) -> int:
    assert actor.coach_id is not None  # only coaches may work
    return actor.coach_id
