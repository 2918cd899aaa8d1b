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
class ConstraintsQuery:
    """Which starts are limited, and by what.

    window: the starts, epoch seconds, half-open. customer: whose own limits count, None for
    nobody's. moving: an appointment to leave out. reading: opens a reader, for rules that need one.
    anyway: rules that protect the coach, who sets them aside, do not apply. hold_id: a hold to
    leave out.
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
