"""The connections of this replica, what each may hear, and the packets they are sent."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

import orjson

from handlers.queries.programs.event_access import EventAccess
from storage.programs.events import Cursor, Event

# Per person, on one replica.
MOST_EACH: Final = 20


@dataclass(frozen=True, slots=True)
class Proof:
    """What a token proves. until: when it expires (UTC), None if it lasts until it is revoked.
    key_id: of the API key, if it is one."""

    access: EventAccess
    until: datetime | None = None
    key_id: int | None = None


class Socket(Protocol):
    """A connection, as the hub sees it."""

    @property
    def waiting(self) -> int:
        """How many packets wait to be sent."""

    def give(self, packet: str) -> None:
        """Queue a packet. Returns at once."""

    def cut(self, code: str) -> None:
        """End it and say why: it comes back with another token, or not at all."""

    def drop(self) -> None:
        """End it like a network failure: it comes back by itself."""


@dataclass(eq=False, slots=True)
class Listener:
    """One connection. after: the last event it has, or None. is_live: it has caught up, and is sent
    what happens."""

    socket: Socket
    token: str
    proof: Proof
    after: Cursor | None
    is_live: bool = field(default=False)
    is_gone: bool = field(default=False)


class Listeners:
    """All connections of a replica, found by the people an event concerns."""

    def __init__(self) -> None:
        self._all: dict[Listener, None] = {}
        self._business: dict[Listener, None] = {}
        self._people: dict[int, dict[Listener, None]] = defaultdict(dict)
        self._coaches: dict[int, dict[Listener, None]] = defaultdict(dict)

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Listener]:
        return iter(tuple(self._all))

    def of_person(self, person_id: int) -> Sequence[Listener]:
        return tuple(self._people.get(person_id, ()))

    def of_coach(self, coach_id: int) -> Sequence[Listener]:
        return tuple(self._coaches.get(coach_id, ()))

    def add(self, one: Listener) -> None:
        ear = one.proof.access
        self._all[one] = None
        self._people[ear.person_id][one] = None
        if ear.of_business:
            self._business[one] = None
        if ear.coach_id is not None:
            self._coaches[ear.coach_id][one] = None

    def remove(self, one: Listener) -> None:
        self._all.pop(one, None)
        self._business.pop(one, None)
        for by_id in self._people, self._coaches:
            for id_ in [id_ for id_, some in by_id.items() if some.pop(one, 1) is None]:
                if not by_id[id_]:
                    del by_id[id_]

    def change(self, one: Listener, token: str, proof: Proof) -> None:
        """It has another token, or its person's rights have changed."""
        self.remove(one)
        one.token, one.proof = token, proof
        self.add(one)

    def audience(self, event: Event) -> Iterator[Listener]:
        """The live connections that hear an event, each once."""
        some = dict(self._business)
        if event.person_id is not None:
            some |= self._people.get(event.person_id, {})
        if event.coach_id is not None:
            some |= self._coaches.get(event.coach_id, {})
        return (one for one in some if one.is_live and one.proof.access.covers(event))


def packet(name: str, data: dict[str, Any]) -> str:
    """A Socket.IO event in the default namespace."""
    return "2" + orjson.dumps([name, data]).decode()


def packet_of(event: Event) -> str:
    """One of our events as such a packet."""
    content = {
        "id": str(event.cursor),
        "kind": event.kind,
        "at": event.at.isoformat(),
        "subject_id": event.subject_id,
        "data": event.facts,
    }
    return packet(event.kind, content)
