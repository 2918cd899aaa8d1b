"""The question put to the rules that limit a service's starts."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime

from domain.services.catalogue import Catalogue
from domain.starts.slots import Offered
from domain.time.spans import Span
from storage.transactions import Reader


@dataclass(frozen=True, slots=True)
class Question:
    """Upon which starts what bears.

    window: the starts, epoch seconds, half-open. customer: whose own limits count, None where
    nobody's do. moving: an appointment that does not count. reading: opens what a rule reads from,
    if it must. anyway: rules do not bear that protect the coach, who sets them aside. hold_id: a
    hold that does not count.
    """

    catalogue: Catalogue
    offers: Sequence[Offered]
    window: Span
    customer: int | None
    now: datetime
    moving: int | None
    reading: Callable[[], AbstractAsyncContextManager[Reader]]
    anyway: bool = False
    hold_id: int | None = None
