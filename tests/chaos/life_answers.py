"""What customers answer to a reminder, in the state machine: how late they are."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from handlers.actions.appointments import answering
from storage.transactions import Database
from tests.chaos.life_cast import Said
from tests.chaos.life_model import Model
from tests.chaos.life_names import Names
from tests.house import acting


@dataclass(frozen=True)
class BeLate:
    name: str
    customer: str
    minutes: int
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        return model.be_late(self.name, self.customer, self.minutes)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        which, customer = names.appointments[self.name], names.people[self.customer]
        return await answering.late(
            database, which, self.minutes, actor=acting(customer), key=key, now=now
        )
