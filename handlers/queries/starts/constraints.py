"""What bears upon the starts of a service beside its coach's calendar: every rule says its part.

Whatever looks for free starts, books, moves or proposes asks here, and nowhere else. A rule is a
function of a `Question` that stands among the rules; one that does not bear upon what is asked
answers from the catalogue that it does not, and reads nothing.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from domain.starts.constraints import Constraints, combine_constraints
from handlers.queries.starts import joinable_groups, limits
from handlers.queries.starts.closures import closing
from handlers.queries.starts.question import Question
from handlers.queries.starts.rooms import crowding

Rule = Callable[[Question], Awaitable[Mapping[int, Constraints]]]

RULES: Final[tuple[Rule, ...]] = (
    closing,
    crowding,
    joinable_groups.joinable,
    limits.constraints_of,
)


async def gather(question: Question) -> Mapping[int, Constraints]:
    """All that bears upon the starts, by coach id; coaches upon whom nothing does are left out."""
    return combine_constraints([await rule(question) for rule in RULES])
