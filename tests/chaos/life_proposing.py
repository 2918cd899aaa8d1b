"""Other times for existing sessions, in the state machine: offered, taken, turned down, by both
sides."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from domain.time.spans import moment
from handlers.actions.appointments import proposing, suggesting
from storage.transactions import Database
from tests.chaos.life_cast import Said
from tests.chaos.life_model import Model
from tests.chaos.life_names import Names
from tests.house import acting


@dataclass(frozen=True)
class Propose:
    name: str
    coach: str
    starts: tuple[int, ...]
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        return model.propose(self.name, self.coach, self.starts)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        which, coach = names.appointments[self.name], names.people[self.coach]
        starts = [moment(start) for start in self.starts]
        return await proposing.propose(
            database, names.catalogue, which, starts, actor=acting(coach), key=key, now=now
        )


@dataclass(frozen=True)
class Choose:
    name: str
    customer: str
    start: int
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        return model.choose(key, self.name, self.customer, self.start)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        which, who = names.appointments[self.name], names.people[self.customer]
        start = moment(self.start)
        return await proposing.choose(
            database, names.catalogue, which, start, actor=acting(who), key=key, now=now
        )


@dataclass(frozen=True)
class TurnDown:
    name: str
    customer: str
    version: int
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        return model.turn_down(self.name, self.customer, self.version)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        which, who = names.appointments[self.name], names.people[self.customer]
        return await proposing.turn_down(
            database, which, self.version, actor=acting(who), key=key, now=now
        )


@dataclass(frozen=True)
class Suggest:
    name: str
    customer: str
    version: int
    starts: tuple[int, ...]
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        return model.suggest(self.name, self.customer, self.version, self.starts)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        which, who = names.appointments[self.name], names.people[self.customer]
        starts, seen = [moment(start) for start in self.starts], self.version
        return await suggesting.suggest(
            database, names.catalogue, which, seen, starts, actor=acting(who), key=key, now=now
        )


@dataclass(frozen=True)
class Accept:
    name: str
    coach: str
    start: int
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        return model.accept(key, self.name, self.coach, self.start)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        which, coach = names.appointments[self.name], names.people[self.coach]
        start = moment(self.start)
        return await suggesting.accept(
            database, names.catalogue, which, start, actor=acting(coach), key=key, now=now
        )


@dataclass(frozen=True)
class Refuse:
    name: str
    coach: str
    version: int
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        return model.refuse(self.name, self.coach, self.version)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        which, coach = names.appointments[self.name], names.people[self.coach]
        return await suggesting.refuse(
            database, which, self.version, actor=acting(coach), key=key, now=now
        )
