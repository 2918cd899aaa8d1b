"""What the version before claims sends to PostgreSQL as it books, moves and cancels."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import asyncpg

from tests.house import NOW, House

HOUR: Final = timedelta(hours=1)
BREAK: Final = timedelta(minutes=10)
INSERT: Final = """
INSERT INTO appointments (coach_id, customer_id, service_id, service_title, minutes, status,
    starts_at, ends_at, blocked, zone, wall_start, price_minor, currency, code, note, held_until,
    created_at, updated_at)
VALUES ($1, $2, $3, 'Coaching', 60, 'confirmed', $4, $5, $6, 'UTC', $7, 5000, 'EUR', $8, NULL, NULL,
    $9, $9)
ON CONFLICT DO NOTHING RETURNING appointments.id
"""
MOVE: Final = """
UPDATE appointments SET proposed = '{}', minutes = 60, starts_at = $3, ends_at = $4,
    wall_start = $5, blocked = $6, zone = 'UTC', attending_at = NULL,
    version = (appointments.version + 1), updated_at = $7
WHERE appointments.coach_id = $1 AND appointments.id = $2
"""
CHANGE: Final = """
UPDATE appointments SET proposed = '{}', status = $3, version = (appointments.version + 1)
WHERE appointments.coach_id = $1 AND appointments.id = $2
"""
TURN: Final = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"


@dataclass(frozen=True)
class VersionBefore:
    """An earlier program, on connections of its own."""

    pool: Any
    house: House

    async def book(self, start: datetime, code: str) -> int | None:
        """The id; None if the time is taken."""
        coach, customer, service = self.house.coach, self.house.customer, self.house.service
        times = start, start + HOUR, blocked_range(start), start.replace(tzinfo=None)
        appointment_id: int | None = await self.pool.fetchval(
            INSERT, coach.id, customer.id, service.id, *times, code, NOW
        )
        return appointment_id

    async def move(self, appointment_id: int, start: datetime) -> bool:
        """Whether it could be moved; it must recognise the constraint by name."""
        times = start, start + HOUR, start.replace(tzinfo=None), blocked_range(start)
        async with self.pool.acquire() as connection, connection.transaction():
            await connection.fetch(TURN, f"moves of coach {self.house.coach.id}")
            try:
                async with connection.transaction():
                    await connection.execute(MOVE, self.house.coach.id, appointment_id, *times, NOW)
            except asyncpg.ExclusionViolationError as fault:
                if fault.constraint_name != "appointments_no_overlap":
                    raise
                return False
        return True

    async def change(self, appointment_id: int, status: str) -> None:
        """Another state."""
        await self.pool.execute(CHANGE, self.house.coach.id, appointment_id, status)


def blocked_range(start: datetime) -> asyncpg.Range:
    """The time of a session with its break."""
    return asyncpg.Range(start, start + HOUR + BREAK)
