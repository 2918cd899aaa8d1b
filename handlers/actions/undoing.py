"""A step is taken back by whoever took it: all of it, or nothing where something is in the way.

What there was stands in the line of the audit log that tells of the step, and the step is the last
line there is. Whoever has heard of it hears that it is as it was; what was not sent yet is not
sent.
"""

from datetime import datetime
from typing import Any, Final

from domain.appointment import OFF, Appointment
from domain.catalogue import Catalogue
from domain.group_refusals import PlacesGone
from domain.notices import NoticeKind
from domain.refusals import AlreadyDecided, NoLongerOffered, NotFound, SlotTaken
from domain.roles import Actor, Permission
from domain.undo import CannotUndo, Step, may_undo
from handlers.actions import blocking, person_log, seating
from handlers.actions.messages import about
from handlers.actions.negotiating import offer_at
from handlers.actions.once import appointment_once, once
from handlers.actions.written import write_down
from storage import appointments, audit, people, undoing
from storage import catalogue as stored_catalogue
from storage.audit import Entry
from storage.outbox import NewMessage
from storage.resources import Occupied
from storage.transactions import Database, Writer
from storage.undoing import Was

UNDO: Final = "undo"


async def undo(
    database: Database,
    catalogue: Catalogue,
    appointment_id: int,
    version: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """Take back the step that has made this version of a session. Taken back already, nothing
    changes. Raises NotFound, TooLateToUndo, UndoOvertaken, CannotUndo, NotAllowed."""
    actor.require(Permission.SESSIONS)

    async def work(writer: Writer) -> Appointment:
        before = await appointments.by_id(writer, appointment_id, lock=True)
        if before is None or actor.answering(before.coach_id) != before.coach_id:
            raise NotFound
        last = await audit.last(writer, "appointment", before.id)
        if last and last.action == UNDO and last.facts.get("undone") == version:
            return before
        _checked(last, before.id, version, actor, now)
        assert last is not None
        after = await _as_before(writer, catalogue, before, last, now)
        heard = await undoing.take_back(writer, before.id, before.version, now)
        await _keep(writer, before, after, actor, now, version, heard)
        return after

    return await appointment_once(database, work, actor=actor, key=key, now=now)


async def undo_block(
    database: Database,
    catalogue: Catalogue,
    person_id: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> None:
    """Let somebody book again who was blocked by a slip, with all that was cancelled by it. Raises
    as `undo`, and as `blocking.block`."""

    async def work(writer: Writer) -> dict[str, Any]:
        person = await blocking.blockable(writer, person_id, actor)
        last = await audit.last(writer, "person", person.id)
        if last and last.action == UNDO and last.actor_id == actor.person_id:
            return {}
        _checked(last, person.id, 0, actor, now)
        assert last is not None
        if (last.before or {}).get("blocked"):
            raise CannotUndo(person.id, "time")
        cancelled = (last.after or {}).get("cancelled", [])
        for appointment_id in sorted(cancelled):
            before = await appointments.by_id(writer, appointment_id, lock=True)
            step = await audit.last(writer, "appointment", appointment_id)
            if before is None:
                raise NotFound
            _checked(step, person.id, before.version, actor, now)
            assert step is not None
            try:
                after = await _as_before(writer, catalogue, before, step, now)
            except CannotUndo as refusal:
                raise CannotUndo(person.id, refusal.taken) from None
            told = frozenset({after.customer_id})
            coach = await appointments.coach_person_id(writer, after.coach_id)
            heard = told | ({coach} if coach != actor.person_id else frozenset())
            await _keep(writer, before, after, actor, now, before.version, heard)
        await people.set_blocked(writer, person.id, None, None)
        await person_log.write_down(
            writer, person.id, UNDO, {"blocked": True}, {"blocked": False}, actor, now
        )
        return {}

    await once(database, work, actor=actor, key=key, now=now)


def _checked(last: Entry | None, about_: int, made: int, actor: Actor, now: datetime) -> None:
    step = None
    if last is not None:
        of_version = (last.facts.get("undo") or {}).get("made", 0)
        step = Step(last.action, last.actor_id, last.at, of_version)
    may_undo(step, about_, by=actor.person, made=made, now=now)


async def _as_before(
    writer: Writer, catalogue: Catalogue, before: Appointment, last: Entry, now: datetime
) -> Appointment:
    """A locked appointment as it was before the last step. Raises CannotUndo."""
    was = undoing.was(last.facts["undo"])
    try:
        if _another_seat(before, was):
            return await _seated(writer, catalogue, before, was, now)
        await _not_away(writer, catalogue, before, was)
        after = await undoing.restore(writer, before, was, now)
    except Occupied:
        raise CannotUndo(before.id, "room") from None
    except PlacesGone:
        raise CannotUndo(before.id, "places") from None
    except (SlotTaken, AlreadyDecided, NoLongerOffered):
        raise CannotUndo(before.id, "time") from None
    if after is None:
        raise CannotUndo(before.id, "time")
    return after


def _another_seat(before: Appointment, was: Was) -> bool:
    """Whether it is to have a seat again that it has no more. Who stays away keeps theirs."""
    if was.session_id is None:
        return False
    return before.session_id != was.session_id or before.status in OFF


async def _seated(
    writer: Writer, catalogue: Catalogue, before: Appointment, was: Was, now: datetime
) -> Appointment:
    offer = await offer_at(writer, catalogue, before, was.starts_at, now)
    after = await seating.relocate(
        writer, before, offer, now=now, status=was.status, answer_by=was.columns["answer_by"]
    )
    if after is None:
        raise CannotUndo(before.id, "places")
    return await undoing.say_as_before(writer, after, was)


async def _not_away(writer: Writer, catalogue: Catalogue, before: Appointment, was: Was) -> None:
    """Raise CannotUndo where its coach has taken leave of that time meanwhile: their hours and
    leave cannot change before the commit."""
    comes_back = before.status in OFF or before.starts_at != was.starts_at
    if not comes_back:
        return
    await stored_catalogue.share_coach(writer, before.coach_id)
    if catalogue.version != await stored_catalogue.version(writer):
        catalogue = await stored_catalogue.load(writer)
    coach = catalogue.coaches.get(before.coach_id)
    if coach is None:
        raise CannotUndo(before.id, "time")
    starts, ends = (
        was.columns[name].astimezone(coach.tz).replace(tzinfo=None)
        for name in ("starts_at", "ends_at")
    )
    if any(leave.starts < ends and starts < leave.ends for leave in coach.leaves):
        raise CannotUndo(before.id, "leave")


async def _keep(
    writer: Writer,
    before: Appointment,
    after: Appointment,
    actor: Actor,
    now: datetime,
    undone: int,
    heard: frozenset[int],
) -> None:
    """heard: who has been told of the step."""
    news: list[NewMessage] = []
    if after.customer_id in heard:
        news.append(about(after, NoticeKind.RESTORED, after.customer_id, now))
    coach_told = await appointments.coach_person_id(writer, after.coach_id) not in heard
    await write_down(
        writer, before, after, UNDO, actor, now, news, undone=undone, coach_told=coach_told
    )
