"""People's quiet hours."""

from domain.messages.quiet_hours import QuietHours
from storage.transactions import Reader, Writer

_OF_PERSON = "SELECT quiet_from, quiet_until FROM people WHERE id = $1"
_SET = "UPDATE people SET quiet_from = $2, quiet_until = $3 WHERE id = $1"


async def of_person(reader: Reader, person_id: int) -> QuietHours | None:
    """A person's quiet hours, None if they have none."""
    rows = await reader.fetch(_OF_PERSON, person_id)
    if not rows or rows[0][0] is None or rows[0][1] is None:
        return None
    return QuietHours(*rows[0])


async def set_quiet(writer: Writer, person_id: int, hours: QuietHours | None) -> None:
    """Sets them; None for none."""
    both = (hours.starts, hours.ends) if hours else (None, None)
    await writer.fetch(_SET, person_id, *both)
