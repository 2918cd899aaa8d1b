"""What a coach does with the whole session of a group, in the state machine."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from domain.time.spans import moment
from handlers.actions.groups import group_sessions, group_times
from storage.transactions import Database
from tests.chaos.life_cast import Group, No, Said
from tests.chaos.life_model import Model
from tests.chaos.life_names import Names
from tests.house import acting


@dataclass(frozen=True)
class CloseGroup:
    """version: the one the coach has read. closed: or opened again."""

    name: str
    coach: str
    version: int
    closed: bool
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        group, state = _find_group(self, model), "closed" if self.closed else "open"
        if group.state != state:
            model.groups[self.name] = replace(group, state=state, version=group.version + 1)
            action = "close_session" if self.closed else "reopen_session"
            model.audit.append((action, f"group {self.name}", self.coach))
        return "group", self.name

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        return await group_sessions.close(
            database,
            names.catalogue,
            names.groups[self.name],
            self.version,
            closed=self.closed,
            actor=acting(names.people[self.coach]),
            key=key,
            now=now,
        )


@dataclass(frozen=True)
class ApproveGroup:
    name: str
    coach: str
    version: int
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        _find_group(self, model)
        for seat in _seats(self.name, model):
            session = model.sessions[seat]
            if session.status == "pending" and session.rescue is None:
                model.change(seat, status="confirmed")
                model.record(seat, "approve", self.coach, session.customer, "approved")
        return "group", self.name

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        return await group_sessions.approve_all(
            database,
            names.catalogue,
            names.groups[self.name],
            self.version,
            actor=acting(names.people[self.coach]),
            key=key,
            now=now,
        )


@dataclass(frozen=True)
class CallOff:
    name: str
    coach: str
    version: int
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        group = _find_group(self, model)
        model.groups[self.name] = replace(group, state="cancelled", version=group.version + 1)
        for seat in _seats(self.name, model):
            model.change(seat, status="cancelled")
            customer = model.sessions[seat].customer
            model.record(seat, "cancel_by_coach", self.coach, customer, "cancelled_by_coach")
        model.audit.append(("call_session_off", f"group {self.name}", self.coach))
        return "group", self.name

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        return await group_sessions.call_off(
            database,
            names.catalogue,
            names.groups[self.name],
            self.version,
            "I am away",
            actor=acting(names.people[self.coach]),
            key=key,
            now=now,
        )


@dataclass(frozen=True)
class MoveGroup:
    name: str
    coach: str
    version: int
    start: int
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        group, itself = _find_group(self, model), f"group {self.name}"
        if self.start == group.start:
            return "group", self.name
        if self.start <= model.now:
            raise No("TooSoon", "book", 0, self.start)
        there = replace(group, start=self.start, version=group.version + 1)
        if model.is_on_leave(there):
            raise No("NotOffered")
        rooms = model.rooms_for(there, itself, keeps=group.rooms)
        if not model.free(there, itself) or rooms is None:
            raise No("SlotTaken")
        model.groups[self.name] = replace(there, rooms=rooms)
        for seat in _seats(self.name, model):
            until = model.asked_until(self.start)
            model.change(
                seat, start=self.start, attending=False, late=None, rooms=rooms, answer_by=until
            )
            customer = model.sessions[seat].customer
            model.record(seat, "move", self.coach, customer, "moved_by_coach")
        model.audit.append(("move_session", itself, self.coach))
        return "group", self.name

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        return await group_times.move(
            database,
            names.catalogue,
            names.groups[self.name],
            self.version,
            moment(self.start),
            actor=acting(names.people[self.coach]),
            key=key,
            now=now,
        )


def _find_group(deed: CloseGroup | ApproveGroup | CallOff | MoveGroup, model: Model) -> Group:
    group = model.groups.get(deed.name)  # none any more if places were only kept
    if group is None or group.coach != deed.coach:
        raise No("NotFound")
    if not group.standing or group.start <= model.now:
        raise No("GroupOver")
    if group.version != deed.version:
        raise No("GroupChanged")
    return group


def _seats(name: str, model: Model) -> Iterator[str]:
    """Who has a place in it."""
    return iter([n for n, s in model.sessions.items() if s.group == name and s.open])
