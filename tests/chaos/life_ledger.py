"""What the model records: states, places, who is told what and when."""

from dataclasses import dataclass, field, replace
from typing import Any

from tests.chaos.life_cast import (
    DAY,
    HOUR,
    MINUTE,
    OFF,
    OPEN_LIMIT,
    SERVICES,
    Group,
    Letter,
    No,
    Said,
    Session,
    plain,
    wall_time,
)
from tests.chaos.life_house import House

WORTH_A_NUDGE = 40 * MINUTE


@dataclass
class Ledger(House):
    """opened: how many groups there have been."""

    letters: list[Letter] = field(default_factory=list)
    opened: int = 0

    def claim(self, lease: int) -> list[tuple[Letter, bool]]:
        """Lease the letters that are due and nobody else's, with whether each is still true."""
        due = [x for x in self.letters if x.due <= self.now and self._unclaimed(x)]
        for letter in due:
            letter.repeated |= letter.state == "sending" and letter.called
            letter.called = False
            letter.state, letter.leased = "sending", self.now + lease
        return [(x, self.still_true(x)) for x in due]

    def still_true(self, letter: Letter) -> bool:
        return letter.lasting or self.sessions[letter.about].version == letter.version

    def check(
        self,
        wanted: Session,
        without: str | None = None,
        mine: str | None = None,
        *,
        short: bool = False,
    ) -> None:
        """short: without regard to the notice."""
        rules = SERVICES[wanted.service].rules
        notice = 0 if short else rules.notice_book * MINUTE
        if wanted.start < self.now + notice:
            raise No("TooSoon", "book", rules.notice_book, wanted.start - notice)
        ahead = (
            wall_time(wanted.coach, wanted.start).date() - wall_time(wanted.coach, self.now).date()
        )
        if ahead.days > rules.horizon_days:
            raise No("TooFar", rules.horizon_days)
        if refused := self.obstacle(wanted, without, mine):
            raise No(refused)

    def of_coach(self, name: str, coach: str) -> Session:
        session = self.sessions[name]
        if session.coach != coach:
            if coach in session.handed_by:
                raise No("HandedOver", name)
            raise No("NotFound")
        if not session.open or session.start <= self.now:
            raise No("AlreadyDecided", name, session.status)
        return session

    def of_customer(self, name: str, customer: str) -> Session:
        session = self.sessions[name]
        if session.customer != customer:
            raise No("NotFound")
        return session

    def in_time(self, name: str, customer: str, rule: str) -> Session:
        session = self.of_customer(name, customer)
        if not session.open or session.start <= self.now:
            raise No("AlreadyDecided", name, session.status)
        rules = SERVICES[session.service].rules
        notice = rules.notice_move if rule == "move" else rules.notice_cancel
        deadline = session.start - notice * MINUTE
        free = session.rescue is not None or session.handed_from is not None
        in_time = free or self.now <= deadline
        if session.status == "confirmed" and not in_time:
            raise No("TooSoon", rule, notice, deadline)
        return session

    def change(self, name: str, **changed: Any) -> None:
        before = self.sessions[name]
        offer = {"proposed": (), "suggested": (), "offer_until": None, "offer_rooms": ()}
        offer |= {"asked": None, "asked_until": None}
        more: dict[str, Any] = {**offer, "rescue": None, "version": before.version + 1, **changed}
        after = replace(before, **more)
        if before.group and before.open and (after.status in OFF or after.group != before.group):
            self._leave(before.group, before.places)
        self.sessions[name] = after

    def join(self, key: str, wanted: Session) -> str:
        """Its places count in the group at its start, which the first one opens."""
        name = self.open_group(key, wanted)
        group = self.groups[name]
        taken = group.taken + wanted.places
        self.groups[name] = replace(group, taken=taken, version=group.version + 1)
        return name

    def open_group(self, key: str, wanted: Session) -> str:
        """The group at its start, which begins now if there is none."""
        name = self.group_at(wanted.coach, wanted.start)
        if name is None:
            # If it was let go of and is done again, another one begins.
            self.opened += 1
            name = f"{key}+{self.opened}"
            rooms = self.rooms_for(wanted) or ()
            self.groups[name] = Group(
                coach=wanted.coach, service=wanted.service, start=wanted.start, rooms=rooms
            )
        return name

    def let_go(self, number: int) -> None:
        """What was kept for somebody in line no longer is."""
        turn = self.queue.turns[number]
        self.queue.turns[number] = replace(turn, kept=False)
        if turn.group:
            self._leave(turn.group, 1)

    def turn_away(self, customer: str) -> None:
        """What was kept for them no longer is; a group nobody has ever been in vanishes."""
        hold = self.holds.pop(customer, None)
        if hold is None or hold.group is None:
            return
        group = self.groups[hold.group]
        taken = group.taken - hold.places
        if taken or not group.standing:
            self.groups[hold.group] = replace(group, taken=taken)
        elif any(s.group == hold.group for s in self.sessions.values()):
            version = group.version + 1
            self.groups[hold.group] = replace(group, taken=0, state="empty", version=version)
        else:
            del self.groups[hold.group]

    def withdraw(self, number: int) -> None:
        """Those not yet told of an offer no longer are."""
        for letter in self.letters:
            if letter.about == f"turn {number}" and letter.state == "waiting":
                letter.state = "dropped"

    def can_be_had(self, wanted: Session) -> bool:
        """Whatever the notice of its service says."""
        ahead = (
            wall_time(wanted.coach, wanted.start).date() - wall_time(wanted.coach, self.now).date()
        )
        near = ahead.days <= SERVICES[wanted.service].rules.horizon_days
        return near and self.obstacle(wanted) is None

    def close_group(self, name: str, coach: str) -> None:
        """Nobody can join it any more."""
        group = self.groups[name]
        if group.state == "open":
            self.groups[name] = replace(group, state="closed", version=group.version + 1)
            self.audit.append(("close_session", f"group {name}", coach))

    def _leave(self, name: str, places: int) -> None:
        group = self.groups[name]
        taken = group.taken - places
        state = "empty" if group.standing and not taken else group.state
        self.groups[name] = replace(group, taken=taken, state=state, version=group.version + 1)

    def not_too_many(self, customer: str) -> None:
        coming = [s for s in self.sessions.values() if s.customer == customer and s.open]
        if sum(s.end > self.now for s in coming) >= OPEN_LIMIT:
            raise No("TooManyOpen", OPEN_LIMIT)

    def record(
        self,
        name: str,
        action: str,
        who: str | None,
        recipient: str,
        kind: str,
        rescue: int | None = None,
    ) -> Said:
        """One audit line, one message, and what is to be said later. rescue: the one whose offer
        this answers; its coach is told once, when everybody has answered."""
        session = self.sessions[name]
        self.audit.append((action, name, who))
        if rescue is None or session.status == "pending":
            self.letters.append(Letter(recipient, kind, name, session.version, self.now))
        if rescue is not None:
            self.record_rescue_answer(rescue, session.coach)
        self.remind(name)
        return "appointment", name

    def record_rescue_answer(self, rescue: int, coach: str) -> None:
        """One more of its customers has answered, or has not in time."""
        about = f"rescue {rescue}"
        waits = any(s.rescue == rescue and s.open for s in self.sessions.values())
        if not waits and about not in (letter.about for letter in self.letters):
            self.letters.append(Letter(coach, "rescue_done", about, 0, self.now, lasting=True))

    def remind(self, name: str) -> None:
        """Remind of a session that will take place, a day and an hour before; and its coach of a
        due answer, when the last quarter of its time begins."""
        session = self.sessions[name]
        if session.rescue is not None:
            return  # its coach is away
        if session.status == "confirmed":
            for kind, ahead in (("reminder_24h", DAY), ("reminder_1h", HOUR)):
                due: float = session.start - ahead
                if due > self.now:
                    self.letters.append(Letter(session.customer, kind, name, session.version, due))
        ends = session.offer_until
        if not session.offered_starts("suggested", self.now):
            is_open_request = session.status == "pending" and session.start > self.now
            ends = (
                None
                if session.offered_starts("proposed", self.now) or not is_open_request
                else session.answer_by
            )
        if ends is not None and ends - self.now >= WORTH_A_NUDGE:
            due = plain(ends - (ends - self.now) / 4)
            self.letters.append(Letter(session.coach, "nudge", name, session.version, due))

    def _unclaimed(self, letter: Letter) -> bool:
        lost = letter.state == "sending" and letter.leased <= self.now
        return letter.state == "waiting" or lost
