"""One module for each row of the table: `async def run(form, seed) -> list[Figure]`."""

from collections.abc import Callable, Coroutine, Mapping
from importlib import import_module
from typing import Any, Final

from tests.chaos.figures import Figure, Form

Run = Callable[[Form, int], Coroutine[Any, Any, list[Figure]]]

# Modules and the numbers of their figures, in the order of the table.
NUMBERS: Final[Mapping[str, tuple[int, ...]]] = {
    "one_slot": (1,),
    "kills": (2, 3),
    "rolling": (4,),
    "postgres_crash": (5,),
    "redis_faults": (6,),
    "telegram_faults": (7,),
    "threefold": (8,),
    "reminders_due": (9,),
    "asleep": (10,),
    "fuzz": (11,),
    "life": (12,),
    "nights": (13,),
    "soak": (14,),
    "backup": (15,),
    "places": (16,),
    "series": (17,),
    "rooms": (18,),
    "holds": (19,),
    "waitlist": (20,),
    "rescue": (21,),
    "messages": (22,),
    "both_sides": (23,),
    "broadcast": (24,),
    "stream": (25,),
}
NAMES: Final = tuple(NUMBERS)


def load(name: str) -> Run:
    """The `run` of a row, imported on demand: a row brings servers and a bot along."""
    run: Run = import_module(f"{__name__}.{name}").run
    return run
