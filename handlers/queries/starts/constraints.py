"""What limits a service's starts besides its coach's calendar: every rule has its say.

Whatever looks for free starts, books, moves or proposes asks here, and nowhere else. A rule is a
function of a `ConstraintsQuery`, listed among the rules; one that does not apply says so from the
catalogue alone, and reads nothing.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from domain.starts.constraints import Constraints, combine_constraints
from handlers.queries.starts import joinable_groups, limits
from handlers.queries.starts.closures import closing
from handlers.queries.starts.constraints_query import ConstraintsQuery
from handlers.queries.starts.rooms import crowding

Rule = Callable[[ConstraintsQuery], Awaitable[Mapping[int, Constraints]]]

RULES: Final[tuple[Rule, ...]] = (
    closing,
    crowding,
    joinable_groups.joinable,
    limits.constraints_of,
)


async def gather(query: ConstraintsQuery) -> Mapping[int, Constraints]:
    """All limits on the starts, by coach id; coaches without any are left out."""
    return combine_constraints([await rule(query) for rule in RULES])
