"""One bot of the fleet, as a process that may be killed, frozen and started again."""

import signal
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from tests.chaos import unguarded
from tests.coachbook import Coachbook


class Replica(Coachbook):
    """One bot as a process.

    guard: what it does without; may be changed, from the next launch on.
    """

    def __init__(self, environ: Mapping[str, str], log: Path, guard: str | None) -> None:
        super().__init__(environ, log)
        self.guard = guard

    def freeze(self) -> None:
        """SIGSTOP: it is there, holds what it holds, and does nothing."""
        self.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT."""
        self.signal(signal.SIGCONT)

    def _prepare(self) -> Callable[[], None] | None:
        return None if self.guard is None else partial(unguarded.take_away, self.guard)
