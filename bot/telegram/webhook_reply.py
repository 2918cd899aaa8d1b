"""The one call of the Bot API that may ride in a webhook's answer: a request less for each press.

Telegram carries it out once it has our 200 and tells nobody how it went, so only a call whose
result matters to nobody may ride: the answer to a press.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

RIDES: Final = frozenset({"answerCallbackQuery"})
# The 200 comes after the reply. When that one takes long, the spinner is not left to turn.
PATIENCE: Final = 1.0

Call = dict[str, Any]


class Seat:
    """Room for one call in the answer to one update; shut once that answer is on its way."""

    def __init__(self) -> None:
        self._call: Call | None = None
        self._late: asyncio.TimerHandle | None = None
        self._shut = False

    def board(self, method: str, payload: Mapping[str, Any], otherwise: Callable[[], None]) -> bool:
        """Whether the call rides. `otherwise` sends it after all when the answer takes too long."""
        if self._shut or method not in RIDES:
            return False
        self._shut = True
        self._call = {"method": method, **payload}

        def give_up() -> None:
            if self.leave() is not None:
                otherwise()

        self._late = asyncio.get_running_loop().call_later(PATIENCE, give_up)
        return True

    def leave(self) -> Call | None:
        """What rides, with its method, as Telegram takes it; from now on nothing does."""
        self._shut = True
        call, self._call = self._call, None
        if self._late is not None:
            self._late.cancel()
        return call


_seat: ContextVar[Seat | None] = ContextVar("seat", default=None)


@contextmanager
def offered() -> Iterator[Seat]:
    """A seat for whatever is done in this block, in the tasks that it starts too."""
    seat = Seat()
    token = _seat.set(seat)
    try:
        yield seat
    finally:
        _seat.reset(token)


def seat() -> Seat | None:
    """The seat in the answer to the update that is being handled; None with polling."""
    return _seat.get()
