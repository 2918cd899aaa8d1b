"""People who use a bot, any number at once, each with one unanswered step at a time.

An answer is followed by that person's next step at once, so a fixed number of updates is always in
flight, and a faster bot gets more.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from benchmarks import prepared

# The calls that make a step count as answered.
AFTER_PRESS = frozenset({"answercallbackquery", "editmessagetext"})
AFTER_TEXT = frozenset({"sendmessage"})

Send = Callable[[bytes, int], None]


@dataclass(slots=True)
class _Act:
    """The step a person is waiting for."""

    step: int
    started_at: float
    missing: set[str]


class Crowd:
    """Holds `conversations` conversations with a bot, `in_flight` at a time.

    wish: these two, `people` (how many take turns) and `steps` (what each conversation does: the
    data of a button to press, None for a text message). send: called with the template of an update
    and a person. `done`: `seconds` for all, the `latencies` of all steps, and `fewest_keys` (the
    fewest buttons of any edited message).
    """

    def __init__(self, wish: Mapping[str, Any], send: Send) -> None:
        self.done: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._steps = [_step(data) for data in wish["steps"]]
        self._send = send
        self._acts: dict[int, _Act] = {}
        first = prepared.FIRST_PERSON
        self._free = deque(range(first, first + wish["people"]))
        self._left: int = wish["conversations"]
        self._begun = perf_counter()
        self._latencies: list[float] = []
        self._fewest_keys = 1000
        for _ in range(min(wish["in_flight"], self._left)):
            self._begin()

    def record_call(self, person: int, method: str, keys: int) -> None:
        """The bot has called `method` for this person, with this many buttons."""
        act = self._acts.get(person)
        if act is None:
            return
        act.missing.discard(method)
        if method == "editmessagetext":
            self._fewest_keys = min(self._fewest_keys, keys)
        if act.missing:
            return
        self._latencies.append(perf_counter() - act.started_at)
        if act.step + 1 < len(self._steps):
            self._do(person, act.step + 1)
            return
        del self._acts[person]
        self._free.append(person)
        if self._left:
            self._begin()
        elif not self._acts:
            self._end()

    def _begin(self) -> None:
        self._left -= 1
        self._do(self._free.popleft(), 0)

    def _do(self, person: int, step: int) -> None:
        template, needed = self._steps[step]
        self._acts[person] = _Act(step, perf_counter(), set(needed))
        self._send(template, person)

    def _end(self) -> None:
        self.done.set_result(
            {
                "seconds": perf_counter() - self._begun,
                "latencies": self._latencies,
                "fewest_keys": self._fewest_keys,
            }
        )


def _step(data: str | None) -> tuple[bytes, frozenset[str]]:
    if data is None:
        return prepared.text("hello"), AFTER_TEXT
    return prepared.press(data), AFTER_PRESS
