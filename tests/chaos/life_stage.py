"""A database for the state machine, two replicas on it, and an event loop that stays open."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, TypeVar

import asyncpg

from domain.roles import Role
from domain.services.resources import Need, ResourceKind
from domain.services.service import Approval
from storage.people import people
from storage.people.people import TelegramProfile
from storage.services import catalogue, rooms
from storage.transactions import Database, Writer
from storage.working_hours import timetables
from tests.chaos.life_cast import (
    ANSWERED_IN,
    ASKS_FIRST,
    CONFIRMS_AT_ONCE,
    CUSTOMERS,
    HOURS,
    KEPT_FOR,
    MINUTE,
    NEEDS,
    OFFERED_FOR,
    ROOMS,
    SERVICES,
    TEAM,
    ZONES,
)
from tests.chaos.life_checks import Picture, differences
from tests.chaos.life_lines import WATCHES
from tests.chaos.life_model import Model
from tests.chaos.life_names import Names
from tests.services import Postgres

T = TypeVar("T")

# The audit log is emptied despite its guard, and whatever refers to it goes, too.
_FORGET = """
SET session_replication_role = replica;
TRUNCATE appointments, claims, sessions, holds, series, series_drafts, audit, outbox, handled,
    leaves, leave_rules, hours_overrides, working_hours, resource_closures, messages,
    message_reports, message_stops, message_bans, broadcasts, exports, imports, rescues, waits,
    wait_offers, wait_free, flags, person_limits, hold_tallies, api_requests CASCADE;
RESET session_replication_role
"""


class Stage:
    """The same people, coaches and services for every run; what they did is deleted in between."""

    def __init__(self, postgres: Postgres) -> None:
        self.steps = 0
        self.complaints: list[str] = []
        self._postgres = postgres
        self._runner = asyncio.Runner()
        self._name = self.run(postgres.create())
        url = postgres.url(self._name)
        self.replicas = (Database(url, pool_size=4), Database(url, pool_size=4))
        self._connection = self.run(asyncpg.connect(url))
        opened = self.run(self.replicas[0].write(_open))
        self._people, self._coaches, self._services, self._rooms = opened

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine; its result."""
        return self._runner.run(work)

    def reset(self) -> Names:
        """Back to the first day."""
        return self.run(self._reset())

    def look(self) -> Picture:
        """The tables as they are."""
        return self.run(Picture.take(self._connection))

    def wrong_about(self, model: Model, names: Names) -> list[str]:
        """How the tables differ from the model."""
        return differences(self.look(), model, names)

    def fetch(self, sql: str, *arguments: Any) -> Any:
        """What the database says."""
        return self.run(self._connection.fetch(sql, *arguments))

    def execute(self, statement: str) -> None:
        """Change the database behind everybody's back."""
        self.run(self._connection.execute(statement))

    def close(self) -> None:
        self.run(self._close())
        self._runner.close()

    async def _reset(self) -> Names:
        await self._connection.execute(_FORGET)
        WATCHES.clear()
        await self.replicas[0].write(self._usual_hours)
        async with self.replicas[0].read() as reader:
            now = await catalogue.load(reader)
        return Names(self._people, self._coaches, self._services, self._rooms, now)

    async def _usual_hours(self, writer: Writer) -> None:
        for name, coach_id in self._coaches.items():
            for weekday in range(7):
                await timetables.set_weekday_hours(writer, coach_id, weekday, HOURS[name])

    async def _close(self) -> None:
        await self._connection.close()
        for replica in self.replicas:
            await replica.close()
        await self._postgres.drop(self._name)


async def _open(
    writer: Writer,
) -> tuple[dict[str, people.Person], dict[str, int], dict[str, int], dict[str, int]]:
    known_business = (await catalogue.load(writer)).business
    await catalogue.update_business(
        writer,
        replace(
            known_business,
            hold_minutes=KEPT_FOR // MINUTE,
            answer_minutes=ANSWERED_IN // MINUTE,
            offer_minutes=OFFERED_FOR // MINUTE,
        ),
    )
    services = {
        name: await catalogue.add_service(
            writer,
            title=name,
            minutes=service.minutes,
            price=service.price,
            buffer_before=service.buffer_before,
            buffer_after=service.buffer_after,
            step=service.step,
            rules=service.rules,
            capacity=service.capacity,
            most_places=service.most_places,
        )
        for name, service in SERVICES.items()
    }
    named = {name: await rooms.add(writer, ResourceKind.ROOM, name) for name in ROOMS}
    for service_name, wanted in NEEDS.items():
        need = Need(1, None, tuple(named[room] for room in wanted))
        await rooms.set_needs(writer, services[service_name], [need])
    coaches = {}
    known = {}
    for number, name in enumerate((*CUSTOMERS, *ZONES, TEAM)):
        known[name] = await people.register(writer, TelegramProfile(8000 + number, name))
    await people.set_role(writer, known[TEAM].id, Role.ADMIN)
    for name, zone in ZONES.items():
        coaches[name] = await catalogue.add_coach(
            writer,
            person_id=known[name].id,
            name=name,
            zone=zone,
            approval=Approval.AUTO if CONFIRMS_AT_ONCE[name] else Approval.MANUAL,
        )
        await catalogue.set_coach_services(writer, coaches[name], set(services.values()))
        await catalogue.update_coach(writer, coaches[name], ask_first=ASKS_FIRST[name])
        person = await people.by_id(writer, known[name].id)
        assert person is not None
        known[name] = person
    return known, coaches, services, named
