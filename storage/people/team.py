"""Who runs the business. Roles change one at a time."""

from collections.abc import Collection, Sequence

from sqlalchemy import ARRAY, ColumnElement, FromClause, Text, and_, any_, bindparam, func, select

from domain.roles import Role
from storage.people.people import PERSON, Person, set_role
from storage.prepared import PreparedStatement
from storage.tables.people import people
from storage.transactions import Reader, Writer

# Any number that nobody else uses for a lock.
_ROLES = 7_001_002
_HOLD = select(func.pg_advisory_xact_lock(_ROLES))


def _is_somebody(table: FromClause) -> ColumnElement[bool]:
    """Whoever was erased, or became part of another record, runs nothing."""
    return and_(table.c.merged_into.is_(None), table.c.erased_at.is_(None))


_WITH_ROLES = PreparedStatement(
    PERSON.where(
        people.c.role == any_(bindparam("roles", type_=ARRAY(Text))), _is_somebody(people)
    ).order_by(people.c.id)
)


async def hold_roles(writer: Writer) -> None:
    """Blocks other changes of roles until the commit: of two last admins, one has to stay."""
    await writer.rows(_HOLD)


async def with_roles(reader: Reader, roles: Collection[Role]) -> Sequence[Person]:
    """Who was given one of the roles, longest known first."""
    return [Person(*row) for row in await _WITH_ROLES.rows(reader, roles=sorted(roles))]


async def appoint(writer: Writer, telegram_ids: Collection[int]) -> Sequence[Person]:
    """Make admins of those we know and nobody has given a role yet; returns them as they were.

    While there is no admin at all, also of those with another role: somebody must be able to act.
    """
    admin = people.alias()
    nobody = ~select(admin.c.id).where(admin.c.role == Role.ADMIN, _is_somebody(admin)).exists()
    nominees = people.c.telegram_id.in_(telegram_ids), people.c.role.is_(None) | nobody
    appointed = [Person(*row) for row in await writer.rows(PERSON.where(*nominees))]
    for person in appointed:
        await set_role(writer, person.id, Role.ADMIN)
    return appointed
