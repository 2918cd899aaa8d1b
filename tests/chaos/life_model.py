"""The booking life told a second time: dicts and lists, minute by minute, without a database."""

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Protocol

from tests.chaos.life_cast import CONFIRMS_AT_ONCE, KEPT_FOR, Hold, Letter, No, Said, Session
from tests.chaos.life_ledger import Ledger

TAKEN = ("SlotTaken", "RoomTaken", "PlacesGone")


class Deed(Protocol):
    """keyed: whether an update with the same key is known to have happened before."""

    keyed: ClassVar[bool]

    def expect(self, model: "Model", key: str) -> Said: ...


@dataclass
class Model(Ledger):
    """drafts: by name, as `life_series` has them. draft_of: by who plans, the one that stands.
    became: by draft, what has come of it."""

    drafts: dict[str, Any] = field(default_factory=dict)
    draft_of: dict[str, str] = field(default_factory=dict)
    became: dict[str, Said] = field(default_factory=dict)
    said: dict[str, Said] = field(default_factory=dict)

    def do(self, key: str, deed: Deed) -> Said:
        """What comes of an update; for one whose key is known, what came of it then."""
        if deed.keyed and key in self.said:
            return self.said[key]
        try:
            said = deed.expect(self, key)
        except No as no:
            said = no.args
        if deed.keyed:
            self.said[key] = said
        return said

    def book(self, key: str, wanted: Session) -> Said:
        try:
            self.take(key, wanted)
        except No as no:
            name = self.mine_at(wanted)
            if no.args[0] in TAKEN and name is not None:
                return "appointment", name
            raise
        kind = "booked" if CONFIRMS_AT_ONCE[wanted.coach] else "request"
        return self.done(key, "book", wanted.customer, wanted.coach, kind)

    def take(self, name: str, wanted: Session) -> None:
        """It stands, and nobody is told yet."""
        self.check(wanted, mine=wanted.customer)
        self.not_too_many(wanted.customer)
        status = "confirmed" if CONFIRMS_AT_ONCE[wanted.coach] else "pending"
        rooms = self.rooms_for(wanted, mine=wanted.customer)
        self.holds.pop(wanted.customer, None)
        if not wanted.for_groups:
            self.sessions[name] = replace(wanted, status=status, rooms=rooms or ())
            return
        if self.mine_at(wanted):
            raise No("SlotTaken")
        group = self.join(name, wanted)
        rooms = self.groups[group].rooms
        self.sessions[name] = replace(wanted, status=status, rooms=rooms, group=group)

    def keep(self, wanted: Session) -> Said:
        """Has no key: looked at again it is kept no longer."""
        customer = wanted.customer
        self.check(wanted, mine=customer)
        self.not_too_many(customer)
        kept = self.kept_for(customer)
        span = (wanted.coach, wanted.start, wanted.end)
        if kept and (kept.coach, kept.start, kept.end) == span:
            return "kept", kept.until
        self.holds.pop(customer, None)
        if wanted.for_groups:
            return "kept", None
        until, rooms = self.now + KEPT_FOR, self.rooms_for(wanted) or ()
        self.holds[customer] = Hold(
            coach=wanted.coach,
            service=wanted.service,
            start=wanted.start,
            rooms=rooms,
            until=until,
        )
        return "kept", until

    def answer(self, action: str, name: str, coach: str, version: int) -> Said:
        """approve, decline or cancel_by_coach."""
        session = self.of_coach(name, coach)
        if action != "cancel_by_coach" and session.status != "pending":
            raise No("AlreadyDecided", name, session.status)
        if session.version != version:
            return "appointment", name
        status, kind = {
            "approve": ("confirmed", "approved"),
            "decline": ("declined", "declined"),
            "cancel_by_coach": ("cancelled", "cancelled_by_coach"),
        }[action]
        self.change(name, status=status)
        return self.done(name, action, coach, session.customer, kind, sets_time=True)

    def cancel(self, name: str, customer: str) -> Said:
        session = self.in_time(name, customer, "cancel")
        self.change(name, status="cancelled")
        return self.done(name, "cancel", customer, session.coach, "cancelled_by_customer")

    def move(self, key: str, name: str, by: str, start: int) -> Said:
        session = self.sessions[name]
        self.relocate(key, name, by, start)
        mine = by == session.customer
        kind, told = ("customer", session.coach) if mine else ("coach", session.customer)
        return self.done(name, "move", by, told, f"moved_by_{kind}", sets_time=True)

    def relocate(self, key: str, name: str, by: str, start: int) -> None:
        """It stands there, and nobody is told yet."""
        session = self.sessions[name]
        if by == session.customer:
            self.in_time(name, by, "move")
        else:
            self.of_coach(name, by)
        if start == session.start:
            raise No("SameTime")
        there = replace(session, start=start)
        mine = self.mine_at(there)
        if there.for_groups and mine is not None:
            raise No("AlreadyDecided", mine, self.sessions[mine].status)
        self.check(there, without=name)
        self._go(key, name, start)

    def propose(self, name: str, coach: str, starts: tuple[int, ...]) -> Said:
        """starts: in order, each once."""
        session = self.of_coach(name, coach)
        self._still_asked(name)
        if starts == session.proposed:
            return "appointment", name
        for start in starts:
            if start == session.start:
                raise No("NotOffered")
            self.check(replace(session, start=start), without=name)
        self.change(name, proposed=starts)
        return self.done(name, "propose", coach, session.customer, "proposed")

    def choose(self, key: str, name: str, customer: str, start: int) -> Said:
        session = self.of_customer(name, customer)
        if (session.status, session.start) == ("confirmed", start):
            return "appointment", name
        self._still_asked(name)
        left = [t for t in session.proposed if self._stands(name, t)]
        if start not in left:
            raise No("ProposalGone", name, tuple(left))
        self._go(key, name, start, status="confirmed")
        return self.done(name, "choose", customer, session.coach, "chosen", sets_time=True)

    def turn_down(self, name: str, customer: str, version: int) -> Said:
        session = self.of_customer(name, customer)
        self._still_asked(name)
        if not session.proposed or session.version != version:
            return "appointment", name
        self.change(name, proposed=())
        return self.done(name, "turn_down", customer, session.coach, "turned_down")

    def attend(self, name: str, customer: str) -> Said:
        session = self.of_customer(name, customer)
        if session.status != "confirmed" or session.start <= self.now:
            raise No("AlreadyDecided", name, session.status)
        self.sessions[name] = replace(session, attending=True)
        self.audit.append(("attend", name, customer))
        return "appointment", name

    def tidy(self) -> Said:
        """What time does: unanswered requests expire, past sessions are completed."""
        for name, session in self.sessions.items():
            if session.status == "pending" and session.start <= self.now:
                self.change(name, status="expired")
                kind = "proposal_expired" if session.proposed else "expired"
                self.done(name, "expire", None, session.customer, kind)
                version = self.sessions[name].version
                self.letters.append(Letter(session.coach, "lapsed", name, version, self.now))
            elif session.status == "confirmed" and session.end <= self.now:
                self.change(name, status="completed")
                self.audit.append(("complete", name, None))
        for name, group in self.groups.items():
            if group.standing and group.end <= self.now:
                self.groups[name] = replace(group, state="over", version=group.version + 1)
        return ("tidied",)

    def _stands(self, name: str, start: int) -> bool:
        there = replace(self.sessions[name], start=start)
        return start > self.now and self.obstacle(there, name) is None

    def _still_asked(self, name: str) -> None:
        session = self.sessions[name]
        if session.status != "pending" or session.start <= self.now:
            raise No("AlreadyDecided", name, session.status)

    def _go(self, key: str, name: str, start: int, **changed: Any) -> None:
        there = replace(self.sessions[name], start=start)
        if there.for_groups:
            group = self.join(key, there)
            more: dict[str, Any] = {"group": group, "rooms": self.groups[group].rooms}
        else:
            more = {"rooms": self.rooms_for(there, name, keeps=there.rooms)}
        self.change(name, start=start, attending=False, **more, **changed)
