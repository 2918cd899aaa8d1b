"""What a coach books for a customer, in the state machine: told, or held until they take it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from domain.services.service import Money
from domain.services.service_choice import Choice
from domain.time.spans import moment
from handlers.actions.appointments import consent
from handlers.actions.appointments.booking import BookingOrder
from handlers.actions.appointments.booking_for import book_for
from storage.transactions import Database
from tests.chaos.life_cast import ASKS_FIRST, PRICE, No, Said, Session
from tests.chaos.life_model import Model
from tests.chaos.life_names import Names
from tests.house import acting


@dataclass(frozen=True)
class BookFor:
    wanted: Session
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        wanted = self.wanted
        coach, customer = wanted.coach, wanted.customer
        known = {(s.coach, s.customer) for s in model.sessions.values()}
        if (coach, customer) not in known:
            raise No("NotFound")
        try:
            model.take(key, wanted, by_coach=True)
        except No as no:
            if there := model.booked_already(wanted, no):
                return there
            raise
        kind = "asked" if ASKS_FIRST[coach] else "booked_by_coach"
        return model.record(key, "book_for", coach, customer, kind)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        wanted = self.wanted
        order = BookingOrder(
            names.services[wanted.service],
            names.coaches[wanted.coach],
            moment(wanted.start),
            Money(PRICE * wanted.places, "EUR"),
            choice=Choice(places=wanted.places),
            asks=ASKS_FIRST[wanted.coach],
        )
        customer, actor = names.people[wanted.customer], acting(names.people[wanted.coach])
        return await book_for(
            database,
            names.catalogue,
            order,
            customer.id,
            actor=actor,
            key=key,
            now=now,
            available_channels=(),
        )


@dataclass(frozen=True)
class AnswerHeld:
    """version: of what was read. takes: or declines."""

    name: str
    customer: str
    version: int
    takes: bool
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        answer = model.take_held if self.takes else model.decline_held
        return answer(self.name, self.customer, self.version)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        which, actor = names.appointments[self.name], acting(names.people[self.customer])
        answer = consent.take if self.takes else consent.decline
        return await answer(database, which, self.version, actor=actor, key=key, now=now)
