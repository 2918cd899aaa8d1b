"""Other times for existing sessions, in the model: offered by either side, held, taken, or over."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from tests.chaos.life_cast import (
    ANSWERED_IN,
    HOUR,
    MINUTE,
    MOST_ON_OFFER,
    NEGOTIABLE,
    OFFERED_FOR,
    Letter,
    No,
    Said,
    Session,
    waits,
)
from tests.chaos.life_consent import Consent

Side = Literal["proposed", "suggested"]


@dataclass
class Rescue:
    """Leave over sessions: each one's name, its start then, and whether it was offered other times.

    lapsed: those that nobody answered in time.
    """

    leave: str
    coach: str
    starts: datetime
    ends: datetime
    fates: list[tuple[str, int, bool]]
    lapsed: set[str] = field(default_factory=set)


@dataclass
class Bargain(Consent):
    """rescues: by their number in the database."""

    rescues: dict[int, Rescue] = field(default_factory=dict)

    def propose(self, name: str, coach: str, starts: tuple[int, ...]) -> Said:
        """starts: in order, each once."""
        session = self._of_coach(name, coach)
        if starts == session.offered_starts("proposed", self.now):
            return "appointment", name
        self._offer(name, "proposed", starts)
        return self.record(name, "propose", coach, session.customer, "proposed")

    def suggest(self, name: str, customer: str, version: int, starts: tuple[int, ...]) -> Said:
        session = self._suggestible(name, customer)
        if starts == session.offered_starts("suggested", self.now):
            return "appointment", name
        if session.version != version:
            raise No("OfferOvertaken", name)
        self._offer(name, "suggested", starts)
        return self.record(name, "suggest", customer, session.coach, "suggested")

    def choose(self, key: str, name: str, customer: str, start: int) -> Said:
        session = self.of_customer(name, customer)
        if (session.status, session.start) == ("confirmed", start):
            return "appointment", name
        session = self._negotiable(name, customer)
        if session.status == "confirmed" and not session.offered_starts("proposed", self.now):
            raise No("AlreadyDecided", name, session.status)
        self._take(key, name, "proposed", start)
        return self.record(name, "choose", customer, session.coach, "chosen", session.rescue)

    def accept(self, key: str, name: str, coach: str, start: int) -> Said:
        session = self._of_coach(name, coach)
        if session.status == "confirmed":
            if session.start == start:
                return "appointment", name
            if not session.suggested:
                raise No("AlreadyDecided", name, session.status)
        self._take(key, name, "suggested", start)
        return self.record(name, "accept", coach, session.customer, "agreed")

    def turn_down(self, name: str, customer: str, version: int) -> Said:
        session = self._suggestible(name, customer)
        if not self._already_refused(name, version, "turn_down", "proposed"):
            self._end(name)
            self.record(name, "turn_down", customer, session.coach, "turned_down")
        return "appointment", name

    def refuse(self, name: str, coach: str, version: int) -> Said:
        session = self._of_coach(name, coach)
        if not self._already_refused(name, version, "refuse", "suggested"):
            self._end(name)
            self.record(name, "refuse", coach, session.customer, "refused")
        return "appointment", name

    def tidy(self) -> Said:
        """What the passing of time does: what nobody answered lapses, past sessions are
        completed."""
        self._expire()
        self.lapse_held()
        for name, s in self.sessions.items():
            if not s.open or not s.offer_until or s.offer_until > self.now:
                continue
            if s.rescue is not None and self.is_on_leave(s):
                self._lapse_for_good(name, s.rescue)
            else:
                self._end(name)
                self.record(name, "lapse", None, s.customer, "stands")
                version = self.sessions[name].version
                self.letters.append(Letter(s.coach, "offer_lapsed", name, version, self.now))
                if s.rescue is not None:  # and its coach is there after all
                    self.record_rescue_answer(s.rescue, s.coach)
        self.lapse_questions()
        for name, s in self.sessions.items():
            if s.status == "confirmed" and s.end <= self.now:
                self.change(name, status="completed")
                self.audit.append(("complete", name, None))
        for name, group in self.groups.items():
            if group.standing and group.end <= self.now:
                self.groups[name] = replace(group, state="over", version=group.version + 1)
        return ("tidied",)

    def overdue(self) -> list[str]:
        """The requests that lapse now: by start, then by when they should have been answered."""
        requests = [(n, s) for n, s in self.sessions.items() if s.status == "pending"]
        requests = sorted(requests, key=lambda one: one[1].start)
        begun = [n for n, s in requests if s.start <= self.now]
        late = [
            n for n, s in requests if s.start > self.now and (s.answer_by or s.start) <= self.now
        ]
        return begun + late

    def asked_until(self, start: int) -> float:
        """Until when a request for this start waits, if its coach sees it from now on."""
        return waits(ANSWERED_IN, start, HOUR, self.now)

    def go(self, key: str, name: str, start: int, **changed: Any) -> None:
        """It is at this start from now on."""
        there = replace(self.sessions[name], start=start)
        if there.for_groups:
            group = self.join(key, there)
            more: dict[str, Any] = {"group": group, "rooms": self.groups[group].rooms}
        else:
            more = {"rooms": self.rooms_for(there, name, keeps=there.rooms)}
        self.change(
            name, start=start, attending=False, late=None, handed_from=None, **more, **changed
        )

    def _expire(self) -> None:
        """The dates of a series that lapse together make one notice."""
        together: dict[str, list[str]] = {}
        proposed = {name for name in self.overdue() if self.sessions[name].proposed}
        for name in self.overdue():
            session = self.sessions[name]
            if session.rescue is not None and self.is_on_leave(session):
                self._lapse_for_good(name, session.rescue)
                continue
            together.setdefault(session.series or name, []).append(name)
            self.change(name, status="expired")
            self.audit.append(("expire", name, None))
            if session.rescue is not None:
                self.record_rescue_answer(session.rescue, session.coach)
        for names in together.values():
            first = names[0]
            session, several = self.sessions[first], len(names) > 1
            of, to = ("series_lapsed", "series_expired") if several else ("lapsed", "expired")
            to = "proposal_expired" if first in proposed and not several else to
            for who, kind in ((session.customer, to), (session.coach, of)):
                self.letters.append(
                    Letter(who, kind, first, session.version, self.now, lasting=several)
                )

    def _offer(self, name: str, side: Side, starts: tuple[int, ...]) -> None:
        session, rooms = self.sessions[name], []
        for start in starts:
            if start == session.start:
                raise No("NotOffered")
            there = replace(session, start=start)
            self.check(there, without=name)
            rooms.append(self.rooms_for(there, name, keeps=session.rooms) or ())
        others = (s for n, s in self.sessions.items() if n != name and s.coach == session.coach)
        others = (s for s in others if s.rescue is None)
        there_are = sum(len(s.proposed) + len(s.suggested) for s in others if s.offers_at(self.now))
        if there_are + len(starts) > MOST_ON_OFFER:
            left = max(MOST_ON_OFFER - there_are, 0)
            raise No("TooManyOffered", name, left, MOST_ON_OFFER)
        first = min(*starts, session.start)
        self.change(
            name,
            **{side: starts},
            offer_until=waits(OFFERED_FOR, first, 30 * MINUTE, self.now),
            offer_rooms=tuple(rooms),
            answer_by=None,
            rescue=session.rescue if side == "proposed" else None,
        )

    def _take(self, key: str, name: str, side: Side, start: int) -> None:
        session = self.sessions[name]
        left = [t for t in session.offered_starts(side, self.now) if self._stands(name, t)]
        if start not in left:
            raise No("ProposalGone", name, tuple(left))
        self.go(key, name, start, status="confirmed")

    def _end(self, name: str) -> None:
        """The offer is over; a request gets its full time again."""
        session = self.sessions[name]
        is_request = session.status == "pending"
        answer_by = self.asked_until(session.start) if is_request else session.answer_by
        self.change(name, answer_by=answer_by)

    def _already_refused(self, name: str, version: int, action: str, side: Side) -> bool:
        """Whether that was done already; False if there is something to refuse."""
        session = self.sessions[name]
        if session.version == version and getattr(session, side):
            return False
        last = [done for done, what, _ in self.audit if what == name][-1]
        if session.version == version + 1 and last == action:
            return True
        if session.status == "confirmed" and session.offer_until is None:
            raise No("AlreadyDecided", name, session.status)
        raise No("OfferOvertaken", name)

    def _lapse_for_good(self, name: str, rescue: int) -> None:
        """Nobody has answered, and its coach is away."""
        self.change(name, status="cancelled")
        session = self.sessions[name]
        self.audit.append(("rescue_lapse", name, None))
        news = Letter(session.customer, "rescue_lapsed", name, session.version, self.now)
        self.letters.append(news)
        self.rescues[rescue].lapsed.add(name)
        self.record_rescue_answer(rescue, session.coach)

    def _suggestible(self, name: str, customer: str) -> Session:
        """Not while its coach is away."""
        session = self._negotiable(name, customer)
        if session.rescue is not None:
            raise No("AlreadyDecided", name, session.status)
        return session

    def _negotiable(self, name: str, customer: str) -> Session:
        session = self.of_customer(name, customer)
        if session.status not in NEGOTIABLE or session.start <= self.now:
            raise No("AlreadyDecided", name, session.status)
        return session

    def _of_coach(self, name: str, coach: str) -> Session:
        session = self.of_coach(name, coach)
        if session.status not in NEGOTIABLE:
            raise No("AlreadyDecided", name, session.status)
        return session

    def _stands(self, name: str, start: int) -> bool:
        there = replace(self.sessions[name], start=start)
        return start > self.now and self.obstacle(there, name) is None
