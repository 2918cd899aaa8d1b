"""Which rooms and devices a session gets, and at which starts there are none.

A service may have several needs, each for a number of units of one resource. A session keeps what
it gets for as long as it keeps its coach, breaks included, and a unit stays the same from beginning
to end: one room free until eleven and another from then on are of no use. Hours and closures of a
resource concern the session alone, as a coach's do.

Need by need, the resource with the fewest units that has enough is chosen, and in a tie the oldest:
so large ones are left for those who need them. A resource that serves two needs of one session has
separate units for each.

Instants are epoch seconds, spans half-open.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain, islice, product
from typing import Final

from domain.services.resources import Need, Resource
from domain.services.service import Service
from domain.time.spans import Span, intersect, overlaps, subtract, union

Claimed = Mapping[int, Mapping[int, Iterable[Span]]]
"""By resource and by unit: the spans, in any order, already claimed."""
Chosen = Mapping[int, int]
"""Resources with how many units of each."""
Short = Callable[[int, int], Sequence[Span]]
"""The starts at which a resource has fewer than this many units."""

MOST_TRIED: Final = 500
"""Ways to serve needs that share resources. Searching and booking try the same ones."""


@dataclass(frozen=True, slots=True)
class Use:
    """What a session has of a resource. units: their numbers, in order.

    appointment_id: None for a group session. who: its customer, "" for a group. starts, ends: epoch
    seconds, without its breaks.
    """

    appointment_id: int | None
    service_title: str
    coach_name: str
    who: str
    starts: int
    ends: int
    units: tuple[int, ...]
    over: bool = False


def stranded_uses(before: Resource, after: Resource, uses: Iterable[Use]) -> list[Use]:
    """The sessions that would lose what they have by a change to a resource."""

    def fits(resource: Resource, use: Use) -> bool:
        session = use.starts, use.ends
        return (
            resource.active
            and max(use.units, default=0) <= resource.units
            and not any(overlaps(session, shut) for shut in resource.closed_spans(session))
        )

    return [use for use in uses if fits(before, use) and not fits(after, use)]


def fits(
    resource: Resource,
    units: int,
    claims: Mapping[int, Iterable[Span]],
    session: Span,
    keeps: Span,
) -> bool:
    """Whether this many units are free for a session. claims: by unit. keeps: breaks included."""
    busy = sum(
        unit <= resource.units and any(overlaps(keeps, span) for span in spans)
        for unit, spans in claims.items()
    )
    is_open = not any(overlaps(session, shut) for shut in resource.closed_spans(session))
    return resource.active and is_open and resource.units - busy >= units


def resource_ids_for(needs: Iterable[Need], resources: Mapping[int, Resource]) -> list[int]:
    """The resources that may serve one of the needs, in ascending order."""
    return sorted({one.id for need in needs for one in options(need, resources)})


def options(need: Need, resources: Mapping[int, Resource]) -> tuple[Resource, ...]:
    """What may serve a need, first choice first."""
    able = (r for r in resources.values() if r.active and r.units >= need.units and need.matches(r))
    return tuple(sorted(able, key=lambda r: (r.units, r.id)))


def crowded_starts(
    service: Service,
    needs: Sequence[Need],
    resources: Mapping[int, Resource],
    claims: Claimed,
    window: Span,
) -> list[Span]:
    """The starts in a window, in order, at which some need cannot be served."""
    short = lru_cache(maxsize=None)(partial(_short, service, resources, claims, window))
    starts = (
        _unserved_starts(group, resources, window, short) for group in _apart(needs, resources)
    )
    return union(chain.from_iterable(starts))


def resources_closed(
    service: Service,
    needs: Sequence[Need],
    resources: Mapping[int, Resource],
    starts: Sequence[Span],
) -> bool:
    """Whether some need cannot be served at any of these starts even with nothing booked:
    everything suitable is closed then. starts: in order."""
    if not starts:
        return False
    window = starts[0][0], starts[-1][1]
    return not subtract(starts, crowded_starts(service, needs, resources, {}, window))


def choose(
    service: Service,
    needs: Sequence[Need],
    resources: Mapping[int, Resource],
    claims: Claimed,
    start: int,
    *,
    keeps: Iterable[int] = (),
) -> Chosen | None:
    """What serves all needs of a session at a start, None if nothing does.

    keeps: resources preferred to all others, such as those that the session had so far.
    """
    window, preferred_ids, allocation = (start, start + 1), frozenset(keeps), dict[int, int]()
    short = lru_cache(maxsize=None)(partial(_short, service, resources, claims, window))
    for group in _apart(needs, resources):
        ways = (
            way
            for way in _ways(group, resources, preferred_ids)
            if not any(short(resource_id, units) for resource_id, units in way.items())
        )
        way = next(ways, None)
        if way is None:
            return None
        allocation |= way
    return allocation


def _unserved_starts(
    needs: Sequence[Need],
    resources: Mapping[int, Resource],
    window: Span,
    short: Short,
) -> list[Span]:
    """The starts at which every way to serve these needs lacks something."""
    starts = [window]
    for way in _ways(needs, resources):
        lacking = union(chain.from_iterable(short(*one) for one in way.items()))
        starts = intersect(starts, lacking)
        if not starts:
            break
    return starts


def _ways(
    needs: Sequence[Need],
    resources: Mapping[int, Resource],
    keeps: frozenset[int] = frozenset(),
) -> Iterator[Chosen]:
    """Ways to serve needs together, within the units there are, first choice first."""
    ranked = [sorted(options(need, resources), key=lambda r: r.id not in keeps) for need in needs]
    for way in islice(product(*ranked), MOST_TRIED):
        units: dict[int, int] = {}
        for need, resource in zip(needs, way, strict=True):
            units[resource.id] = units.get(resource.id, 0) + need.units
        if all(resources[resource_id].units >= most for resource_id, most in units.items()):
            yield units


def _apart(needs: Sequence[Need], resources: Mapping[int, Resource]) -> list[list[Need]]:
    """Needs in groups such that no two groups want the same resource and each can be served by
    itself."""
    groups: list[tuple[list[Need], set[int]]] = []
    for need in needs:
        resource_ids = {one.id for one in options(need, resources)}
        meeting = [group for group in groups if group[1] & resource_ids]
        groups = [group for group in groups if group not in meeting]
        group_needs = [*chain.from_iterable(group[0] for group in meeting), need]
        groups.append((group_needs, resource_ids.union(*(group[1] for group in meeting))))
    return [group[0] for group in groups]


def _short(
    service: Service,
    resources: Mapping[int, Resource],
    claims: Claimed,
    window: Span,
    resource_id: int,
    units: int,
) -> list[Span]:
    """The starts in a window at which fewer units are free: a claim rules out those from which a
    session would reach into it."""
    resource = resources[resource_id]
    length = service.minutes * 60
    lead, tail = service.buffer_before * 60, length + service.buffer_after * 60
    lower, upper = window
    early, late = lower - lead, upper + tail
    shut = resource.closed_spans((lower, upper + length))
    spare = resource.units - units
    starts = [(b - length + 1, e) for b, e in shut]
    edges: list[tuple[int, int]] = []
    for unit, spans in claims.get(resource_id, {}).items():
        if unit > resource.units:
            continue  # from when there were more units
        busy_spans = [(b - tail + 1, e + lead) for b, e in spans if b < late and early < e]
        if not spare:
            starts += busy_spans
            continue
        for begin, end in union(busy_spans):
            edges += ((begin, 1), (end, -1))
    edges.sort()
    busy = since = 0
    for at, step in edges:
        if busy == spare and step > 0:
            since = at
        elif busy == spare + 1 and step < 0:
            starts.append((since, at))
        busy += step
    return intersect(union(starts), [window])
