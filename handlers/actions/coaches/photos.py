"""A coach's picture, uploaded by the team, or by a coach who is still setting up."""

from datetime import datetime
from typing import Any

from domain.coaches.set_up_refusals import SetUpOver
from domain.roles import Actor, Permission
from domain.services.catalogue import Coach
from domain.transfer.kept_files import NewFile, name_of, validate_file
from handlers.actions.once import once
from handlers.actions.services.catalogue import DONE, hold_coach, look_up, newest, write_down
from storage.services import catalogue as stored
from storage.transactions import Database, Writer
from storage.transfer import kept_files


async def set_photo(
    database: Database,
    coach_id: int,
    photo: NewFile | None,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Coach:
    """Set what customers see of a coach before they choose; None for no picture. Raises NotAllowed,
    NotFound, BadInput, and SetUpOver for a coach whom the team now describes."""
    own = actor.coach_id == coach_id and not actor.may(Permission.COACHES)
    if not own:
        actor.require(Permission.COACHES)

    async def work(writer: Writer) -> dict[str, Any]:
        before = await hold_coach(writer, coach_id)
        if own and not before.setting_up:
            raise SetUpOver
        name = None
        if photo is not None:
            file = validate_file(photo, "photo")
            name = name_of(await kept_files.add(writer, file, now, coach_id=coach_id))
        if name != before.photo:
            await stored.update_coach(writer, coach_id, photo=name)
            was, is_ = {"photo": before.photo}, {"photo": name}
            await write_down(writer, "change_coach", "coach", coach_id, was, is_, actor, now)
        return DONE

    await once(database, work, actor=actor, key=key, now=now)
    return look_up((await newest(database)).coaches, coach_id)
