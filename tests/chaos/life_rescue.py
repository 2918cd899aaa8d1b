"""Leave over sessions, in the state machine: each gets its answer with it, or nothing is saved.

The product says which times are offered; the model checks that each of them can be had.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from domain.working_hours.leave import LeaveStretch
from handlers.actions.rescues import rescue_plan, rescuing
from storage.services import catalogue
from storage.transactions import Database
from tests.chaos.life_bargain import Rescue
from tests.chaos.life_cast import HOUR, MINUTE, OFFERED_FOR, Letter, No, Said, waits
from tests.chaos.life_model import Model
from tests.chaos.life_names import Names
from tests.house import acting

SOONEST = 12 * HOUR  # from now on, so that whoever is offered it can answer
MOST = 3  # times for each


@dataclass(frozen=True)
class SessionPlan:
    """A session as it was when its coach looked, and the starts it would be offered."""

    name: str
    start: int
    starts: tuple[int, ...]


@dataclass(frozen=True)
class LookAhead:
    """What would become of each session if this leave were taken."""

    coach: str
    starts: datetime
    ends: datetime
    keyed: ClassVar[bool] = False

    def expect(self, model: Model, key: str) -> Said:
        model.refuse_stretch(self.coach, self.starts, self.ends)
        return "touched", *sorted(affected_sessions(self, model))

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        async with database.read() as reader:
            known_now = await catalogue.load(reader)
        planned = await rescuing.look(
            database,
            known_now,
            names.coaches[self.coach],
            LeaveStretch(self.starts, self.ends),
            alone=True,
            actor=acting(names.people[self.coach]),
            now=now,
        )
        known = {id_: name for name, id_ in names.appointments.items()}
        seen = tuple(
            SessionPlan(
                known[one.session.id],
                int(one.session.starts_at.timestamp()),
                tuple(int(start.timestamp()) for start in one.starts),
            )
            for one in planned
        )
        return "planned", rescue_plan.mark(planned), seen


@dataclass(frozen=True)
class SaveRescue:
    """seen: what the coach has looked at, and agreed: its mark."""

    coach: str
    starts: datetime
    ends: datetime
    agreed: str
    seen: tuple[SessionPlan, ...]
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        stretch = (self.coach, self.starts, self.ends)
        same = [name for name, leave in model.leaves.items() if leave == stretch]
        if same:
            rescue_ids = [id_ for id_, one in model.rescues.items() if one.leave == same[0]]
            return "rescue", max(rescue_ids, default=0)
        model.refuse_stretch(*stretch)
        names = affected_sessions(self, model)
        now = sorted((name, model.sessions[name].start) for name in names)
        if sorted((one.name, one.start) for one in self.seen) != now:
            raise No("RescueChanged")
        assert model.eyes
        rescue = model.eyes.rescue(*stretch, but=model.rescues)
        if names and rescue is None and not all(_stands(one, model) for one in self.seen):
            raise No("RescueChanged")
        model.leaves[key] = stretch
        model.audit.append(("take_leave", key, self.coach))
        if not names or rescue is None:
            return "rescue", 0
        self._answer_all(model, key, *rescue)
        return "rescue", rescue[0]

    def _answer_all(self, model: Model, key: str, id_: int, offers: "Offers") -> None:
        groups = {model.sessions[one.name].group for one in self.seen}
        fates = []
        for one in self.seen:
            session, starts = model.sessions[one.name], offers.get(one.name, ())
            if bool(starts) != bool(one.starts) and not session.rooms:
                raise No("planned and saved otherwise", one.name, starts)
            fates.append((one.name, session.start, bool(starts)))
            if starts:
                self._offer(model, id_, one.name, starts)
            else:
                model.change(one.name, status="cancelled")
                _tell(model, one.name, "rescue_cancelled")
                model.audit.append(("rescue_cancel", one.name, self.coach))
        model.rescues[id_] = Rescue(key, self.coach, self.starts, self.ends, fates)
        for group in groups - {None}:
            model.close_group(str(group), self.coach)

    def _offer(self, model: Model, id_: int, name: str, starts: tuple[int, ...]) -> None:
        session, rooms = model.sessions[name], []
        for start in starts:
            there = session.at(start)
            model.check(there, without=name)
            if start < model.now + SOONEST or len(starts) > MOST:
                raise No("offered too soon, or too many", name, starts)
            rooms.append(model.rooms_for(there, name, keeps=session.rooms) or ())
        model.change(
            name,
            proposed=starts,
            offer_until=waits(OFFERED_FOR, min(*starts, session.start), 30 * MINUTE, model.now),
            offer_rooms=tuple(rooms),
            answer_by=None,
            rescue=id_,
        )
        _tell(model, name, "rescue_offer")
        model.audit.append(("rescue_offer", name, self.coach))

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        return "rescue", await rescuing.save(
            database,
            names.coaches[self.coach],
            LeaveStretch(self.starts, self.ends),
            self.agreed,
            alone=True,
            actor=acting(names.people[self.coach]),
            key=key,
            now=now,
        )


Offers = dict[str, tuple[int, ...]]


def affected_sessions(deed: LookAhead | SaveRescue, model: Model) -> list[str]:
    return model.hit(deed.coach, [(deed.starts, deed.ends)])


def _stands(one: SessionPlan, model: Model) -> bool:
    """Whether everything it would be offered can still be had."""
    session = model.sessions[one.name]
    return bool(one.starts) and all(
        start >= model.now + SOONEST and model.obstacle(session.at(start), one.name) is None
        for start in one.starts
    )


def _tell(model: Model, name: str, kind: str) -> None:
    session = model.sessions[name]
    model.letters.append(Letter(session.customer, kind, name, session.version, model.now))
