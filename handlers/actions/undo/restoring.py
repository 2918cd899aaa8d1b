"""A session as it was before its last step, from that step's line in the audit log.

What it needs again is claimed like anything new; what somebody else now has is named.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from domain.appointments.appointment import OFF, Appointment
from domain.groups.group_refusals import PlacesGone
from domain.refusals import AlreadyDecided, NoLongerOffered, SlotTaken
from domain.roles import Actor
from domain.services.catalogue import Catalogue
from domain.starts.constraints import Constraints, Reason
from domain.starts.occupancy import occupancy
from domain.time.spans import epoch
from domain.undo.undo import CannotUndo, LastAction, may_undo
from domain.working_hours.leave import is_away
from handlers.actions.appointments import seating
from handlers.actions.appointments.negotiating import attempt_at
from handlers.queries.starts.closures import closed_to
from storage.appointments.resources import ResourceOccupied
from storage.audit import AuditEntry
from storage.services import catalogue as stored_catalogue
from storage.transactions import Writer
from storage.undo import undoing
from storage.undo.undoing import Snapshot
from storage.undo.undoing_groups import GroupSnapshot

UNDO: Final = "undo"
_CLOSED: Final = {Reason.CLOSURE: "closure", Reason.HOURS: "hours", Reason.LENGTH: "hours"}


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


def check_open(
    catalogue: Catalogue,
    coach_id: int,
    service_ids: Sequence[int],
    was: Snapshot | GroupSnapshot,
    about: int,
) -> None:
    """Raise CannotUndo if a session would come back to its coach's leave, or to a time at which the
    business or the coach has closed since the step. service_ids: what was booked, in a row.

    Hours and closed days that were changed before the step count for nothing: the session was
    outside them already, as people had agreed. Whether they were is not recorded, but whether the
    catalogue is still the same: if anything in it has changed since, they count as they are now.
    Leave always counts: a session in it had an offer, which does not come back.
    """
    coach = catalogue.coaches.get(coach_id)
    if coach is None or service_ids[0] not in catalogue.services:
        raise CannotUndo(about, "time")
    start, end = epoch(was.starts_at), epoch(was.ends_at)
    if is_away(coach.leaves, (start, end), coach.tz):
        raise CannotUndo(about, "leave")
    if catalogue.version == was.catalogue:
        return
    minutes = (end - start) // 60
    service = catalogue.booked_service(service_ids[0], coach, minutes, 1, service_ids[1:])
    at = start, start + 1
    constraints = Constraints(closed=closed_to(catalogue, (service, coach), at))
    why = occupancy(service, coach, (), at, constraints=constraints).why(start)
    if why in _CLOSED:
        raise CannotUndo(about, _CLOSED[why])


async def as_before(
    writer: Writer, catalogue: Catalogue, before: Appointment, last: AuditEntry, now: datetime
) -> Appointment:
    """A locked appointment as it was before the last step. Raises CannotUndo."""
    was = undoing.from_snapshot(last.facts["undo"])
    try:
        if before.status in OFF or _elsewhere(before, was):
            newest = await _hold_calendar(writer, catalogue, was.coach_of(before))
            services = before.service_id, *before.also
            check_open(newest, was.coach_of(before), services, was, before.id)
        if _another_seat(before, was):
            return await _reseat(writer, catalogue, before, was, now)
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
    attempt = await attempt_at(writer, catalogue, before, was.starts_at, now)
    after = await seating.relocate(
        writer, before, attempt, now=now, status=was.status, answer_by=was.columns["answer_by"]
    )
    if after is None:
        raise CannotUndo(before.id, "places")
    return await undoing.say_as_before(writer, after, was)


def _elsewhere(before: Appointment, was: Snapshot) -> bool:
    return (before.coach_id, before.starts_at) != (was.coach_of(before), was.starts_at)


async def _hold_calendar(writer: Writer, catalogue: Catalogue, coach_id: int) -> Catalogue:
    """The newest catalogue; this coach's hours and leave cannot change before the commit."""
    await stored_catalogue.share_coach(writer, coach_id)
    if catalogue.version == await stored_catalogue.version(writer):
        return catalogue
    return await stored_catalogue.load(writer)
