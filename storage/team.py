"""Whom somebody means who runs the house, and roles that change one at a time."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select

from storage.people import PERSON, Person
from storage.prepared import Prepared
from storage.tables.people import people
from storage.transactions import Reader, Writer

# Any number that nobody else locks by.
_ROLES = 7_001_002
_NAME = func.concat_ws(" ", people.c.first_name, people.c.last_name)
_NAMED = Prepared(
    PERSON.where(
        _NAME.ilike(bindparam("like")),
        people.c.merged_into.is_(None),
        people.c.erased_at.is_(None),
    )
    .order_by(people.c.profile_at.desc(), people.c.id.desc())
    .limit(bindparam("most"))
)
_HOLD = select(func.pg_advisory_xact_lock(_ROLES))


async def named(reader: Reader, part: str, most: int) -> Sequence[Person]:
    """People whose name has this in it, in any case; who was seen last comes first."""
    like = "".join(f"\\{c}" if c in "%_\\" else c for c in part)
    return [Person(*row) for row in await _NAMED.rows(reader, like=f"%{like}%", most=most)]


async def hold_roles(writer: Writer) -> None:
    """Whoever else changes a role waits until the commit: two last admins are no last admin."""
    await writer.rows(_HOLD)
