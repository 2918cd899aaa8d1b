"""What the business must hear: those who can act are told; if nothing reaches them, the log says
so, at the latest when the message does not arrive.

One notice when something begins and one when it is over: its key says which.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from domain.appointments.appointment import Appointment, Status
from domain.messages.channels import BY_CHAT_ALONE
from domain.messages.notices import Channel, Lane, NoticeKind
from domain.messages.reach import Reach
from domain.roles import ALLOWED, Permission, Role
from domain.services.catalogue import Coach
from storage.appointments import calendar
from storage.messages import outbox
from storage.messages import reach as stored_reach
from storage.messages.outbox import OutboxMessage
from storage.people import people
from storage.people.people import Person
from storage.services import catalogue as stored
from storage.transactions import Database, Reader, Writer

log = structlog.get_logger(__name__)

AHEAD: Final = timedelta(days=400)
MOST_NAMED: Final = 5  # waiting items, in one notice
KnownSessions = set[tuple[int, int]]  # sessions as the team was told of them: id and version


async def coach_gone(
    writer: Writer, person_id: int, now: datetime, *, available_channels: Collection[Channel]
) -> KnownSessions:
    """A person can no longer be reached: if they are a coach, tell the team what awaits them.

    Which sessions that covers, now or when it was told before. available_channels: the ways beside
    Telegram that are set up.
    """
    person, reach = await _both(writer, person_id)
    if person is None or reach is None or person.coach_id is None:
        return set()
    if reach.is_reachable(available_channels):
        return set()
    before = await sessions_told(writer, reach, person.coach_id)
    if before is not None:
        return before
    coach = (await stored.load(writer)).coaches[person.coach_id]
    upcoming = await ahead_of(writer, coach, now)
    versions = {(a.id, a.version) for a in upcoming}
    if coach.active or upcoming:
        facts = _facts(coach, person, reach) | {
            name: _summary([a for a in upcoming if a.status is status])
            for name, status in (("requests", Status.PENDING), ("sessions", Status.CONFIRMED))
        }
        facts["told"] = sorted(versions)
        key = _gone_key(reach, coach.id)
        await tell_team(writer, NoticeKind.COACH_GONE, key, facts, now, but=person_id)
    return versions


async def sessions_told(reader: Reader, reach: Reach, coach_id: int) -> KnownSessions | None:
    """The sessions the team was told of when this coach became unreachable; None if it was not."""
    for one in await stored_reach.of_roles(reader, ALLOWED[Permission.ANY_SESSION]):
        facts = await outbox.facts(reader, f"{_gone_key(reach, coach_id)}:{one.person_id}")
        if facts is not None:
            return {(session, version) for session, version in facts.get("told", ())}
    return None


async def coach_back(writer: Writer, person_id: int, before: Reach | None, now: datetime) -> None:
    """A person can be reached again, or for the first time. before: how it was until now."""
    person = await people.by_id(writer, person_id)
    if person is None or before is None or before.away_since is None or person.coach_id is None:
        return
    coach = (await stored.load(writer)).coaches[person.coach_id]
    if coach.active or not before.met or await ahead_of(writer, coach, now):
        facts = _facts(coach, person, before)
        key = f"{NoticeKind.COACH_BACK}:{coach.id}:{before.away_since}"
        await tell_team(writer, NoticeKind.COACH_BACK, key, facts, now, but=person_id)


async def tell_team(
    writer: Writer,
    kind: NoticeKind,
    key: str,
    facts: Mapping[str, Any],
    now: datetime,
    *,
    who: Permission = Permission.ANY_SESSION,
    but: int | None = None,
    about: Appointment | None = None,
) -> None:
    """One notice to each person who can act on it. who: what that takes.

    but: a person to leave out. about: the notice holds while that is as it is.
    """
    reaches = await stored_reach.of_roles(writer, ALLOWED[who])
    team = [one for one in reaches if one.person_id != but]
    if not team:
        log.warning("admins.nobody_hears", kind=kind, known=0)
    notices = [
        OutboxMessage(
            key=f"{key}:{one.person_id}",
            recipient_id=one.person_id,
            kind=kind,
            facts=facts,
            lane=Lane.INTERACTIVE,
            due_at=now,
            coach_id=about.coach_id if about else None,
            appointment_id=about.id if about else None,
            appointment_version=about.version if about else None,
        )
        for one in team
    ]
    await outbox.enqueue(writer, notices)


async def team_hears(reader: Reader, *, but: int, available_channels: Collection[Channel]) -> bool:
    """Whether anything reaches anybody on the team, other than this person. available_channels:
    the ways beside Telegram that are set up."""
    team = await stored_reach.of_roles(reader, ALLOWED[Permission.ANY_SESSION])
    return any(one.is_reachable(available_channels) for one in team if one.person_id != but)


async def admin_unheard(
    reader: Reader, person_id: int, kind: str, *, available_channels: Collection[Channel]
) -> None:
    """A message did not reach this person, whatever is known of them: if they are an admin, and
    nothing reaches another one, the log says so; except of what goes by the chat alone, which says
    nothing of other ways. available_channels: as in `team_hears`."""
    if kind in BY_CHAT_ALONE:
        return
    person = await people.by_id(reader, person_id)
    if person is None or person.role != Role.ADMIN:
        return  # nearly always: the others are only asked for if one of them is concerned
    admins = await stored_reach.of_roles(reader, (Role.ADMIN,))
    others = (one for one in admins if one.person_id != person_id)
    if not any(one.is_reachable(available_channels) for one in others):
        log.warning("admins.nobody_hears", kind=kind, known=len(admins))


async def standing_in(
    database: Database, coach_id: int, *, available_channels: Collection[Channel]
) -> bool | None:
    """None if messages reach the coach; otherwise whether they reach the team instead.

    None, too, if the team answers anyway: nobody expects a coach who is not on Telegram to.
    available_channels: the ways beside Telegram that are set up.
    """
    async with database.read() as reader:
        reach = await stored_reach.of_coach(reader, coach_id)
        if reach is None or reach.is_reachable(available_channels):
            return None
        team = await team_hears(reader, but=reach.person_id, available_channels=available_channels)
    return None if team and not reach.chat else team


async def _both(writer: Writer, person_id: int) -> tuple[Person | None, Reach | None]:
    return await people.by_id(writer, person_id), await stored_reach.of_person(writer, person_id)


async def ahead_of(writer: Writer, coach: Coach, now: datetime) -> list[Appointment]:
    """What lies ahead of a coach, in order."""
    agenda = await calendar.agenda(writer, coach.id, now, now + AHEAD)
    return [a for a in agenda if a.open]


def _gone_key(reach: Reach, coach_id: int) -> str:
    return f"{NoticeKind.COACH_GONE}:{coach_id}:{reach.away_since}"


def _facts(coach: Coach, person: Person, reach: Reach) -> dict[str, Any]:
    return {
        "coach": coach.id,
        "name": coach.name,
        "active": coach.active,
        "zone": coach.zone,
        "met": reach.met,
        "username": person.username,
    }


def _summary(appointments: Sequence[Appointment]) -> dict[str, Any]:
    """How many, and the first few: id, customer and start."""
    first = [[a.id, a.customer_name, a.starts_at.isoformat()] for a in appointments[:MOST_NAMED]]
    return {"count": len(appointments), "first": first}
