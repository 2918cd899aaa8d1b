"""Who can be written to, among people who matter to others."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ARRAY, Text, any_, bindparam, exists, func, literal, select, update

from domain.messages.notices import Channel
from domain.messages.reach import Reach
from domain.roles import Role
from storage.prepared import PreparedStatement
from storage.tables.channels import push_subscriptions
from storage.tables.coaches import coaches
from storage.tables.people import people
from storage.transactions import Cells, Reader, Writer

_P = people.c
_MAILED = _P.channels.is_(None) | (literal(Channel.MAIL) == any_(_P.channels))
_REACH = select(
    _P.id,
    _P.unreachable_since,
    _P.met,
    _P.email.is_not(None) & _MAILED,
    _P.telegram_id.is_not(None),
    exists().where(push_subscriptions.c.person_id == _P.id).correlate(people),
)
_OF_PERSON = PreparedStatement(_REACH.where(_P.id == bindparam("person")))
_OF_COACH = PreparedStatement(
    _REACH.where(
        _P.id
        == select(coaches.c.person_id).where(coaches.c.id == bindparam("coach")).scalar_subquery()
    )
)
_OF_ROLES = PreparedStatement(
    _REACH.where(_P.role == any_(bindparam("roles", type_=ARRAY(Text)))).order_by(_P.id)
)


_AWAY = (
    _P.unreachable_since.is_not(None),
    _P.merged_into.is_(None),
    _P.erased_at.is_(None),
)
_UNREACHABLE = PreparedStatement(select(func.count(), func.count(_P.email)).where(*_AWAY))
_PAGE = PreparedStatement(
    select(
        _P.id,
        func.concat_ws(" ", _P.first_name, _P.last_name),
        _P.unreachable_since,
        _P.met,
        _P.telegram_id.is_not(None),
        _P.email.is_not(None),
    )
    .where(*_AWAY)
    .order_by(_P.unreachable_since.desc(), _P.id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)


class Away(NamedTuple):
    """Somebody whom Telegram does not reach. since: UTC. met: they have pressed Start at least
    once. has_chat: Telegram knows them. mailable: they left an e-mail address."""

    person_id: int
    name: str
    since: datetime
    met: bool
    has_chat: bool
    mailable: bool


async def of_person(reader: Reader, person_id: int) -> Reach | None:
    """How this person is reached, None if there is no such person."""
    row = await _OF_PERSON.row(reader, person=person_id)
    return None if row is None else _reach(row)


async def of_coach(reader: Reader, coach_id: int) -> Reach | None:
    """How the person behind a coach is reached."""
    row = await _OF_COACH.row(reader, coach=coach_id)
    return None if row is None else _reach(row)


async def of_roles(reader: Reader, roles: Collection[Role]) -> list[Reach]:
    """How each person with one of the roles is reached, longest known first."""
    return [_reach(row) for row in await _OF_ROLES.rows(reader, roles=sorted(roles))]


async def unreachable(reader: Reader) -> tuple[int, int]:
    """How many people Telegram does not reach, and how many of these left an e-mail address."""
    [[total, mailable]] = await _UNREACHABLE.rows(reader)
    return total, mailable


async def away(reader: Reader, limit: int, offset: int) -> list[Away]:
    """Some of those people, most recently lost first."""
    return [Away(*row) for row in await _PAGE.rows(reader, limit=limit, offset=offset)]


async def set_never_met(writer: Writer, person_id: int, since: datetime) -> None:
    """They are only known by hearsay, and cannot be written to before they press Start."""
    await writer.run(
        update(people).where(_P.id == person_id).values(unreachable_since=since, met=False)
    )


async def set_unreachable(writer: Writer, person_id: int, since: datetime | None) -> None:
    """Since when Telegram does not reach the person; None once it can again."""
    since_first = since and func.coalesce(_P.unreachable_since, since)
    await writer.run(update(people).where(_P.id == person_id).values(unreachable_since=since_first))


def _reach(row: Cells) -> Reach:
    return Reach(*row)
