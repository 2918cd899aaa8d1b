"""Free starts, cached by everything they follow from, so that the cache can never be out of date.

What Postgres says about a coach's blocked time on each tap is part of the key. A booking,
cancellation or move changes it with the commit, and the old answer is no longer found. From the
catalogue, the key has that service's lengths, and that coach's hours and leave as a digest, made
once per loaded coach: a change of one leaves the others' entries alone. Any other limits on the
starts are part of the key, too. Notice and horizon follow the clock: they are applied to what is
found, and are not in it.
"""

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Final

from domain.services.catalogue import Coach
from domain.services.service import Service
from domain.starts.constraints import NONE, Constraints
from domain.starts.occupancy import OccupancyDigest, digest
from domain.starts.slots import Offered, bookable, open_starts
from domain.time.spans import Span
from storage.appointments.busy_spans import BlockedSpans

# A coach's month with 150 bookings takes 3.5 kB, so this is over a thousand of them. Each booking
# leaves an unused entry behind: more room would mostly be filled with those.
MOST_BYTES: Final = 4 * 1024 * 1024
ENTRY: Final = 480  # an entry's bytes besides its two strings of numbers
PART: Final = 150  # and those of a span in its constraints
FREE: Final = BlockedSpans()

# The starts' inputs: catalogue, window, blocked time, and everything else.
FreeStartsKey = tuple[OccupancyDigest, Span, bytes, Constraints]


class FreeStarts:
    """Coaches' free starts; the least recently used go first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._kept: OrderedDict[FreeStartsKey, array[int]] = OrderedDict()
        self._room = most_bytes

    def of(
        self,
        service: Service,
        coach: Coach,
        blocked: BlockedSpans,
        window: Span,
        now: int,
        constraints: Constraints = NONE,
    ) -> Sequence[int]:
        """As `domain.starts.slots.free_slots`, whose answer this is."""
        key = (digest(service, coach), window, blocked.packed, constraints)
        starts = self._kept.get(key)
        if starts is None:
            starts = array("q", open_starts(service, coach, blocked, window, constraints))
            self._keep(key, starts)
        else:
            self._kept.move_to_end(key)
        start, end = bookable(service, coach, window, now)
        return starts[bisect_left(starts, start) : bisect_left(starts, end)]

    def of_any(
        self,
        offers: Sequence[Offered],
        blocked: Mapping[int, BlockedSpans],
        window: Span,
        now: int,
        constraints: Mapping[int, Constraints],
    ) -> Sequence[int]:
        """The starts, in order, at which at least one of the coaches is free.

        blocked, constraints: by coach id.
        """
        each = [
            self.of(
                service,
                coach,
                blocked.get(coach.id, FREE),
                window,
                now,
                constraints.get(coach.id, NONE),
            )
            for service, coach in offers
        ]
        return each[0] if len(each) == 1 else sorted(set().union(*each))

    def _keep(self, key: FreeStartsKey, starts: "array[int]") -> None:
        self._kept[key] = starts
        self._room -= _size(key, starts)
        while self._room < 0:
            self._room += _size(*self._kept.popitem(last=False))


def _size(key: FreeStartsKey, starts: "array[int]") -> int:
    beside = sum(map(len, key[3]))
    return ENTRY + len(key[2]) + len(starts) * starts.itemsize + beside * PART
