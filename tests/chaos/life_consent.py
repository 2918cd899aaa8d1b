"""What waits for a yes in the model: a colleague's to taking over a session, a customer's to what
their coach has booked for them."""

from dataclasses import dataclass, field, replace

from tests.chaos.life_cast import (
    MINUTE,
    NEGOTIABLE,
    OFFERED_FOR,
    TEAM,
    Letter,
    No,
    Said,
    Session,
    waits,
)
from tests.chaos.life_ledger import Ledger


@dataclass
class Consent(Ledger):
    """begun: series by name, with their customer, whatever has become of their dates."""

    begun: dict[str, str] = field(default_factory=dict)

    def ask_colleague(self, name: str, coach: str, to: str) -> Said:
        session = self._to_give(name, coach)
        if session.asked_at(self.now) == to:
            return "appointment", name
        self._can_have(name, to)
        is_request = session.status == "pending"
        answer_by = session.answer_by
        if is_request and session.offer_until is not None:  # that nobody has answered
            answer_by = self.asked_until(session.start)
        until = waits(OFFERED_FOR, session.start, 30 * MINUTE, self.now)
        if is_request and answer_by is not None:
            until = min(until, answer_by)
        self.change(name, asked=to, asked_until=until, answer_by=answer_by)
        return self.record(name, "ask_colleague", coach, to, "hand_over")

    def withdraw_question(self, name: str, coach: str) -> Said:
        if self._to_give(name, coach).asked_at(self.now):
            self.change(name)
            self._record_without_letter(name, "withdraw_question", coach)
        return "appointment", name

    def take_over(self, name: str, coach: str, version: int) -> Said:
        if self.sessions[name].coach != coach:
            before = self._asked_session(name, coach, version)
            self._hand_over(name, coach)
            self.letters.append(self._letter(before.coach, "hand_over_taken", name))
            self._record_without_letter(name, "take_over", coach)
        return "appointment", name

    def refuse_over(self, name: str, coach: str, version: int) -> Said:
        session = self.sessions[name]
        last = [done for done, what, who in self.audit if what == name and who == coach][-1:]
        latest = [done for done, what, _ in self.audit if what == name][-1:]
        if session.version == version + 1 and last == latest == ["refuse_hand_over"]:
            return "appointment", name
        if session.coach == coach:
            raise No("NotAsked", name)
        session = self._asked_session(name, coach, version)
        self.change(name)
        return self.record(name, "refuse_hand_over", coach, session.coach, "hand_over_refused")

    def give(self, name: str, to: str) -> Said:
        """The team hands it over, asking nobody."""
        session = self.sessions[name]
        if session.coach != to:
            self._to_give(name, session.coach)
            self._hand_over(name, to)
            for who, kind in ((session.coach, "hand_over_taken"), (to, "hand_over_given")):
                self.letters.append(self._letter(who, kind, name))
            self._record_without_letter(name, "hand_over", TEAM)
        return "appointment", name

    def take_held(self, name: str, customer: str, version: int) -> Said:
        session = self.of_customer(name, customer)
        if session.status == "confirmed" or self._changed_since(name, version):
            return "appointment", name
        self.change(name, status="confirmed", held_until=None)
        return self.record(name, "take", customer, session.coach, "ask_taken")

    def decline_held(self, name: str, customer: str, version: int) -> Said:
        session = self.of_customer(name, customer)
        declined = session.status == "declined" and session.held_until is not None
        if declined or self._changed_since(name, version):
            return "appointment", name
        self.change(name, status="declined")
        return self.record(name, "not_take", customer, session.coach, "ask_declined")

    def asked_until(self, start: int) -> float:
        """Until when a request for this start waits, if its coach sees it from now on."""
        raise NotImplementedError

    def lapse_held(self) -> None:
        """What the customer has not taken in time is free again, and both are told."""
        for name, s in self.sessions.items():
            if s.status == "held" and min(s.held_until or s.start, s.start) <= self.now:
                self.change(name, status="expired")
                self.audit.append(("expire", name, None))
                for who, kind in ((s.customer, "ask_lapsed"), (s.coach, "ask_unanswered")):
                    self.letters.append(self._letter(who, kind, name))

    def lapse_questions(self) -> None:
        """What the colleague has not answered in time stays with its coach, who is told."""
        for name, s in self.sessions.items():
            if s.open and s.asked_until is not None and s.asked_until <= self.now:
                self.change(name)
                self.record(name, "lapse_hand_over", None, s.coach, "hand_over_lapsed")

    def _changed_since(self, name: str, version: int) -> bool:
        """Whether it has changed since; raises No if its customer can no longer answer."""
        session = self.sessions[name]
        if session.status != "held":
            raise No("AlreadyDecided", name, session.status)
        if min(session.held_until or session.start, session.start) <= self.now:
            raise No("AlreadyDecided", name, "expired")
        return session.version != version

    def _to_give(self, name: str, coach: str) -> Session:
        session = self.of_coach(name, coach)
        if session.status not in NEGOTIABLE:
            raise No("AlreadyDecided", name, session.status)
        if session.group is not None:
            raise No("CannotHandOver", name, "group")
        if session.offers_at(self.now) or session.rescue is not None:
            raise No("CannotHandOver", name, "offer")
        return session

    def _asked_session(self, name: str, coach: str, version: int) -> Session:
        session = self.sessions[name]
        if session.version != version or session.asked_at(self.now) != coach:
            raise No("NotAsked", name)
        return session

    def _can_have(self, name: str, to: str) -> None:
        session = self.sessions[name]
        there = replace(session, coach=to)
        free = self.free(there, name) and self.rooms_for(there, name) is not None
        if session.coach == to or not self.opens(to, there) or not free:
            raise No("CannotTakeOver", name, to)

    def _hand_over(self, name: str, to: str) -> None:
        """It is theirs, and confirmed; its customer is told. A date leaves its series."""
        before = self.sessions[name]
        self._can_have(name, to)
        if before.series is not None:
            self.begun[before.series] = before.customer
        alone = {"series": None, "nr": None, "of": None, "attending": False, "late": None}
        handed = {"handed_from": before.coach, "handed_by": (*before.handed_by, before.coach)}
        self.change(name, coach=to, status="confirmed", **handed, **alone)
        self.letters.append(self._letter(before.customer, "handed_over", name))

    def _letter(self, to: str, kind: str, name: str) -> Letter:
        return Letter(to, kind, name, self.sessions[name].version, self.now)

    def _record_without_letter(self, name: str, action: str, who: str) -> None:
        """Those to be told of it have been."""
        self.audit.append((action, name, who))
        self.remind(name)
