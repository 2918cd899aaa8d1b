"""Roles change one at a time."""

from sqlalchemy import func, select

from storage.transactions import Writer

# Any number that nobody else locks by.
_ROLES = 7_001_002
_HOLD = select(func.pg_advisory_xact_lock(_ROLES))


async def hold_roles(writer: Writer) -> None:
    """Whoever else changes a role waits until the commit: two last admins are no last admin."""
    await writer.rows(_HOLD)
