"""Who runs the house."""

from domain.roles import Role
from storage import people
from storage.transactions import Database


async def has_admin(database: Database) -> bool:
    """Whether anybody is an admin."""
    async with database.read() as reader:
        return bool(await people.with_roles(reader, {Role.ADMIN}))
