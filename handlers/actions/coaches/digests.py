"""Coaches get scheduled summaries: in the morning what the day brings, in the evening what is left
of it.

What is due is worked out each time, from what each coach or the business has set. Whoever records
the day in the coach's row writes its summary; both happen in one transaction, so that a crash loses
neither and a second replica finds it done.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from domain.appointments.appointment import Appointment
from domain.appointments.outcome import ASKED_FOR
from domain.appointments.week import waits
from domain.coaches.digests import Digest, due_day
from domain.groups.group import GroupSession
from domain.messages.notices import Lane, NoticeKind
from domain.roles import Actor, Permission
from domain.time.spans import moment
from domain.working_hours.hours import day_span
from storage.appointments import calendar, outcomes, session_rows
from storage.coaches import digest_settings
from storage.coaches.digest_settings import DigestRecipient
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.services import catalogue
from storage.transactions import Database, Reader, Writer

KINDS: Final = {
    Digest.MORNING: NoticeKind.MORNING_DIGEST,
    Digest.EVENING: NoticeKind.EVENING_DIGEST,
}
MOST_NAMED: Final = 12  # sessions in the morning
MOST_ASKED: Final = 6  # in the evening
_DAY: Final = timedelta(days=1)
Item = Appointment | GroupSession


async def send_due(database: Database, *, actor: Actor, now: datetime) -> int:
    """Write the summaries due by now; how many. Idempotent. Raises NotAllowed."""
    actor.require(Permission.TIME)
    async with database.read() as reader:
        wished = await digest_settings.recipients(reader)
    sent = 0
    for desk in wished:
        for digest in Digest:
            minute = desk.at(digest)
            if minute is None:
                continue
            day = due_day(minute, ZoneInfo(desk.zone), desk.last(digest), now)
            if day is not None:
                sent += await database.write(partial(_send, desk, digest, day, now))
    return sent


async def _send(
    desk: DigestRecipient, digest: Digest, day: date, now: datetime, writer: Writer
) -> bool:
    """Whether there was something to tell that nobody had told."""
    if not await digest_settings.claim(writer, desk.coach_id, digest, day):
        return False
    facts_of = _morning if digest is Digest.MORNING else _evening
    facts = await facts_of(writer, desk, day, now)
    if digest is Digest.EVENING:
        await digest_settings.set_asked(writer, desk.coach_id, now)
    if not (desk.empty_days or any(facts.values())):
        return False
    about = {"coach": desk.coach_id, "zone": desk.zone, "day": day.isoformat(), **facts}
    message = OutboxMessage(
        key=f"{KINDS[digest]}:{desk.coach_id}:{day}",
        recipient_id=desk.person_id,
        kind=KINDS[digest],
        facts={"digest": about},
        lane=Lane.BROADCAST,
        due_at=now,
        coach_id=desk.coach_id,
    )
    await outbox.enqueue(writer, [message])
    return True


async def _morning(
    reader: Reader, desk: DigestRecipient, day: date, now: datetime
) -> dict[str, Any]:
    items = await _agenda(reader, desk, day, now)
    titles = await _titles(reader, items)
    item_facts = [_item_facts(one, titles, now) for one in items[:MOST_NAMED]]
    sessions = {"count": len(items), "first": item_facts} if items else None
    return {"sessions": sessions, "requests": await _requests(reader, desk, now)}


async def _evening(
    reader: Reader, desk: DigestRecipient, day: date, now: datetime
) -> dict[str, Any]:
    since = max(desk.asked_until or now - _DAY, now - ASKED_FOR)
    open_ = await outcomes.unsaid(reader, desk.coach_id, since, now)
    tomorrow = await _agenda(reader, desk, day + _DAY, now)
    titles = await _titles(reader, tomorrow[:1])
    questions = [
        [a.id, a.starts_at.isoformat(), a.customer_name, a.service_title]
        for a in open_[:MOST_ASKED]
    ]
    first = _item_facts(tomorrow[0], titles, now) if tomorrow else None
    return {
        "unsaid": {"count": len(open_), "first": questions, "until": now.isoformat()}
        if open_
        else None,
        "tomorrow": {"count": len(tomorrow), "first": first} if tomorrow else None,
        "requests": await _requests(reader, desk, now),
    }


async def _agenda(reader: Reader, desk: DigestRecipient, day: date, now: datetime) -> list[Item]:
    """The standing sessions that begin on a day of the coach's clock, a group once."""
    start, end = map(moment, day_span(day, day, ZoneInfo(desk.zone)))
    alone = await calendar.agenda(reader, desk.coach_id, start, end)
    groups = await session_rows.agenda(reader, desk.coach_id, start, end)
    items: list[Item] = [a for a in alone if a.session_id is None and a.open and a.ends_at > now]
    items += [group for group in groups if group.ends_at > now]
    return sorted(items, key=lambda one: one.starts_at)


async def _titles(reader: Reader, items: Sequence[Item]) -> dict[int, str]:
    """The titles of services, where groups need them."""
    if not any(isinstance(one, GroupSession) for one in items):
        return {}
    current_catalogue = await catalogue.load(reader)
    return {service.id: service.title for service in current_catalogue.services.values()}


def _item_facts(one: Item, titles: dict[int, str], now: datetime) -> dict[str, Any]:
    at = {"starts": one.starts_at.isoformat(), "ends": one.ends_at.isoformat()}
    if isinstance(one, GroupSession):
        return at | {
            "service": titles.get(one.service_id, ""),
            "places": [one.taken, one.capacity],
        }
    return at | {
        "customer": one.customer_name,
        "service": one.service_title,
        "waits": waits(one, now),
    }


async def _requests(reader: Reader, desk: DigestRecipient, now: datetime) -> dict[str, Any] | None:
    """What awaits the coach's own answer, and the earliest deadline."""
    requests = await calendar.requests(reader, desk.coach_id, now)
    mine = [a for a in requests if not a.on_offer(now)]
    ends = [at for a in mine if (at := a.offer_until if a.on_wish(now) else a.answer_by)]
    if not mine:
        return None
    return {"count": len(mine), "until": min(ends).isoformat() if ends else None}
