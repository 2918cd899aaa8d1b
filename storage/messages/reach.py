"""Who can be written to, among people who matter to others."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, update

from domain.accounts.sign_in import IDLE
from domain.messages.channels import FOR_EVERYTHING
from domain.messages.notices import Channel
from domain.messages.reach import Reach
from domain.roles import Role
from storage.tables.people import people
from storage.transactions import Cells, Reader, Writer
from storage.ways import WANTED, WAYS, ways_of

_P = people.c
# A sign-in ends by itself when it has not been used for some time, and in any case at its end.
_REACH = f"""
SELECT p.id, p.unreachable_since, p.met, p.telegram_id IS NOT NULL, (
    SELECT max(least(expires_at, used_at + interval '{IDLE.days} days')) FROM sign_ins
    WHERE person_id = p.id AND ended_at IS NULL
), {WAYS}
FROM people p"""
_OF_PERSON = f"{_REACH} WHERE p.id = $1"
_OF_COACH = f"{_REACH} WHERE p.id = (SELECT person_id FROM coaches WHERE id = $1)"
_OF_ROLES = f"""{_REACH}
WHERE p.role = ANY ($1::text[]) AND p.merged_into IS NULL AND p.erased_at IS NULL ORDER BY p.id
"""
_IN_APP = f"""
SELECT p.id FROM push_subscriptions s JOIN people p ON p.id = s.person_id
WHERE s.channel = ANY ($1::text[]) AND s.channel = ANY ({WANTED})
"""
# People Telegram does not reach, except those without Telegram who are reached in another way: by
# the same rules as `Ways`, but as sets, for there may be tens of thousands of imported customers.
_AWAY = f"""
FROM people p WHERE p.unreachable_since IS NOT NULL AND p.merged_into IS NULL
    AND p.erased_at IS NULL AND (p.telegram_id IS NOT NULL OR NOT (
        p.email IS NOT NULL AND 'mail' = ANY ($1::text[]) AND 'mail' = ANY ({WANTED})
        OR p.id IN ({_IN_APP})))
"""
_UNREACHABLE = f"SELECT count(*), count(p.email) {_AWAY}"
_PAGE = f"""
SELECT p.id, concat_ws(' ', p.first_name, p.last_name), p.unreachable_since, p.met,
    p.telegram_id IS NOT NULL, p.email IS NOT NULL
{_AWAY} ORDER BY p.unreachable_since DESC, p.id DESC LIMIT $2 OFFSET $3
"""


class UnreachablePerson(NamedTuple):
    """Somebody out of reach. since: UTC. met: they have pressed Start at least once. has_chat:
    Telegram knows them. mailable: they left an e-mail address."""

    person_id: int
    name: str
    since: datetime
    met: bool
    has_chat: bool
    mailable: bool


async def of_person(reader: Reader, person_id: int) -> Reach | None:
    """How this person is reached, None if there is no such person."""
    rows = await reader.fetch(_OF_PERSON, person_id)
    return _reach(rows[0]) if rows else None


async def of_coach(reader: Reader, coach_id: int) -> Reach | None:
    """How the person behind a coach is reached."""
    rows = await reader.fetch(_OF_COACH, coach_id)
    return _reach(rows[0]) if rows else None


async def of_roles(reader: Reader, roles: Collection[Role]) -> list[Reach]:
    """How each person with one of the roles is reached, longest known first."""
    return [_reach(row) for row in await reader.fetch(_OF_ROLES, sorted(roles))]


async def unreachable(reader: Reader, available_channels: Collection[Channel]) -> tuple[int, int]:
    """How many people are out of reach, and how many of these left an e-mail address: everyone
    Telegram no longer reaches, and people without Telegram whom nothing else reaches.

    available_channels: the ways beside Telegram that are set up; those that do not carry everything
    do not count.
    """
    [[total, mailable]] = await reader.fetch(_UNREACHABLE, _counting(available_channels))
    return total, mailable


async def unreachable_page(
    reader: Reader, available_channels: Collection[Channel], limit: int, offset: int
) -> list[UnreachablePerson]:
    """Some of those people, most recently lost first."""
    rows = await reader.fetch(_PAGE, _counting(available_channels), limit, offset)
    return [UnreachablePerson(*row) for row in rows]


async def set_never_met(writer: Writer, person_id: int, since: datetime) -> None:
    """They are only known by hearsay: Telegram does not let us write to them before they press
    Start."""
    await writer.run(
        update(people).where(_P.id == person_id).values(unreachable_since=since, met=False)
    )


async def set_unreachable(writer: Writer, person_id: int, since: datetime | None) -> None:
    """Since when Telegram does not reach the person; None once it can again."""
    since_first = since and func.coalesce(_P.unreachable_since, since)
    await writer.run(update(people).where(_P.id == person_id).values(unreachable_since=since_first))


def _counting(available_channels: Collection[Channel]) -> list[Channel]:
    return sorted(FOR_EVERYTHING & frozenset(available_channels))


def _reach(row: Cells) -> Reach:
    person_id, away_since, met, chat, signed_in_until, *ways = row
    return Reach(person_id, away_since, met, ways_of(*ways), chat, signed_in_until)
