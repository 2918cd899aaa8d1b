"""What people do in the state machine: each deed as the model expects it, and for real.

`expect` changes the model and says what comes of it, or raises `No`; `run` asks the product.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Final, Protocol

from domain.roles import SYSTEM
from domain.services.service import Money
from domain.services.service_choice import Choice
from domain.time.spans import moment
from domain.working_hours.hours import Window
from handlers.actions.appointments import answering, booking, deciding
from handlers.actions.business import upkeep
from handlers.actions.working_hours import hours, leave
from storage.faults import DatabaseBusy
from storage.transactions import Database
from tests.chaos.life_cast import PRICE, Said, Session
from tests.chaos.life_model import Deed as Expected
from tests.chaos.life_model import Model
from tests.chaos.life_names import Names
from tests.house import acting

TIMES: Final = 3  # an update is tried again if the database was too busy for it


class Deed(Expected, Protocol):
    """A deed that can be run."""

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object: ...


@dataclass(frozen=True)
class Book:
    customer: str
    coach: str
    service: str
    start: int
    places: int = 1
    keyed: ClassVar[bool] = True

    @property
    def wanted_session(self) -> Session:
        return Session(
            coach=self.coach,
            service=self.service,
            start=self.start,
            customer=self.customer,
            places=self.places,
        )

    def expect(self, model: Model, key: str) -> Said:
        return model.book(key, self.wanted_session)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        service, coach = names.services[self.service], names.coaches[self.coach]
        price, choice = Money(PRICE * self.places, "EUR"), Choice(places=self.places)
        order = booking.BookingOrder(service, coach, moment(self.start), price, choice=choice)
        person = names.people[self.customer]
        return await booking.book(
            database, names.catalogue, order, actor=acting(person), key=key, now=now
        )


@dataclass(frozen=True)
class Answer:
    """action: approve, decline or cancel_by_coach. version: the one the coach has read."""

    action: str
    name: str
    coach: str
    version: int
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        return model.answer(self.action, self.name, self.coach, self.version)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        which, coach = names.appointments[self.name], names.people[self.coach]
        if self.action == "approve":
            return await deciding.approve(
                database, which, actor=acting(coach), key=key, now=now, version=self.version
            )
        act = deciding.decline if self.action == "decline" else deciding.cancel_by_coach
        return await act(
            database,
            which,
            "I am away",
            actor=acting(coach),
            key=key,
            now=now,
            version=self.version,
        )


@dataclass(frozen=True)
class Cancel:
    name: str
    customer: str
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        return model.cancel(self.name, self.customer)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        which, customer = names.appointments[self.name], names.people[self.customer]
        return await deciding.cancel_by_customer(
            database, names.catalogue, which, actor=acting(customer), key=key, now=now
        )


@dataclass(frozen=True)
class Move:
    name: str
    by: str
    start: int
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        return model.move(key, self.name, self.by, self.start)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        which, by = names.appointments[self.name], names.people[self.by]
        return await deciding.move(
            database, names.catalogue, which, moment(self.start), actor=acting(by), key=key, now=now
        )


@dataclass(frozen=True)
class Attend:
    name: str
    customer: str
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        return model.attend(self.name, self.customer)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        which, customer = names.appointments[self.name], names.people[self.customer]
        return await answering.attend(database, which, actor=acting(customer), key=key, now=now)


@dataclass(frozen=True)
class TakeLeave:
    coach: str
    starts: datetime
    ends: datetime
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        return model.take_leave(key, self.coach, self.starts, self.ends)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        coach, by = names.coaches[self.coach], names.people[self.coach]
        return await leave.take_leave(
            database, coach, self.starts, self.ends, actor=acting(by), key=key, now=now
        )


@dataclass(frozen=True)
class GiveBack:
    name: str
    coach: str
    keyed: ClassVar[bool] = False

    def expect(self, model: Model, key: str) -> Said:
        return model.give_back(self.name, self.coach)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        which, coach = names.leaves[self.name], names.coaches[self.coach]
        by = names.people[self.coach]
        return "given back", await leave.give_back_leave(
            database, coach, which, actor=acting(by), now=now
        )


@dataclass(frozen=True)
class SetWeek:
    coach: str
    weekday: int
    windows: tuple[Window, ...]
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        return model.set_week(self.coach, self.weekday, self.windows)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        coach, by = names.coaches[self.coach], names.people[self.coach]
        changed = await hours.set_week(
            database,
            coach,
            [((self.weekday,), self.windows)],
            actor=acting(by),
            key=key,
            now=now,
            agreed=None,
        )
        return "hours", changed.outside


@dataclass(frozen=True)
class SetDate:
    """windows: None for the hours of its weekday."""

    coach: str
    day: date
    windows: tuple[Window, ...] | None
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        return model.set_date(self.coach, self.day, self.windows)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        coach, by = names.coaches[self.coach], names.people[self.coach]
        changed = await hours.set_date(
            database,
            coach,
            self.day,
            self.windows,
            actor=acting(by),
            key=key,
            now=now,
            agreed=None,
        )
        return "hours", changed.outside


@dataclass(frozen=True)
class Tidy:
    """What the ticks do. Two at once share the work, so how much each did says nothing."""

    keyed: ClassVar[bool] = False

    def expect(self, model: Model, key: str) -> Said:
        return model.tidy()

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        await upkeep.expire(database, actor=SYSTEM, now=now)
        await upkeep.complete_past(database, actor=SYSTEM, now=now)
        return ("tidied",)


async def outcome(deed: Deed, database: Database, names: Names, key: str, now: datetime) -> Any:
    """What a deed returns or is refused with; anything else it raises is an outcome, too."""
    for attempt in range(TIMES):
        try:
            return await deed.run(database, names, key, now)
        except DatabaseBusy as busy:
            if attempt == TIMES - 1:
                return busy
        except Exception as refusal:
            return refusal
    raise AssertionError
