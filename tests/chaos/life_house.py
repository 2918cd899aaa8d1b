"""What is in the way of a session in the model: for its coach, and for its rooms."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.chaos.life_cast import NEEDS, Group, Hold, Session, Stretch
from tests.chaos.life_openings import Openings
from tests.chaos.life_queue import Queue


@dataclass
class House(Openings):
    """groups: by name. holds: by customer; those that have lapsed mean nothing. closed: spans, by
    room."""

    groups: dict[str, Group] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    closed: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    queue: Queue = field(default_factory=Queue)

    def obstacle(
        self, wanted: Session, without: str | None = None, mine: str | None = None
    ) -> str | None:
        """How a session is refused then, whatever notice and horizon say; None if it is not.

        without: an appointment that does not count. mine: a customer whose hold does not count.
        """
        name = self.group_at(wanted.coach, wanted.start)
        group = self.groups[name] if name else None
        same = group is not None and group.service == wanted.service
        seated = self.is_seated(wanted, name, without)
        own = self.kept_for(mine) if mine else None
        kept = own.places if own and own.group == name and group and group.state == "open" else 0
        if group and same and not seated and group.places_left + kept >= wanted.places:
            return "NotOffered" if self.is_on_leave(wanted) else None
        if not self.offers(wanted.coach, wanted.service, wanted.start):
            return "NotOffered"
        if not self.free(wanted, without, mine):
            return "PlacesGone" if same else "SlotTaken"
        return None if self.rooms_for(wanted, without, mine) is not None else "RoomTaken"

    def free(self, wanted: Stretch, without: str | None = None, mine: str | None = None) -> bool:
        """Whether its coach is free, from break to break."""
        taken = self._busy_stretches(without, mine)
        return not any(one.coach == wanted.coach and _meet(one, wanted) for one in taken)

    def rooms_for(
        self,
        wanted: Stretch,
        without: str | None = None,
        mine: str | None = None,
        keeps: Iterable[str] = (),
    ) -> tuple[str, ...] | None:
        """The rooms it gets, None if there are none. keeps: what it had."""
        rooms = NEEDS.get(wanted.service, ())
        if not rooms:
            return ()
        for room in sorted(rooms, key=lambda room: room not in keeps):
            if self.is_room_free(room, wanted, without, mine):
                return (room,)
        return None

    def is_room_free(
        self, room: str, wanted: Stretch, without: str | None = None, mine: str | None = None
    ) -> bool:
        """Whether it is open for the session, and nobody else's from break to break."""
        shut = any(b < wanted.end and wanted.start < e for b, e in self.closed.get(room, ()))
        taken = self._busy_stretches(without, mine)
        return not shut and not any(room in one.rooms and _meet(one, wanted) for one in taken)

    def is_seated(self, wanted: Session, group: str | None, without: str | None) -> bool:
        """Whether its customer has another seat in that group."""
        return any(
            s.open and s.customer == wanted.customer and s.group == group
            for name, s in self.sessions.items()
            if group is not None and name != without
        )

    def group_at(self, coach: str, start: int) -> str | None:
        """The group's session at exactly this start."""
        standing = (n for n, g in self.groups.items() if g.standing)
        at = ((self.groups[n].coach, self.groups[n].start, n) for n in standing)
        return next((n for c, s, n in at if (c, s) == (coach, start)), None)

    def mine_at(self, wanted: Session) -> str | None:
        """What its customer has at exactly this start with this coach."""
        at = (wanted.customer, wanted.coach, wanted.start)
        mine = ((n, (s.customer, s.coach, s.start)) for n, s in self.sessions.items() if s.open)
        return next((n for n, other in mine if other == at), None)

    def kept_for(self, customer: str) -> Hold | None:
        """Places are not kept if the group has moved, or has been called off."""
        hold = self.holds.get(customer)
        if hold is None or hold.until <= self.now:
            return None
        return hold if hold.group in (None, self.group_at(hold.coach, hold.start)) else None

    def _busy_stretches(self, without: str | None, mine: str | None) -> Iterator[Stretch]:
        for name, session in self.sessions.items():
            if session.open and session.group is None and name != without:
                yield session
                yield from session.held_stretches(self.now)
        own = self.kept_for(mine) if mine else None
        for name, group in self.groups.items():
            alone = own is not None and own.group == name and own.places == group.taken
            if group.standing and f"group {name}" != without and not alone:
                yield group
        for who in self.holds:
            hold = self.kept_for(who)
            if hold and hold.group is None and who != mine:
                yield hold
        for number, turn in self.queue.turns.items():
            if turn.keeps_time(self.now) and f"turn {number}" != without:
                yield turn


def _meet(one: Stretch, other: Stretch) -> bool:
    return (
        one.blocked_span[0] < other.blocked_span[1] and other.blocked_span[0] < one.blocked_span[1]
    )
