"""What time itself does: unanswered requests lapse, holds expire, past sessions are completed."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from domain.appointments.appointment import Appointment, Status
from domain.messages.notices import NoticeKind
from domain.refusals import NoLongerOffered
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue
from handlers.actions.appointments import consent, handing_over, negotiating, rescue_consequences
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.appointments.recording import write_down
from handlers.actions.appointments.start_attempts import begin_attempt
from handlers.actions.series.series_messages import about_series
from storage.appointments import (
    appointments,
    booking,
    calendar,
    claims,
    holds,
    offers,
    session_rows,
)
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.services import catalogue as stored_catalogue
from storage.transactions import Database, Writer

BATCH = 100


async def expire(database: Database, *, actor: Actor, now: datetime) -> int:
    """Expire holds that ran out, and what nobody answered in time: requests, offers, and questions
    to a colleague about taking over; how many.

    Both sides are told, the customer of a request with other times. Idempotent.
    """
    actor.require(Permission.TIME)

    async def work(writer: Writer) -> int:
        batch = await calendar.unanswered_requests(writer, now, BATCH)
        batch += await offers.overdue(writer, now, BATCH)
        # If the coach is away, that is what is said, however late: not that they did not answer.
        over = [
            one for one in batch if not await rescue_consequences.lapse(writer, one, actor, now)
        ]
        expirations = [(one, await _expire(writer, one, actor, now)) for one in over]
        await _tell(writer, [both for both in expirations if both[0].status is Status.PENDING], now)
        for before, after in expirations:
            if before.status is Status.HELD:
                await outbox.enqueue(writer, await consent.lapse_messages(writer, after, now))
        lapsed = await offers.with_lapsed_offer(writer, now, BATCH)
        for appointment in lapsed:
            await _lapse(writer, appointment, actor, now)
        undecided = await offers.with_lapsed_handover(writer, now, BATCH)
        for appointment in undecided:
            await handing_over.lapse(writer, appointment, actor, now)
        forgotten_count = await claims.forget_expired(writer, now, BATCH)
        forgotten_count += await holds.forget_expired(writer, now, BATCH)
        return len(batch) + len(lapsed) + len(undecided) + forgotten_count

    async with database.read() as reader:
        people = await holds.of_lapsed_places(reader, now, BATCH)
    for person in people:
        await database.write(partial(holds.drop_lapsed, person_id=person, now=now))
    return len(people) + await database.write(work)


async def _expire(writer: Writer, before: Appointment, actor: Actor, now: datetime) -> Appointment:
    after = await booking.change(writer, before, status=Status.EXPIRED, now=now)
    await write_down(writer, before, after, "expire", actor, now)
    return after


async def _tell(
    writer: Writer, expirations: Sequence[tuple[Appointment, Appointment]], now: datetime
) -> None:
    """What became of requests, before and after: the dates of a series are one piece of news."""
    if not expirations:
        return
    catalogue = await stored_catalogue.load(writer)
    together: dict[tuple[int, int], list[tuple[Appointment, Appointment]]] = {}
    for one in expirations:
        series = one[1].series_id
        key = (0, one[1].id) if series is None else (1, series)
        together.setdefault(key, []).append(one)
    for same in together.values():
        first, after = same[0]
        coach = await appointments.coach_person_id(writer, after.coach_id)
        more = await _instead(writer, catalogue, after, now)
        if len(same) > 1:
            dates = [each for _, each in same]
            news = [
                about_series(dates, NoticeKind.SERIES_EXPIRED, after.customer_id, now, **more),
                about_series(dates, NoticeKind.SERIES_LAPSED, coach, now),
            ]
        else:
            proposed = bool(first.proposed)
            kind = NoticeKind.PROPOSAL_EXPIRED if proposed else NoticeKind.EXPIRED
            news = [
                about(after, kind, after.customer_id, now, **more),
                about(after, NoticeKind.LAPSED, coach, now, proposed_before=proposed),
            ]
        await outbox.enqueue(writer, news)


async def _instead(
    writer: Writer, catalogue: Catalogue, appointment: Appointment, now: datetime
) -> dict[str, Any]:
    """The free starts nearest to what lapsed, and whether others do the same."""
    others = len(catalogue.coaches_for(appointment.service_id)) > 1
    with suppress(NoLongerOffered):
        attempt = await begin_attempt(
            writer,
            catalogue,
            appointment.service_id,
            appointment.coach_id,
            max(appointment.starts_at, now),
            now=now,
            customer=appointment.customer_id,
            moving=appointment,
            look=True,
        )
        shown = attempt.coach in attempt.catalogue.coaches_for(appointment.service_id)
        if shown and not attempt.service.hidden:
            return {"nearest": attempt.nearest(now), "others": others}
    return {"nearest": (), "others": others}


async def _lapse(writer: Writer, before: Appointment, actor: Actor, now: datetime) -> None:
    """Nobody accepted a time on offer: it stays as it was, and both are told.

    Unless its coach is away then.
    """
    if await rescue_consequences.lapse(writer, before, actor, now):
        return
    after = await negotiating.end(writer, before, now=now)
    coach = await appointments.coach_person_id(writer, after.coach_id)
    by = {"by": "customer" if before.suggested else "coach"}
    news: list[OutboxMessage] = [
        about(after, NoticeKind.STANDS, after.customer_id, now, **by),
        about(after, NoticeKind.OFFER_LAPSED, coach, now, **by),
    ]
    await write_down(writer, before, after, "lapse", actor, now, news)


async def complete_past(database: Database, *, actor: Actor, now: datetime) -> int:
    """Complete confirmed sessions that have ended, and the groups' with them; how many.

    Idempotent.
    """
    actor.require(Permission.TIME)

    async def work(writer: Writer) -> int:
        batch = await calendar.ended_sessions(writer, now, BATCH)
        for appointment in batch:
            after = await booking.change(writer, appointment, status=Status.COMPLETED, now=now)
            await write_down(writer, appointment, after, "complete", actor, now)
        # Also those with nobody in them.
        return len(batch) + await session_rows.end_past(writer, now, BATCH)

    return await database.write(work)
