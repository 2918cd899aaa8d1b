"""The booking life told a second time: dicts and lists, minute by minute, without a database."""

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Protocol

from tests.chaos.life_cast import (
    CONFIRMS_AT_ONCE,
    DAY,
    HOUR,
    MINUTE,
    OPEN_LIMIT,
    SERVICES,
    Letter,
    No,
    Said,
    Session,
    shown,
)
from tests.chaos.life_openings import Openings


class Deed(Protocol):
    """keyed: whether an update with the same key is known to have happened before."""

    keyed: ClassVar[bool]

    def expect(self, model: "Model", key: str) -> Said: ...


@dataclass
class Model(Openings):
    letters: list[Letter] = field(default_factory=list)
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

    def book(self, key: str, customer: str, coach: str, service: str, start: int) -> Said:
        wanted = Session(customer, coach, service, start, "pending")
        try:
            self._check(wanted)
            coming = [s for s in self.sessions.values() if s.customer == customer and s.open]
            if sum(s.end > self.now for s in coming) >= OPEN_LIMIT:
                raise No("TooManyOpen", OPEN_LIMIT)
        except No as no:
            mine = (n for n, s in self.sessions.items() if s.open and s.same_time_as(wanted))
            name = next(mine, None)
            if no.args[0] == "SlotTaken" and name is not None:
                return "appointment", name
            raise
        at_once = CONFIRMS_AT_ONCE[coach]
        self.sessions[key] = replace(wanted, status="confirmed" if at_once else "pending")
        return self._done(key, "book", customer, coach, "booked" if at_once else "request")

    def answer(self, action: str, name: str, coach: str, version: int) -> Said:
        """approve, decline or cancel_by_coach."""
        session = self._of_coach(name, coach)
        if action != "cancel_by_coach" and session.status != "pending":
            raise No("AlreadyDecided", name, session.status)
        if session.version != version:
            return "appointment", name
        status, kind = {
            "approve": ("confirmed", "approved"),
            "decline": ("declined", "declined"),
            "cancel_by_coach": ("cancelled", "cancelled_by_coach"),
        }[action]
        self._change(name, status=status)
        return self._done(name, action, coach, session.customer, kind, sets_time=True)

    def cancel(self, name: str, customer: str) -> Said:
        session = self._in_time(name, customer, "cancel")
        self._change(name, status="cancelled")
        return self._done(name, "cancel", customer, session.coach, "cancelled_by_customer")

    def move(self, name: str, by: str, start: int) -> Said:
        session = self.sessions[name]
        mine = by == session.customer
        if mine:
            self._in_time(name, by, "move")
        else:
            self._of_coach(name, by)
        if start == session.start:
            raise No("SameTime")
        self._check(replace(session, start=start), without=name)
        self._change(name, start=start, attending=False)
        kind, told = ("customer", session.coach) if mine else ("coach", session.customer)
        return self._done(name, "move", by, told, f"moved_by_{kind}", sets_time=True)

    def propose(self, name: str, coach: str, starts: tuple[int, ...]) -> Said:
        """starts: in order, each once."""
        session = self._of_coach(name, coach)
        self._still_asked(name)
        if starts == session.proposed:
            return "appointment", name
        for start in starts:
            if start == session.start:
                raise No("NotOffered")
            self._check(replace(session, start=start), without=name)
        self._change(name, proposed=starts)
        return self._done(name, "propose", coach, session.customer, "proposed")

    def choose(self, name: str, customer: str, start: int) -> Said:
        session = self._of_customer(name, customer)
        if (session.status, session.start) == ("confirmed", start):
            return "appointment", name
        self._still_asked(name)
        left = [t for t in session.proposed if self._stands(name, t)]
        if start not in left:
            raise No("ProposalGone", name, tuple(left))
        self._change(name, start=start, status="confirmed")
        return self._done(name, "choose", customer, session.coach, "chosen", sets_time=True)

    def turn_down(self, name: str, customer: str, version: int) -> Said:
        session = self._of_customer(name, customer)
        self._still_asked(name)
        if not session.proposed or session.version != version:
            return "appointment", name
        self._change(name, proposed=())
        return self._done(name, "turn_down", customer, session.coach, "turned_down")

    def attend(self, name: str, customer: str) -> Said:
        session = self._of_customer(name, customer)
        if session.status != "confirmed" or session.start <= self.now:
            raise No("AlreadyDecided", name, session.status)
        self.sessions[name] = replace(session, attending=True)
        self.audit.append(("attend", name, customer))
        return "appointment", name

    def tidy(self) -> Said:
        """What time does: unanswered requests expire, past sessions are completed."""
        for name, session in self.sessions.items():
            if session.status == "pending" and session.start <= self.now:
                self._change(name, status="expired")
                kind = "proposal_expired" if session.proposed else "expired"
                self._done(name, "expire", None, session.customer, kind)
                version = self.sessions[name].version
                self.letters.append(Letter(session.coach, "lapsed", name, version, self.now))
            elif session.status == "confirmed" and session.end <= self.now:
                self._change(name, status="completed")
                self.audit.append(("complete", name, None))
        return ("tidied",)

    def claim(self, lease: int) -> list[tuple[Letter, bool]]:
        """The letters that are due and nobody else's, leased, and whether each is still true."""
        due = [x for x in self.letters if x.due <= self.now and self._unclaimed(x)]
        for letter in due:
            letter.repeated |= letter.state == "sending" and letter.called
            letter.called = False
            letter.state, letter.leased = "sending", self.now + lease
        return [(x, self.holds(x)) for x in due]

    def holds(self, letter: Letter) -> bool:
        return self.sessions[letter.about].version == letter.version

    def free(self, wanted: Session, without: str | None = None) -> bool:
        begin, end = wanted.blocked
        return not any(
            s.coach == wanted.coach and s.open and begin < s.blocked[1] and s.blocked[0] < end
            for name, s in self.sessions.items()
            if name != without
        )

    def _check(self, wanted: Session, without: str | None = None) -> None:
        rules = SERVICES[wanted.service].rules
        notice = rules.notice_book * MINUTE
        if wanted.start < self.now + notice:
            raise No("TooSoon", "book", rules.notice_book, wanted.start - notice)
        ahead = shown(wanted.coach, wanted.start).date() - shown(wanted.coach, self.now).date()
        if ahead.days > rules.horizon_days:
            raise No("TooFar", rules.horizon_days)
        if not self.offers(wanted.coach, wanted.service, wanted.start):
            raise No("NotOffered")
        if not self.free(wanted, without):
            raise No("SlotTaken")

    def _of_coach(self, name: str, coach: str) -> Session:
        session = self.sessions[name]
        if session.coach != coach:
            raise No("NotFound")
        if not session.open or session.start <= self.now:
            raise No("AlreadyDecided", name, session.status)
        return session

    def _of_customer(self, name: str, customer: str) -> Session:
        session = self.sessions[name]
        if session.customer != customer:
            raise No("NotFound")
        return session

    def _stands(self, name: str, start: int) -> bool:
        s = replace(self.sessions[name], start=start)
        return start > self.now and self.offers(s.coach, s.service, start) and self.free(s, name)

    def _still_asked(self, name: str) -> None:
        session = self.sessions[name]
        if session.status != "pending" or session.start <= self.now:
            raise No("AlreadyDecided", name, session.status)

    def _in_time(self, name: str, customer: str, rule: str) -> Session:
        session = self._of_customer(name, customer)
        if not session.open or session.start <= self.now:
            raise No("AlreadyDecided", name, session.status)
        rules = SERVICES[session.service].rules
        notice = rules.notice_move if rule == "move" else rules.notice_cancel
        deadline = session.start - notice * MINUTE
        if session.status == "confirmed" and self.now > deadline:
            raise No("TooSoon", rule, notice, deadline)
        return session

    def _change(self, name: str, **changed: Any) -> None:
        session = self.sessions[name]
        more = {"proposed": (), "version": session.version + 1, **changed}
        self.sessions[name] = replace(session, **more)

    def _done(
        self, name: str, action: str, who: str | None, told: str, kind: str, sets_time: bool = False
    ) -> Said:
        """One line of audit, one message, and reminders for who will come at this time."""
        session = self.sessions[name]
        self.audit.append((action, name, who))
        self.letters.append(Letter(told, kind, name, session.version, self.now))
        if session.status == "confirmed" and (sets_time or action == "book"):
            for kind, ahead in (("reminder_24h", DAY), ("reminder_1h", HOUR)):
                if session.start - ahead > self.now:
                    due = session.start - ahead
                    self.letters.append(Letter(session.customer, kind, name, session.version, due))
        return "appointment", name

    def _unclaimed(self, letter: Letter) -> bool:
        lost = letter.state == "sending" and letter.leased <= self.now
        return letter.state == "waiting" or lost
