"""Who can be written to, of those on whom something hangs."""

from collections.abc import Collection

from sqlalchemy import ARRAY, Text, any_, bindparam, select

from domain.reach import Reach
from domain.roles import Role
from storage.prepared import Prepared
from storage.tables.coaches import coaches
from storage.tables.people import people
from storage.transactions import Cells, Reader

_P = people.c
_REACH = select(_P.id, _P.unreachable_since, _P.met, _P.email.is_not(None))
_OF_PERSON = Prepared(_REACH.where(_P.id == bindparam("person")))
_OF_COACH = Prepared(
    _REACH.where(
        _P.id
        == select(coaches.c.person_id).where(coaches.c.id == bindparam("coach")).scalar_subquery()
    )
)
_OF_ROLES = Prepared(
    _REACH.where(_P.role == any_(bindparam("roles", type_=ARRAY(Text)))).order_by(_P.id)
)


async def of_person(reader: Reader, person_id: int) -> Reach | None:
    """How this person is reached, None when there is no such."""
    row = await _OF_PERSON.row(reader, person=person_id)
    return None if row is None else _reach(row)


async def of_coach(reader: Reader, coach_id: int) -> Reach | None:
    """How the person that a coach is is reached."""
    row = await _OF_COACH.row(reader, coach=coach_id)
    return None if row is None else _reach(row)


async def of_roles(reader: Reader, roles: Collection[Role]) -> list[Reach]:
    """How each person with one of the roles is reached, the longest known first."""
    return [_reach(row) for row in await _OF_ROLES.rows(reader, roles=sorted(roles))]


def _reach(row: Cells) -> Reach:
    return Reach(*row)
