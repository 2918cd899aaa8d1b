"""What a coach has free around a single start, and why the rest is not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.services.catalogue import Coach
from domain.services.limits import FullPeriod
from domain.services.service import Service
from domain.starts.constraints import Constraints, Reason
from domain.starts.occupancy import occupancy
from domain.starts.slots import allowed_starts, free_slots
from domain.time.spans import Span


@dataclass(frozen=True, slots=True)
class StartSearch:
    """The calendar of a coach over a window of starts. now: epoch seconds."""

    service: Service
    coach: Coach
    busy: Sequence[Span]
    window: Span
    now: int
    constraints: Constraints

    def why(self, start: int) -> Reason | None:
        """Why a start cannot be had, or None."""
        allowed = allowed_starts(self.service, self.coach, self.now)
        # For this start alone: the dates of a series are checked one by one, over a year.
        window, constraints = (start, start + 1), self.constraints
        return occupancy(self.service, self.coach, self.busy, window, allowed, constraints).why(
            start
        )

    def within(self, full: Sequence[FullPeriod]) -> "StartSearch":
        """The same with exactly these days and weeks full."""
        return replace(self, constraints=self.constraints._replace(full=tuple(full)))

    def free(self) -> list[int]:
        """The starts that can be had, in order."""
        return free_slots(
            self.service, self.coach, self.busy, self.window, self.now, self.constraints
        )
