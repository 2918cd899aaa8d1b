"""What bears upon the starts of a service beside its coach's calendar: every rule says its part.

Whoever looks for free starts, books, moves or proposes asks here, and nowhere else. A rule is a
function of a `Question` that stands among the rules; one that does not bear upon what is asked
answers from the catalogue that it does not, and reads nothing.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.catalogue import Catalogue
from domain.constraints import Constraints, joined
from domain.slots import Offered
from domain.spans import Span
from handlers.queries.rooms import crowding
from storage.transactions import Reader


@dataclass(frozen=True, slots=True)
class Question:
    """Upon which starts what bears.

    window: the starts, epoch seconds, half-open. customer: whose own limits count, None where
    nobody's do, as when a coach moves. moving: an appointment that does not count. reading: opens
    what a rule reads from, if it must.
    """

    catalogue: Catalogue
    offers: Sequence[Offered]
    window: Span
    customer: int | None
    now: datetime
    moving: int | None
    reading: Callable[[], AbstractAsyncContextManager[Reader]]


Rule = Callable[[Question], Awaitable[Mapping[int, Constraints]]]

RULES: Final[tuple[Rule, ...]] = (crowding,)


async def gather(question: Question) -> Mapping[int, Constraints]:
    """All that bears upon the starts, by coach id; coaches upon whom nothing does are left out."""
    return joined([await rule(question) for rule in RULES])
