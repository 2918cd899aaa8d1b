"""The waitlist in the state machine: join, leave, pass, and what is handed on."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Final
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from domain.roles import SYSTEM
from domain.waitlist.waitlist import Part, WaitTimes
from handlers.actions.waitlist import waitlist
from handlers.actions.waitlist.waitlist_watch import WaitlistWatch
from handlers.queries.starts.shop import Shop
from storage.transactions import Database
from storage.waitlist.waits import WaitKey
from tests.chaos import life_handing as handing
from tests.chaos.life_cast import No, Said
from tests.chaos.life_model import Model
from tests.chaos.life_names import Names
from tests.chaos.life_queue import Wait
from tests.house import acting

# What each replica has looked at by itself.
WATCHES: Final[WeakKeyDictionary[Database, WaitlistWatch]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Join:
    wished: Wait
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        wished = self.wished
        today = datetime.fromtimestamp(model.now, ZoneInfo(wished.zone)).date()
        ahead = replace(wished, first=max(wished.first, today), joined=model.now)
        if ahead.last < ahead.first:
            raise No("NothingToWaitFor")
        return "wait", handing.join(model, key, ahead)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        w = self.wished
        coach = None if w.coach is None else names.coaches[w.coach]
        times = WaitTimes(w.first, w.last, w.zone, w.weekdays, Part(w.part), w.short)
        return "wait", await waitlist.join(
            database,
            names.catalogue,
            WaitKey(names.services[w.service], coach, ""),
            times,
            available_channels=(),
            actor=acting(names.people[w.person]),
            key=key,
            now=now,
        )


@dataclass(frozen=True)
class LeaveLine:
    name: str
    person: str
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        queue = model.queue
        wait = queue.waits[self.name]
        if wait.person != self.person:
            raise No("NotFound")
        number = queue.open_of(self.name)
        if number is not None and queue.turns[number].until > model.now:
            handing.say_no(model, number)
        if wait.state == "waiting":
            queue.waits[self.name] = replace(wait, state="left")
            model.audit.append(("leave_waitlist", f"wait {self.name}", self.person))
        return ("left",)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        place, actor = names.waits[self.name], acting(names.people[self.person])
        await waitlist.leave(database, place, actor=actor, key=key, now=now)
        return ("left",)


@dataclass(frozen=True)
class PassOn:
    turn: int
    person: str
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        queue = model.queue
        turn = queue.turns[self.turn]
        if turn.person != self.person:
            raise No("NotFound")
        if turn.answer != "passed":
            if turn.answer != "open" or turn.until <= model.now:
                raise No("WaitOfferOver", "lapsed" if turn.answer == "open" else turn.answer)
            handing.say_no(model, self.turn)
            queue.waits[turn.wait] = replace(queue.waits[turn.wait], silent=0)
            model.audit.append(("pass_waitlist", f"wait {turn.wait}", self.person))
        return "wait", turn.wait

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        actor = acting(names.people[self.person])
        return "wait", await waitlist.pass_on(database, self.turn, actor=actor, key=key, now=now)


@dataclass(frozen=True)
class HandOn:
    """The ticks' part of it."""

    keyed: ClassVar[bool] = False

    def expect(self, model: Model, key: str) -> Said:
        handing.look(model)
        return ("handed on",)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        if database not in WATCHES:
            WATCHES[database] = WaitlistWatch(database, Shop(database), ())
        await WATCHES[database].look(actor=SYSTEM, now=now)
        return ("handed on",)
