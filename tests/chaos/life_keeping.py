"""Holds at a last look, rooms, and repeating leave, in the state machine."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from domain.roles import Role
from domain.services.service_choice import Choice
from domain.time.spans import epoch, moment
from domain.working_hours.leave import LeaveStretch
from domain.working_hours.leave_rules import LeavePattern
from handlers.actions.appointments import holding, room_change
from handlers.actions.services import rooms
from handlers.actions.working_hours import leave_rules
from storage.transactions import Database
from tests.chaos.life_cast import NEEDS, No, Rule, Said, Session
from tests.chaos.life_model import Model
from tests.chaos.life_names import Names
from tests.house import acting

MANAGER = "Anna"  # runs the house, too


@dataclass(frozen=True)
class Keep:
    wanted: Session
    keyed: ClassVar[bool] = False

    def expect(self, model: Model, key: str) -> Said:
        return model.keep(key, self.wanted)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        wanted = self.wanted
        until = await holding.keep(
            database,
            names.catalogue,
            names.services[wanted.service],
            names.coaches[wanted.coach],
            moment(wanted.start),
            Choice(places=wanted.places),
            actor=acting(names.people[wanted.customer]),
            now=now,
        )
        return "kept", until and epoch(until)


@dataclass(frozen=True)
class LetGo:
    customer: str
    keyed: ClassVar[bool] = False

    def expect(self, model: Model, key: str) -> Said:
        model.turn_away(self.customer)
        return ("let go",)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        actor = acting(names.people[self.customer])
        await holding.let_go(database, names.catalogue, actor=actor)
        return ("let go",)


@dataclass(frozen=True)
class GiveRoom:
    name: str
    coach: str
    old: str
    new: str
    anyway: bool = False
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        session = model.of_coach(self.name, self.coach)
        had = session.rooms
        if self.new in had and self.old not in had:
            return "appointment", self.name
        if self.old not in had:
            raise No("NotFound")
        if session.offer_until is not None:
            open_ = model.now < session.offer_until and not self.anyway
            if session.rescue is not None or open_:
                raise No("OfferOpen")
        would_do = self.new in NEEDS[session.service] and self.new not in had
        alone = session.group is None
        if not (would_do and alone and model.is_room_free(self.new, session, self.name)):
            raise No("RoomTaken")
        # Other times on offer are over, and it waits for its coach again.
        again = model.asked_until(session.start) if session.offer_until else session.answer_by
        model.change(self.name, rooms=(self.new,), answer_by=again)
        customer = session.customer
        return model.record(self.name, "change_room", self.coach, customer, "room_changed")

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        return await room_change.give_room(
            database,
            names.appointments[self.name],
            names.rooms[self.old],
            names.rooms[self.new],
            anyway=self.anyway,
            actor=acting(names.people[self.coach]),
            key=key,
            now=now,
        )


@dataclass(frozen=True)
class CloseRoom:
    """span: of epoch seconds. anyway: even if sessions would lose it; they keep it."""

    room: str
    span: tuple[int, int]
    anyway: bool
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        closed = model.closed.setdefault(self.room, [])
        if self.span in closed:
            return "room", self.room
        begin, end = self.span
        holders = [
            *(s for s in model.sessions.values() if s.open and s.group is None),
            *(group for group in model.groups.values() if group.standing),
        ]
        in_the_way = any(
            self.room in one.rooms
            and one.start > model.now
            and begin < one.end
            and one.start < end
            and not any(b < one.end and one.start < e for b, e in closed)
            for one in holders
        )
        if in_the_way and not self.anyway:
            raise No("RoomInUse")
        closed.append(self.span)
        model.audit.append(("change_room", f"room {self.room}", MANAGER))
        return "room", self.room

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        # The house is in UTC.
        walls = [moment(instant).replace(tzinfo=None) for instant in self.span]
        changed = await rooms.change_room(
            database,
            names.rooms[self.room],
            lambda room: rooms.with_closure(room, LeaveStretch(*walls), now.date()),
            anyway=self.anyway,
            actor=acting(names.people[MANAGER], Role.MANAGER),
            key=key,
            now=now,
        )
        return "room", changed.name


@dataclass(frozen=True)
class TakeRule:
    rule: Rule
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        return model.take_rule(key, self.rule)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        rule = self.rule
        pattern = LeavePattern(
            rule.weekdays, rule.starts, rule.ends, rule.first, rule.until, rule.every
        )
        coach, by = names.coaches[rule.coach], names.people[rule.coach]
        return "rule", await leave_rules.take_repeating(
            database, coach, pattern, actor=acting(by), key=key, now=now
        )


@dataclass(frozen=True)
class EndRule:
    """From a day on."""

    name: str
    coach: str
    day: date
    keyed: ClassVar[bool] = False

    def expect(self, model: Model, key: str) -> Said:
        return model.end_rule(self.name, self.coach, self.day)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        rule, coach = names.rules[self.name], names.coaches[self.coach]
        by = names.people[self.coach]
        return "ended", await leave_rules.end_repeating(
            database, coach, rule, self.day, actor=acting(by), now=now
        )


@dataclass(frozen=True)
class WorkOn:
    """off: whether it is a day off again."""

    name: str
    coach: str
    day: date
    off: bool
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        return model.work_on(self.name, self.coach, self.day, off=self.off)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        await leave_rules.work_on(
            database,
            names.coaches[self.coach],
            names.rules[self.name],
            self.day,
            off=self.off,
            actor=acting(names.people[self.coach]),
            key=key,
            now=now,
        )
        return ("done",)
