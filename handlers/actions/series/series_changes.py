"""Decisions on several dates of a series at once: approve, decline, cancel.

`deciding` has the same for a single date; here it is done from one date on, in one transaction,
with one message.
"""

from collections.abc import Sequence
from datetime import datetime

from domain.appointments.accountability import Bearer
from domain.appointments.appointment import (
    LONGEST_REASON,
    OFF,
    Appointment,
    Status,
    advance,
    awaits_coach,
    coach_may_change,
    customer_may_cancel,
    late,
)
from domain.appointments.booked_rules import rules_of
from domain.messages.notices import NoticeKind
from domain.refusals import AlreadyDecided, NotFound, TooSoon
from domain.roles import Actor
from domain.series.series import mark
from domain.series.series_refusals import SeriesChanged
from domain.services.catalogue import Catalogue
from domain.text import field_text
from domain.undo.undo import UNDOABLE
from handlers.actions.appointments.recording import write_down
from handlers.actions.once import appointment_once
from handlers.actions.series.series_messages import about_series
from storage.appointments import appointments, booking
from storage.messages import outbox
from storage.series import series
from storage.transactions import Database, Writer
from storage.undo import undoing


async def approve_series(
    database: Database,
    appointment_id: int,
    seen_mark: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """A coach confirms all dates of the series that await an answer. Those for which others are
    offered, as the coach is away, are not confirmed.

    seen_mark: the mark of all requests on the screen. Raises NotFound, AlreadyDecided for the given
    date if none is waiting, SeriesChanged.
    """
    return await _by_coach(
        database,
        appointment_id,
        (Status.PENDING,),
        Status.CONFIRMED,
        NoticeKind.SERIES_APPROVED,
        seen_mark=seen_mark,
        actor=actor,
        key=key,
        now=now,
    )


async def decline_series(
    database: Database,
    appointment_id: int,
    seen_mark: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    reason: str | None = None,
) -> Appointment:
    """A coach declines all dates that await an answer. Raises as `approve_series`, and BadInput.

    reason: for the customer.
    """
    return await _by_coach(
        database,
        appointment_id,
        (Status.PENDING,),
        Status.DECLINED,
        NoticeKind.SERIES_DECLINED,
        seen_mark=seen_mark,
        reason=reason,
        actor=actor,
        key=key,
        now=now,
    )


async def call_off_series(
    database: Database,
    catalogue: Catalogue,
    appointment_id: int,
    seen_mark: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    reason: str | None = None,
    borne_by: Bearer = Bearer.BUSINESS,
) -> Appointment:
    """A coach cancels this date and all later ones. Raises as `decline_series`. reason: for the
    customer. borne_by: the customer, if they asked for it.

    If the customer could no longer have cancelled one, the audit log says that the notice was set
    aside.
    """
    return await _by_coach(
        database,
        appointment_id,
        (Status.PENDING, Status.CONFIRMED),
        Status.CANCELLED,
        NoticeKind.SERIES_CANCELLED_BY_COACH,
        seen_mark=seen_mark,
        reason=reason,
        notices_of=catalogue,
        borne_by=borne_by,
        actor=actor,
        key=key,
        now=now,
    )


async def cancel_series(
    database: Database,
    catalogue: Catalogue,
    appointment_id: int,
    seen_mark: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """A customer cancels this date and all later ones, as far as each one's notice allows.

    Those that are too late stay. Raises NotFound, SeriesChanged, AlreadyDecided, and TooSoon if it
    is too late for all of them.
    """

    async def work(writer: Writer) -> Appointment:
        first, dates = await ahead_from(writer, appointment_id, now)
        if first.customer_id != actor.person_id:
            raise NotFound
        if not dates:
            customer_may_cancel(first, rules_of(catalogue, first), now)
        ends = [one for one in dates if _too_late(one, catalogue, now) is None]
        if not ends:
            raise _too_late(dates[0], catalogue, now) or NotFound
        if mark(dates) != seen_mark:
            raise SeriesChanged(first.id)
        after = await _change(
            writer, ends, Status.CANCELLED, "cancel", actor, now, borne_by=Bearer.CUSTOMER
        )
        coach = await appointments.coach_person_id(writer, first.coach_id)
        kind = NoticeKind.SERIES_CANCELLED_BY_CUSTOMER
        await outbox.enqueue(writer, [about_series(after, kind, coach, now)])
        return next((one for one in after if one.id == first.id), first)

    return await appointment_once(database, work, actor=actor, key=key, now=now)


async def _by_coach(
    database: Database,
    appointment_id: int,
    states: Sequence[Status],
    to: Status,
    tells: NoticeKind,
    *,
    seen_mark: int,
    reason: str | None = None,
    notices_of: Catalogue | None = None,
    borne_by: Bearer | None = None,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """notices_of: cancel from this date on; otherwise answer all that wait."""
    reason = field_text.optional(reason, "reason", LONGEST_REASON)

    async def work(writer: Writer) -> Appointment:
        first, dates = await ahead_from(writer, appointment_id, now, whole=notices_of is None)
        if actor.answering(first.coach_id) != first.coach_id:
            raise NotFound
        dates = [one for one in dates if one.status in states]
        changing = [one for one in dates if to is not Status.CONFIRMED or awaits_coach(one)]
        if not changing:
            coach_may_change(first, first.coach_id, now)
            raise AlreadyDecided(first.id, first.status)
        if mark(dates) != seen_mark:
            raise SeriesChanged(first.id)
        after = await _change(
            writer, changing, to, _ACTIONS[to], actor, now, notices_of, reason, borne_by=borne_by
        )
        coach = await appointments.coach_person_id(writer, first.coach_id)
        stands = await _standing(writer, after[0]) if to is Status.DECLINED else 0
        more = {"stands": stands} if stands else {}
        news = [about_series(after, tells, first.customer_id, now, **more)]
        if actor.person_id not in (coach, first.customer_id):
            news.append(about_series(after, NoticeKind.SERIES_IN_YOUR_PLACE, coach, now))
        await outbox.enqueue(writer, news)
        return next((one for one in after if one.id == first.id), after[0])

    return await appointment_once(database, work, actor=actor, key=key, now=now)


async def _standing(writer: Writer, date: Appointment) -> int:
    """How many dates of its series are not off."""
    dates = await series.dates(writer, date.coach_id, date.series_id or 0)
    return sum(one.status not in OFF for one in dates)


_ACTIONS = {
    Status.CONFIRMED: "approve",
    Status.DECLINED: "decline",
    Status.CANCELLED: "cancel_by_coach",
}


async def _change(
    writer: Writer,
    dates: Sequence[Appointment],
    to: Status,
    action: str,
    actor: Actor,
    now: datetime,
    notices_of: Catalogue | None = None,
    reason: str | None = None,
    *,
    borne_by: Bearer | None,
) -> list[Appointment]:
    changed_dates, together = [], [one.id for one in dates]
    for before in dates:
        was = None
        if action in UNDOABLE:
            was = {**await undoing.snapshot(writer, before), "with": together}
        status = advance(before, to)
        after = await booking.change(
            writer, before, status=status, reason=reason, borne_by=borne_by, now=now
        )
        aside = notices_of is not None and late(
            before, rules_of(notices_of, before).notice_cancel, now
        )
        overridden = ["notice_cancel"] if aside else []
        await write_down(
            writer,
            before,
            after,
            action,
            actor,
            now,
            overridden=overridden,
            coach_told=True,
            undo=was,
        )
        changed_dates.append(after)
    return changed_dates


async def ahead_from(
    writer: Writer, appointment_id: int, now: datetime, *, whole: bool = False
) -> tuple[Appointment, list[Appointment]]:
    """A date of a series as it is, and the standing future ones from it on, locked.

    whole: earlier ones, too. Raises NotFound if it is not part of a series.
    """
    date = await appointments.by_id(writer, appointment_id)
    if date is None or date.series_id is None:
        raise NotFound
    dates = await series.dates(writer, date.coach_id, date.series_id, lock=True)
    first = next(one for one in dates if one.id == date.id)
    ahead = [
        one
        for one in dates
        if one.open and one.starts_at > now and (whole or one.starts_at >= first.starts_at)
    ]
    return first, ahead


def _too_late(one: Appointment, catalogue: Catalogue, now: datetime) -> TooSoon | None:
    try:
        customer_may_cancel(one, rules_of(catalogue, one), now)
    except TooSoon as refusal:
        return refusal
    return None
