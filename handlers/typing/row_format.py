"""How the lines of one import are read: its columns, and what goes without saying."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from domain.transfer.importing import ImportKind
from handlers.typing.cells import DateStyle


@dataclass(frozen=True, slots=True)
class RowFormat:
    """How lines are read. columns: the field of each, by position. zone, currency: of the business.
    places: a currency's decimals. currencies: what services can be priced in, besides the
    business's. zones: of coaches, by name."""

    kind: ImportKind
    columns: Mapping[int, str]
    style: DateStyle
    zone: str
    currency: str
    places: Callable[[str], int]
    currencies: Collection[str]
    zones: Mapping[str, str] = field(default_factory=dict)
