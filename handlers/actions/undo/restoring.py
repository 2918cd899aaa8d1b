"""A session as it was before its last step, from that step's line in the audit log.

What it needs again is claimed like anything new; what somebody else now has is named.
"""

from datetime import datetime
from typing import Final

from domain.appointments.appointment import OFF, Appointment
from domain.groups.group_refusals import PlacesGone
from domain.refusals import AlreadyDecided, NoLongerOffered, SlotTaken
from domain.roles import Actor
from domain.services.catalogue import Catalogue
from domain.undo.undo import CannotUndo, LastAction, may_undo
from handlers.actions.appointments import seating
from handlers.actions.appointments.negotiating import offer_at
from storage.appointments import undoing
from storage.appointments.resources import ResourceOccupied
from storage.appointments.undoing import Snapshot
from storage.audit import AuditEntry
from storage.services import catalogue as stored_catalogue
from storage.transactions import Writer

UNDO: Final = "undo"


def check_step(
    last: AuditEntry | None, about: int, version: int, actor: Actor, now: datetime
) -> AuditEntry:
    """The last line of what it is about, if the actor may undo it. Raises as `may_undo`."""
    step = None
    if last is not None:
        of_version = (last.facts.get("undo") or {}).get("made", 0)
        step = LastAction(last.action, last.actor_id, last.at, of_version)
    may_undo(step, about, by=actor.person, version=version, now=now)
    assert last is not None
    return last


async def as_before(
    writer: Writer, catalogue: Catalogue, before: Appointment, last: AuditEntry, now: datetime
) -> Appointment:
    """A locked appointment as it was before the last step. Raises CannotUndo."""
    was = undoing.from_snapshot(last.facts["undo"])
    try:
        if _another_seat(before, was):
            return await _reseat(writer, catalogue, before, was, now)
        await _not_away(writer, catalogue, before, was)
        after = await undoing.restore(writer, before, was, now)
    except ResourceOccupied:
        raise CannotUndo(before.id, "room") from None
    except PlacesGone:
        raise CannotUndo(before.id, "places") from None
    except (SlotTaken, AlreadyDecided, NoLongerOffered):
        raise CannotUndo(before.id, "time") from None
    if after is None:
        raise CannotUndo(before.id, "time")
    return after


def _another_seat(before: Appointment, was: Snapshot) -> bool:
    """Whether it needs a seat again that it lost. A no-show keeps theirs."""
    if was.session_id is None:
        return False
    return before.session_id != was.session_id or before.status in OFF


async def _reseat(
    writer: Writer, catalogue: Catalogue, before: Appointment, was: Snapshot, now: datetime
) -> Appointment:
    offer = await offer_at(writer, catalogue, before, was.starts_at, now)
    after = await seating.relocate(
        writer, before, offer, now=now, status=was.status, answer_by=was.columns["answer_by"]
    )
    if after is None:
        raise CannotUndo(before.id, "places")
    return await undoing.say_as_before(writer, after, was)


async def _not_away(
    writer: Writer, catalogue: Catalogue, before: Appointment, was: Snapshot
) -> None:
    """Raise CannotUndo if its coach has since taken leave at that time: their hours and leave
    cannot change before the commit."""
    coach_id = was.coach_of(before)
    elsewhere = before.starts_at != was.starts_at or before.coach_id != coach_id
    if before.status not in OFF and not elsewhere:
        return
    await stored_catalogue.share_coach(writer, coach_id)
    if catalogue.version != await stored_catalogue.version(writer):
        catalogue = await stored_catalogue.load(writer)
    coach = catalogue.coaches.get(coach_id)
    if coach is None:
        raise CannotUndo(before.id, "time")
    starts, ends = (
        was.columns[name].astimezone(coach.tz).replace(tzinfo=None)
        for name in ("starts_at", "ends_at")
    )
    if any(leave.starts < ends and starts < leave.ends for leave in coach.leaves):
        raise CannotUndo(before.id, "leave")
