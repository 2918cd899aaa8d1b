"""Who can be written to, of those on whom something hangs."""

from sqlalchemy import bindparam, select

from domain.reach import Reach
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
_OF_ADMINS = Prepared(_REACH.where(_P.is_admin).order_by(_P.id))


async def of_person(reader: Reader, person_id: int) -> Reach | None:
    """How this person is reached, None when there is no such."""
    row = await _OF_PERSON.row(reader, person=person_id)
    return None if row is None else _reach(row)


async def of_coach(reader: Reader, coach_id: int) -> Reach | None:
    """How the person that a coach is is reached."""
    row = await _OF_COACH.row(reader, coach=coach_id)
    return None if row is None else _reach(row)


async def of_admins(reader: Reader) -> list[Reach]:
    """How each admin is reached who has ever written to us, oldest first."""
    return [_reach(row) for row in await _OF_ADMINS.rows(reader)]


def _reach(row: Cells) -> Reach:
    return Reach(*row)
