"""Roles change one at a time."""

from sqlalchemy import func, select

from storage.transactions import Writer

# Any number that nobody else uses for a lock.
_ROLES = 7_001_002
_HOLD = select(func.pg_advisory_xact_lock(_ROLES))


async def hold_roles(writer: Writer) -> None:
    """Blocks other changes of roles until the commit: of two last admins, one has to stay."""
    await writer.rows(_HOLD)
