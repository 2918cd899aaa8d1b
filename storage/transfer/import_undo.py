"""Deletes again what was imported from a file, if nothing else refers to it and nobody changed it.

Each is locked first: a transaction that begins to use it meanwhile waits, and finds it gone.
"""

from collections.abc import Sequence
from typing import Final

from domain.accounts.identity import Identity
from storage.people.merge_columns import MOVES
from storage.tables.outbox import GONE_OUT
from storage.transactions import Writer

# References that only say that a person is here.
_OWN: Final = frozenset(
    {
        *("identities.person_id", "name_marks.person_id", "audit.actor_id", "handled.person_id"),
        *("dead_letters.person_id", "import_rows.person_id"),
    }
)


def _used(columns: Sequence[str]) -> str:
    parts = (one.split(".") for one in columns)
    return " OR ".join(f"EXISTS (SELECT FROM {table} WHERE {name} = $1)" for table, name in parts)


_PERSON = """
SELECT id FROM people
WHERE id = $1 AND first_name = $2 AND email IS NOT DISTINCT FROM $3 AND last_name IS NULL
    AND telegram_id IS NULL AND merged_into IS NULL AND erased_at IS NULL AND role IS NULL
    AND blocked_at IS NULL AND zone IS NULL AND chosen_language IS NULL
FOR UPDATE
"""
_KNOWN_BY = "SELECT kind, value, verified_at IS NULL FROM identities WHERE person_id = $1"
_PERSON_USED = f"SELECT {_used(sorted(MOVES.keys() - _OWN))}"
_FORGET_KNOWN = "DELETE FROM identities WHERE person_id = $1"
_FORGET_PERSON = "DELETE FROM people WHERE id = $1"
_SERVICE = "SELECT id FROM services WHERE id = $1 FOR UPDATE"
_OF_SERVICE: Final = (
    *("coach_services", "coach_terms", "form_questions", "service_needs", "service_hours"),
    *("appointments", "series", "waits"),
)
_SERVICE_USED = f"SELECT {_used([f'{table}.service_id' for table in _OF_SERVICE])}"
_FORGET_SERVICE = "DELETE FROM services WHERE id = $1"
_COACH = """
SELECT id FROM coaches WHERE id = $1 AND name = $2 AND zone = $3 AND place IS NOT DISTINCT FROM $4
    AND NOT active AND setting_up FOR UPDATE
"""
_OF_COACH: Final = (
    *("appointments", "sessions", "series", "coach_customers", "customer_notes", "desks", "leaves"),
    *("leave_rules", "hours_overrides", "hours_seasons", "service_hours", "coach_terms", "waits"),
    *("rescues", "opened_days"),
)
_COACH_USED = f"SELECT {_used([f'{table}.coach_id' for table in _OF_COACH])}"
_WEEK = "SELECT weekday, starts, ends + past_midnight FROM working_hours WHERE coach_id = $1"
_DOES = "SELECT service_id FROM coach_services WHERE coach_id = $1 ORDER BY service_id"
_FORGET_COACH = "DELETE FROM coaches WHERE id = $1"
# Somebody was told of it, has answered, or has written about it.
_BOOKING_USED = f"""
SELECT EXISTS (SELECT FROM outbox WHERE appointment_id = $1 AND {GONE_OUT})
    OR EXISTS (SELECT FROM messages WHERE appointment_id = $1)
    OR EXISTS (SELECT FROM rescued WHERE appointment_id = $1)
"""
_FORGET_MESSAGES = "DELETE FROM outbox WHERE appointment_id = $1 AND coach_id = $2"
_FORGET_CARDS = "DELETE FROM cards WHERE appointment_id = $1 AND coach_id = $2"
_FORGET_BOOKING = "DELETE FROM appointments WHERE id = $1 AND coach_id = $2"


async def person(
    writer: Writer, person_id: int, name: str, email: str | None, known_by: Sequence[Identity]
) -> bool:
    """Deletes somebody who was added like this; whether it did."""
    if not await writer.fetch(_PERSON, person_id, name, email):
        return False
    identities = {tuple(row) for row in await writer.fetch(_KNOWN_BY, person_id)}
    if identities != {(one.kind, one.value, True) for one in known_by}:
        return False
    [[used]] = await writer.fetch(_PERSON_USED, person_id)
    if used:
        return False
    await writer.fetch(_FORGET_KNOWN, person_id)
    await writer.fetch(_FORGET_PERSON, person_id)
    return True


async def service(writer: Writer, service_id: int) -> bool:
    """Deletes a service that nobody does or has booked; whether it did."""
    if not await writer.fetch(_SERVICE, service_id):
        return False
    [[used]] = await writer.fetch(_SERVICE_USED, service_id)
    if not used:
        await writer.fetch(_FORGET_SERVICE, service_id)
    return not used


async def coach(
    writer: Writer,
    coach_id: int,
    name: str,
    zone: str,
    place: str | None,
    week: set[tuple[int, int, int]],
    does: Sequence[int],
) -> bool:
    """Deletes a coach who was added like this and has not been open since; whether it did."""
    if not await writer.fetch(_COACH, coach_id, name, zone, place):
        return False
    hours = {tuple(row) for row in await writer.fetch(_WEEK, coach_id)}
    services = [row[0] for row in await writer.fetch(_DOES, coach_id)]
    [[used]] = await writer.fetch(_COACH_USED, coach_id)
    if used or hours != week or services != list(does):
        return False
    await writer.fetch(_FORGET_COACH, coach_id)
    return True


async def booking_used(writer: Writer, appointment_id: int) -> bool:
    """Whether anything has come of a booking."""
    [[used]] = await writer.fetch(_BOOKING_USED, appointment_id)
    return bool(used)


async def forget_booking(writer: Writer, coach_id: int, appointment_id: int) -> None:
    """Deletes a booking that no longer occupies anything, and what was planned for it."""
    for statement in (_FORGET_MESSAGES, _FORGET_CARDS, _FORGET_BOOKING):
        await writer.fetch(statement, appointment_id, coach_id)
