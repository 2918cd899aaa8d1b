"""Scheduled reports, at the time each team member has chosen."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from domain.appointments.appointment import Status
from domain.business.report import (
    CoachFigures,
    DateRange,
    DayFigures,
    Lead,
    Report,
    TooManyBookings,
)
from domain.business.report_times import ReportFrequency, due, latest, period
from domain.messages.notices import Lane, NoticeKind
from domain.refusals import BadInput
from domain.roles import ALLOWED, Actor, Door, Permission
from domain.services.catalogue import Catalogue
from domain.working_hours.hours import MIDNIGHT
from handlers.actions.once import once
from handlers.actions.person_log import write_down
from handlers.queries.business import reports
from storage.business import report_subscriptions
from storage.business.report_subscriptions import ReportRecipient
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.people import people
from storage.services import business as stored_business
from storage.services import catalogue
from storage.transactions import Database, Writer

log = structlog.get_logger(__name__)


async def set_minute(
    database: Database,
    every: ReportFrequency,
    minute: int | None,
    *,
    zone: str | None,
    actor: Actor,
    key: str,
    now: datetime,
) -> None:
    """Set when they get the report, None for never. zone: theirs, None for the business's.

    If the new hour has passed, the next one is the first. Raises BadInput, NotAllowed.
    """
    actor.require(Permission.REPORTS)
    if minute is not None and not 0 <= minute < MIDNIGHT:
        raise BadInput("time_of_day", MIDNIGHT)

    async def work(writer: Writer) -> dict[str, Any]:
        before = (await report_subscriptions.schedule(writer, actor.person)).of(every)
        if before != minute:
            business_zone = (await stored_business.load(writer)).zone
            over = (
                None
                if minute is None
                else latest(every, minute, ZoneInfo(zone or business_zone), now)
            )
            await report_subscriptions.set_minute(writer, actor.person, every, minute, over)
            was, is_ = {f"report_{every}": before}, {f"report_{every}": minute}
            await write_down(writer, actor.person, "set_report", was, is_, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def send_due(database: Database, *, actor: Actor, now: datetime) -> int:
    """Write the reports due by now; how many. Idempotent. Raises NotAllowed."""
    actor.require(Permission.TIME)
    async with database.read() as reader:
        wished = await report_subscriptions.recipients(reader, ALLOWED[Permission.REPORTS])
    due_reports = [
        (one, every, minute, day)
        for one in wished
        for every in ReportFrequency
        if (minute := one.schedule.of(every)) is not None
        and (day := due(every, minute, ZoneInfo(one.zone), one.last(every), now)) is not None
    ]
    if not due_reports:
        return 0
    async with database.read() as reader:
        current_catalogue = await catalogue.load(reader)
    figures: dict[DateRange, Mapping[str, Any] | None] = {}
    business_zone, sent = ZoneInfo(current_catalogue.business.zone), 0
    for one, every, minute, day in due_reports:
        days = period(every, day, minute, ZoneInfo(one.zone), business_zone)
        async with database.read() as reader:
            person = await people.by_id(reader, one.person_id)
        if person is None or not person.at(Door.JOB).may(Permission.REPORTS):
            continue  # demoted just now, or blocked
        if days not in figures:
            figures[days] = await _report_facts(
                database, current_catalogue, days, person.at(Door.JOB)
            )
        work = partial(_send, one, every, minute, day, figures[days], now)
        sent += await database.write(work)
    return sent


async def _report_facts(
    database: Database, current_catalogue: Catalogue, days: DateRange, actor: Actor
) -> Mapping[str, Any] | None:
    """The report as JSON values; None if there is too much to add up."""
    try:
        report = await reports.report(database, current_catalogue, days, actor=actor)
    except TooManyBookings:
        log.warning("report.too_many", first=str(days.first), last=str(days.last))
        return None
    names = {one.coach_id: current_catalogue.coaches[one.coach_id].name for one in report.coaches}
    return facts_of(report, names, current_catalogue.business.zone)


async def _send(
    one: ReportRecipient,
    every: ReportFrequency,
    minute: int,
    day: date,
    facts: Mapping[str, Any] | None,
    now: datetime,
    writer: Writer,
) -> bool:
    if not await report_subscriptions.claim(writer, one.person_id, every, minute, day):
        return False
    if facts is None:
        return False
    message = OutboxMessage(
        key=f"{NoticeKind.REPORT}:{one.person_id}:{every}:{day}",
        recipient_id=one.person_id,
        kind=NoticeKind.REPORT,
        facts={"report": facts},
        lane=Lane.BROADCAST,
        due_at=now,
    )
    await outbox.enqueue(writer, [message])
    return True


def facts_of(report: Report, names: Mapping[int, str], zone: str) -> dict[str, Any]:
    """A report as JSON values, with its days, which are only drawn. zone: of its days."""
    return {
        "days": [report.period.first.isoformat(), report.period.last.isoformat()],
        "zone": zone,
        "bookings": {str(status): n for status, n in report.bookings.items()},
        "earned": dict(report.earned),
        "to_come": dict(report.to_come),
        "coaches": [
            [
                names[one.coach_id],
                one.sessions,
                one.missed,
                one.booked,
                one.open,
                dict(one.earned),
            ]
            for one in report.coaches
        ],
        "new": report.new,
        "returning": report.returning,
        "lead": {str(int(lead)): n for lead, n in report.lead.items()},
        "ahead": report.ahead,
        "hours": [[*at, n] for at, n in report.hours.items()],
        "daily": [
            [day.isoformat(), one.standing, one.missed, one.off]
            for day, one in report.daily.items()
        ],
    }


def report_of(facts: Mapping[str, Any]) -> tuple[Report, Mapping[int, str]]:
    """The report that `facts_of` wrote, and the names of its coaches."""
    coaches = facts["coaches"]
    report = Report(
        DateRange(*map(date.fromisoformat, facts["days"])),
        {Status(status): n for status, n in facts["bookings"].items()},
        facts["earned"],
        facts["to_come"],
        tuple(CoachFigures(number, *of[1:]) for number, of in enumerate(coaches)),
        facts["new"],
        facts["returning"],
        {Lead(int(lead)): n for lead, n in facts["lead"].items()},
        facts["ahead"],
        {(weekday, hour): n for weekday, hour, n in facts["hours"]},
        {date.fromisoformat(day): DayFigures(*n) for day, *n in facts.get("daily", ())},
    )
    return report, {number: of[0] for number, of in enumerate(coaches)}
