"""Messages between the two people of a session, in the state machine; and what ends them."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from domain.appointments.correspondence import Content, ContentKind
from domain.roles import Role
from handlers.actions.appointments import complaints, writing
from storage.transactions import Database
from tests.chaos.life_cast import TEAM, Letter, No, Said
from tests.chaos.life_model import Model
from tests.chaos.life_names import Names
from tests.chaos.life_post import Complaint, Message, can_be_late, sides
from tests.house import acting


@dataclass(frozen=True)
class Write:
    """late: minutes, as on a coach's button; 0 for a text."""

    name: str
    person: str
    by_coach: bool
    late: int = 0
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        session, post = model.sessions[self.name], model.post
        mine, other = sides(session, self.person, by_coach=self.by_coach)
        post.check(session, mine, other, model.now)
        if self.late and not can_be_late(session, model.now):
            raise No("CannotBeLate")
        new = Message(self.name, mine, self.by_coach, self.late, model.now)
        if not post.said_just_now(new):
            post.check_rate(mine, model.now)
            post.messages[key] = new
            letter = Letter(other, "message", self.name, 0, model.now, lasting=True)
            model.letters.append(letter)
            model.audit.append(("write", f"message {key}", mine))
        return ("written",)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        late = Content(ContentKind.LATE, minutes=self.late)
        await writing.write(
            database,
            names.appointments[self.name],
            late if self.late else Content(ContentKind.TEXT, "Which door is it?"),
            by_coach=self.by_coach,
            actor=acting(names.people[self.person]),
            key=key,
            now=now,
            available_channels=(),
        )
        return ("written",)


@dataclass(frozen=True)
class Stop:
    """stops: or lets them in again."""

    name: str
    person: str
    by_coach: bool
    stops: bool
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        stops = model.post.stops
        pair = sides(model.sessions[self.name], self.person, by_coach=self.by_coach)
        if (pair in stops) != self.stops:
            (stops.add if self.stops else stops.remove)(pair)
            model.audit.append(("stop_messages", f"person {self.person}", self.person))
        return ("stopped",)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        await complaints.set_stopped(
            database,
            names.appointments[self.name],
            stops=self.stops,
            by_coach=self.by_coach,
            actor=acting(names.people[self.person]),
            key=key,
            now=now,
        )
        return ("stopped",)


@dataclass(frozen=True)
class Report:
    name: str
    person: str
    by_coach: bool
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        session, known_complaints = model.sessions[self.name], model.post.complaints
        sides(session, self.person, by_coach=self.by_coach)
        new = Complaint(self.name, self.by_coach)
        if new not in known_complaints.values():
            known_complaints[key] = new
            letter = Letter(TEAM, "complaint", self.name, session.version, model.now, lasting=True)
            model.letters.append(letter)
            model.audit.append(("report", f"complaint {key}", self.person))
        return "appointment", self.name

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        return await complaints.report(
            database,
            names.appointments[self.name],
            by_coach=self.by_coach,
            actor=acting(names.people[self.person]),
            key=key,
            now=now,
        )


@dataclass(frozen=True)
class Decide:
    """again: whether the decider knows that it was decided before."""

    name: str
    banned: bool
    again: bool
    keyed: ClassVar[bool] = True

    def expect(self, model: Model, key: str) -> Said:
        post = model.post
        complaint = post.complaints[self.name]
        if complaint.decided and not self.again:
            raise No("ReportDecided")
        post.complaints[self.name] = replace(complaint, decided=True)
        session = model.sessions[complaint.about]
        about = session.customer if complaint.by_coach else session.coach
        (post.banned.add if self.banned else post.banned.discard)(about)
        model.audit.append(("decide", f"complaint {self.name}", TEAM))
        return ("decided",)

    async def run(self, database: Database, names: Names, key: str, now: datetime) -> object:
        await complaints.decide(
            database,
            names.complaints[self.name],
            banned=self.banned,
            again=self.again,
            actor=acting(names.people[TEAM], Role.ADMIN),
            key=key,
            now=now,
        )
        return ("decided",)
