"""Move several dates of a series: all that a plan has, in one transaction, or none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.appointments.appointment import Appointment, Status
from domain.messages.notices import NoticeKind
from domain.refusals import NotFound, Refusal, SameTime
from domain.roles import Actor
from domain.series.series_plan import Occasion, Plan, Purpose
from domain.series.series_refusals import OF_ALL_DATES, PlanDone, SeriesClash, reason_of
from domain.services.catalogue import Catalogue
from domain.time.spans import moment
from handlers.actions.appointments.deciding import relocate
from handlers.actions.appointments.recording import write_down
from handlers.actions.once import appointment_once
from handlers.actions.series.series_changes import ahead_from
from handlers.actions.series.series_messages import about_series
from handlers.actions.series.series_plans import load_plan
from storage.appointments import appointments
from storage.messages import outbox
from storage.series import series_drafts
from storage.transactions import Database, Writer
from storage.undo import undoing


async def move_series(
    database: Database,
    catalogue: Catalogue,
    draft_id: int,
    shown_count: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    anyway: bool = False,
) -> Appointment:
    """Move the dates of a plan, all of them or none; the first one moved.

    shown_count: how many. anyway: as for `deciding.move`. Each is moved like a single one, in order
    of start. What is left out stays where it is. Raises PlanGone, SeriesClash, NotFound,
    AlreadyDecided, SameTime.
    """

    async def work(writer: Writer) -> Appointment:
        try:
            plan = await load_plan(writer, draft_id, actor, lock=True)
        except PlanDone as refusal:
            return await standing(writer, refusal.appointment_id)
        if plan.purpose is not Purpose.MOVE:
            raise NotFound
        ahead = list(plan.ahead())
        if not ahead or len(ahead) != shown_count:
            raise SeriesClash(draft_id)
        moving = await _Moving.of(writer, catalogue, plan, draft_id, actor, now, anyway)
        moving.together.extend(one.appointment for _, one in ahead)
        for number, one in ahead:
            await moving.go(number, one)
        first = await moving.finish()
        await series_drafts.finish(writer, actor.person, draft_id, first.id, now)
        return first

    return await appointment_once(database, work, actor=actor, key=key, now=now)


@dataclass(frozen=True, slots=True)
class _Moving:
    """One plan being carried out. before: the standing future dates, by id. together: the ids of
    those that move."""

    writer: Writer
    catalogue: Catalogue
    draft_id: int
    actor: Actor
    now: datetime
    anyway: bool
    first: Appointment
    before: Mapping[int, Appointment]
    moved: list[Appointment] = field(default_factory=list)
    was: list[str] = field(default_factory=list)
    lost: list[tuple[int, str]] = field(default_factory=list)
    together: list[int] = field(default_factory=list)

    @classmethod
    async def of(
        cls,
        writer: Writer,
        catalogue: Catalogue,
        plan: Plan,
        draft_id: int,
        actor: Actor,
        now: datetime,
        anyway: bool,
    ) -> "_Moving":
        first, dates = await ahead_from(writer, plan.origin, now)
        by_id = {one.id: one for one in dates}
        return cls(writer, catalogue, draft_id, actor, now, anyway, first, by_id)

    async def go(self, number: int, one: Occasion) -> None:
        before = self.before.get(one.appointment)
        if before is None or one.start is None:
            raise SeriesClash(self.draft_id)  # it is over, or cancelled, by now
        start, now = moment(one.start), self.now
        request = next((each for each in self.moved if each.status is Status.PENDING), None)
        was = {**await undoing.snapshot(self.writer, before), "with": self.together}
        try:
            after, overridden = await relocate(
                self.writer,
                self.catalogue,
                before,
                start,
                actor=self.actor,
                now=now,
                anyway=self.anyway,
                answer_by=request.answer_by if request else None,
            )
        except OF_ALL_DATES:
            raise
        except SameTime:
            return
        except Refusal as refusal:
            self.lost.append((number, reason_of(refusal)))
            return
        await write_down(
            self.writer,
            before,
            after,
            "move",
            self.actor,
            now,
            overridden=overridden,
            # The first request reminds the coach for all.
            dates=1 if request is None else 0,
            coach_told=True,
            undo=None if self.actor.person_id == before.customer_id else was,
        )
        self.moved.append(after)
        self.was.append(before.starts_at.isoformat())

    async def finish(self) -> Appointment:
        """The first one moved; the other side is told of all of them."""
        if self.lost:
            raise SeriesClash(self.draft_id, tuple(self.lost))
        if not self.moved:
            raise SameTime(self.first.id)
        first = self.moved[0]
        coach = await appointments.coach_person_id(self.writer, first.coach_id)
        if self.actor.person_id == first.customer_id:
            await self._tell(NoticeKind.SERIES_MOVED_BY_CUSTOMER, coach)
        else:
            await self._tell(NoticeKind.SERIES_MOVED_BY_COACH, first.customer_id)
            if self.actor.person_id != coach:
                await self._tell(NoticeKind.SERIES_IN_YOUR_PLACE, coach)
        return first

    async def _tell(self, kind: NoticeKind, recipient: int) -> None:
        news = about_series(self.moved, kind, recipient, self.now, were=self.was)
        await outbox.enqueue(self.writer, [news])


async def standing(writer: Writer, appointment_id: int) -> Appointment:
    """What a plan has become. Raises NotFound."""
    appointment = await appointments.by_id(writer, appointment_id)
    if appointment is None:
        raise NotFound
    return appointment
