"""A session goes to another coach, in the state machine: asked, taken, refused, or given."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from domain.roles import Role
from handlers.actions.appointments import handing_over, taking_over
from storage.transactions import Database
from tests.chaos.life_cast import TEAM, Said
from tests.chaos.life_model import Model
from tests.chaos.life_names import Names
from tests.house import acting


@dataclass(frozen=True)
class AskColleague:
    name: str
    coach: str
    to: str
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        return model.ask_colleague(self.name, self.coach, self.to)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        which, to = names.appointments[self.name], names.coaches[self.to]
        actor = acting(names.people[self.coach])
        return await handing_over.ask(
            database, names.catalogue, which, to, actor=actor, key=key, now=now
        )


@dataclass(frozen=True)
class Withdraw:
    name: str
    coach: str
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        return model.withdraw_question(self.name, self.coach)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        which, actor = names.appointments[self.name], acting(names.people[self.coach])
        return await handing_over.withdraw(database, which, actor=actor, key=key, now=now)


@dataclass(frozen=True)
class AnswerColleague:
    """version: of the question. takes: or refuses."""

    name: str
    coach: str
    version: int
    takes: bool
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        answer = model.take_over if self.takes else model.refuse_over
        return answer(self.name, self.coach, self.version)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        which, version = names.appointments[self.name], self.version
        actor = acting(names.people[self.coach])
        if self.takes:
            return await taking_over.take_over(
                database, names.catalogue, which, version, actor=actor, key=key, now=now
            )
        return await handing_over.refuse(database, which, version, actor=actor, key=key, now=now)


@dataclass(frozen=True)
class Give:
    name: str
    to: str
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        return model.give(self.name, self.to)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        which, to = names.appointments[self.name], names.coaches[self.to]
        actor = acting(names.people[TEAM], Role.ADMIN)
        return await taking_over.give(
            database, names.catalogue, which, to, actor=actor, key=key, now=now
        )
