"""What the model leaves to the product, read from the tables: it judges that, and does not predict
it.

Only rows that never change once made are read, so that it is the same whenever in a race the model
asks.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from tests.chaos.life_names import Names

Rescued = tuple[int, dict[str, tuple[int, ...]]]
"""A rescue by its id, and the starts each session was offered."""

_RESCUE: Final = """
SELECT max(id) FROM rescues WHERE coach_id = $1 AND starts_local = $2 AND ends_local = $3
    AND id <> ALL ($4::bigint[])
"""
_OFFERS: Final = """
SELECT appointment_id, ARRAY(
    SELECT date_part('epoch', start::timestamptz)::bigint
    FROM jsonb_array_elements_text(facts -> 'proposed') start)
FROM outbox WHERE kind = 'rescue_offer' AND (facts ->> 'rescue_id')::bigint = $1
"""

_ASKED: Final = """
SELECT o.id, o.person_id, o.service_id, w.coach_id, o.coach_id,
    date_part('epoch', o.starts_at)::bigint, o.answer = 'skipped', o.reason
FROM wait_offers o JOIN waits w ON w.id = o.wait_id ORDER BY o.id
"""


@dataclass(frozen=True)
class SeenOffer:
    """Somebody was offered something, or skipped. of_coach: with whom, None for anybody."""

    number: int
    person: str
    service: str
    of_coach: str | None
    coach: str
    start: int
    skipped: bool
    reason: str | None


class Source(Protocol):
    """Where there is something to be seen."""

    names: Names

    def fetch(self, sql: str, *arguments: Any) -> Any: ...


@dataclass(frozen=True)
class Eyes:
    """The same eyes for every copy of a model."""

    machine: Source

    def __deepcopy__(self, _: object) -> "Eyes":
        return self

    def rescue(
        self, coach: str, starts: datetime, ends: datetime, *, but: Iterable[int]
    ) -> Rescued | None:
        """What came of saved leave over sessions that is not known yet."""
        names = self.machine.names
        [[id_]] = self.machine.fetch(_RESCUE, names.coaches[coach], starts, ends, [*but])
        if id_ is None:
            return None
        named = _names_by_id(names.appointments)
        offers = self.machine.fetch(_OFFERS, id_)
        return id_, {named[which]: tuple(sorted(at)) for which, at in offers}

    def new_offers(self, *, but: Container[int]) -> list[SeenOffer]:
        """Who was offered what, or skipped, and is not known yet; in order."""
        names = self.machine.names
        people = {person.id: name for name, person in names.people.items()}
        services, coaches = _names_by_id(names.services), _names_by_id(names.coaches)
        return [
            SeenOffer(
                number,
                people[person],
                services[service],
                coaches.get(of_coach),
                coaches[coach],
                start,
                *rest,
            )
            for number, person, service, of_coach, coach, start, *rest in self.machine.fetch(_ASKED)
            if number not in but
        ]


def _names_by_id(ids: Mapping[str, int]) -> dict[int, str]:
    return {id_: name for name, id_ in ids.items()}
