"""The booking life modelled again: dicts and lists, minute by minute, without a database."""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any, ClassVar, Protocol, TypeVar

from tests.chaos.life_bargain import Bargain
from tests.chaos.life_cast import (
    ASKS_FIRST,
    CONFIRMS_AT_ONCE,
    DAY,
    KEPT_FOR,
    MINUTE,
    OFFERED_FOR,
    Hold,
    Letter,
    No,
    Said,
    Session,
    waits,
)
from tests.chaos.life_eyes import Eyes
from tests.chaos.life_post import Post

TAKEN = ("SlotTaken", "RoomTaken", "PlacesGone")
MAY_BE_THEIRS = (*TAKEN, "TooManyOpen")
LATENESS = (10, 20, 30)  # minutes, as on buttons


class Deed(Protocol):
    """keyed: whether an update with the same key is known to have happened before."""

    keyed: ClassVar[bool]

    def expect(self, model: "Model", key: str) -> Said: ...


D = TypeVar("D", bound=Deed)


@dataclass
class Model(Bargain):
    """drafts: by name, as in `life_series`. draft_of: by planner, the current one. became: by
    draft, what came of it."""

    drafts: dict[str, Any] = field(default_factory=dict)
    draft_of: dict[str, str] = field(default_factory=dict)
    became: dict[str, Said] = field(default_factory=dict)
    said: dict[str, Said] = field(default_factory=dict)
    post: Post = field(default_factory=Post)
    eyes: Eyes | None = None

    def do(self, key: str, deed: Deed) -> Said:
        """The outcome of an update; if its key is known, the earlier outcome."""
        if deed.keyed and key in self.said:
            return self.said[key]
        for customer in self.lapsed_places():
            self.turn_away(customer)
        try:
            outcome = deed.expect(self, key)
        except No as no:
            outcome = no.args
        if deed.keyed:
            self.said[key] = outcome
        return outcome

    def after(
        self, deeds: Iterable[tuple[str, D]], then: Deed | None
    ) -> tuple["Model", dict[tuple[str, D], Said]]:
        """A copy in which these were done, one after the other, and `then` something else; with
        each outcome."""
        model = deepcopy(self)
        outcomes = {each: model.do(*each) for each in deeds}
        if then:
            model.do("", then)
        return model, outcomes

    def lapsed_places(self) -> list[str]:
        """Whose places have lapsed: they are anybody's again, whoever deletes them."""
        return [who for who, hold in self.holds.items() if hold.group and hold.until <= self.now]

    def book(self, key: str, wanted: Session) -> Said:
        try:
            self.take(key, wanted)
        except No as no:
            if there := self.booked_already(wanted, no):
                return there
            raise
        kind = "booked" if CONFIRMS_AT_ONCE[wanted.coach] else "request"
        return self.record(key, "book", wanted.customer, wanted.coach, kind)

    def booked_already(self, wanted: Session, no: No) -> Said | None:
        """What stands for a booking that is refused: the same one, made before."""
        name = self.mine_at(wanted)
        if no.args[0] not in MAY_BE_THEIRS or name is None:
            return None
        mine = self.sessions[name]
        if (mine.service, mine.places) != (wanted.service, wanted.places):
            raise No("BookedOtherwise", name)
        return "appointment", name

    def take(self, name: str, wanted: Session, *, by_coach: bool = False) -> None:
        """Book it, with nobody told yet. What is kept for its customer in line is theirs.

        by_coach: who books it for them.
        """
        try:
            self._take_slot(name, wanted, by_coach=by_coach)
        except No as no:
            at = wanted.customer, wanted.coach, wanted.start
            number = self.queue.kept_at(*at, self.now)
            if number is None or no.args[0] not in (*TAKEN, "TooSoon"):
                raise
            before = dict(self.groups), dict(self.queue.turns)
            self.let_go(number)
            try:
                short = self.queue.turns[number].short
                self._take_slot(name, wanted, short=short, by_coach=by_coach)
            except No:
                self.groups, self.queue.turns = before
                raise
            self.queue.take(number)
            self.withdraw(number)
            self.audit.append(("waitlist_taken", f"wait {self.queue.turns[number].wait}", None))

    def _take_slot(
        self, name: str, wanted: Session, *, short: bool = False, by_coach: bool = False
    ) -> None:
        self.check(wanted, mine=wanted.customer, short=short)
        status = "confirmed" if by_coach or CONFIRMS_AT_ONCE[wanted.coach] else "pending"
        if not by_coach:
            self.not_too_many(wanted.customer)
        elif ASKS_FIRST[wanted.coach]:
            until = waits(OFFERED_FOR, wanted.start, 30 * MINUTE, self.now)
            wanted, status = replace(wanted, held_until=until), "held"
        rooms = self.rooms_for(wanted, mine=wanted.customer)
        self.turn_away(wanted.customer)
        answer_by = None
        if status == "pending":
            ends = self.asked_until(wanted.start)
            answer_by = min(ends, wanted.answer_by or ends)
        wanted = replace(wanted, status=status, answer_by=answer_by)
        if not wanted.for_groups:
            self.sessions[name] = replace(wanted, rooms=rooms or ())
            return
        if self.mine_at(wanted):
            raise No("SlotTaken")
        group = self.join(name, wanted)
        rooms = self.groups[group].rooms
        self.sessions[name] = replace(wanted, rooms=rooms, group=group)

    def keep(self, key: str, wanted: Session) -> Said:
        """Its key is not remembered: looked at again, it is no longer kept."""
        customer = wanted.customer
        self.check(wanted, mine=customer)
        self.not_too_many(customer)
        kept = self.kept_for(customer)
        span = (wanted.coach, wanted.start, wanted.end)
        until = self.now + KEPT_FOR
        if kept and (kept.group is not None) == wanted.for_groups:
            if wanted.for_groups and (kept.coach, kept.start) == span[:2]:
                until = kept.until
            if (kept.coach, kept.start, kept.end) == span and kept.places in (0, wanted.places):
                return "kept", kept.until
        self.turn_away(customer)
        more: dict[str, Any] = {"rooms": self.rooms_for(wanted) or ()}
        if wanted.for_groups:
            name = self.open_group(key, wanted)
            group = self.groups[name]
            self.groups[name] = replace(group, taken=group.taken + wanted.places)
            more = {"group": name, "places": wanted.places}
        self.holds[customer] = Hold(
            coach=wanted.coach, service=wanted.service, start=wanted.start, until=until, **more
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
        return self.record(name, action, coach, session.customer, kind)

    def cancel(self, name: str, customer: str) -> Said:
        session = self.in_time(name, customer, "cancel")
        self.change(name, status="cancelled")
        kind = "cancelled_by_customer"
        return self.record(name, "cancel", customer, session.coach, kind, session.rescue)

    def move(self, key: str, name: str, by: str, start: int) -> Said:
        session = self.sessions[name]
        self.relocate(key, name, by, start)
        mine = by == session.customer
        kind, recipient = ("customer", session.coach) if mine else ("coach", session.customer)
        rescue = session.rescue if mine else None
        return self.record(name, "move", by, recipient, f"moved_by_{kind}", rescue)

    def relocate(
        self, key: str, name: str, by: str, start: int, answer_by: float | None = None
    ) -> None:
        """Move it there, with nobody told yet. answer_by: until when it waits at most."""
        session = self.sessions[name]
        if by == session.customer:
            self.in_time(name, by, "move")
        else:
            self.of_coach(name, by)
        if session.status == "held":
            raise No("AlreadyDecided", name, session.status)
        if start == session.start:
            raise No("SameTime")
        there = replace(session, start=start)
        mine = self.mine_at(there)
        if there.for_groups and mine is not None:
            raise No("AlreadyDecided", mine, self.sessions[mine].status)
        self.check(there, without=name)
        until = self.asked_until(start) if session.status == "pending" else session.answer_by
        self.go(key, name, start, answer_by=min(until, answer_by or until) if until else None)

    def attend(self, name: str, customer: str) -> Said:
        session = self.of_customer(name, customer)
        meant = session.status == "confirmed" and session.rescue is None
        if not meant or session.start <= self.now:
            raise No("AlreadyDecided", name, session.status)
        self.sessions[name] = replace(session, attending=True, late=None)
        self.audit.append(("attend", name, customer))
        return "appointment", name

    def be_late(self, name: str, customer: str, minutes: int) -> Said:
        """minutes: after the start, or after now if it has begun; in steps of five."""
        session = self.of_customer(name, customer)
        if minutes not in LATENESS:
            raise No("NotFound")
        meant = session.status == "confirmed" and session.rescue is None
        if not meant or session.end <= self.now:
            raise No("AlreadyDecided", name, session.status)
        if self.now < session.start - DAY:  # nobody has asked yet
            raise No("CannotBeLate")
        late = max(self.now - session.start, 0) + minutes * MINUTE
        by = 5 * ceil(late / (5 * MINUTE))
        if session.late != by:
            self.sessions[name] = replace(session, attending=True, late=by)
            news = Letter(session.coach, "late", name, session.version, self.now)
            # Said twice in one instant, as happens with clocks that stand still.
            letters = ((x.kind, x.about, x.version, x.due) for x in self.letters)
            if ("late", name, session.version, self.now) not in letters:
                self.letters.append(news)
            self.audit.append(("late", name, customer))
        return "appointment", name
