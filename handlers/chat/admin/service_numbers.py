"""The numbers of a service: lengths, notices and how far ahead."""

from dataclasses import dataclass, replace
from typing import Any

from domain.catalogue import Service
from domain.refusals import BadInput
from handlers.typing.lengths import read_days, read_length
from handlers.typing.reading import Reading, Refused, refined
from handlers.typing.tongue import Tongue
from handlers.wording.words import Words

DAY = 1440
STEPS = (5, 10, 15, 20, 30, 45, 60, 90, 120)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a service. name: as a field of Service or of its Rules.

    least, most: minutes, or days for the horizon. usual: values offered as buttons.
    """

    name: str
    least: int
    most: int
    usual: tuple[int, ...]
    only_usual: bool = False
    in_days: bool = False
    in_rules: bool = False

    def of(self, service: Service) -> int:
        """The number as it is."""
        owner: Any = service.rules if self.in_rules else service
        return int(getattr(owner, self.name))

    def set(self, service: Service, value: int) -> Service:
        """The service with another number."""
        changes: Any = {self.name: value}
        if self.in_rules:
            return replace(service, rules=replace(service.rules, **changes))
        return replace(service, **changes)

    def read(self, text: str, tongue: Tongue) -> Reading[int]:
        """A typed number."""
        reader = read_days if self.in_days else read_length
        return refined(
            reader(text, tongue, least=self.least, most=self.most),
            lambda value: self._unusual(value, text) or value,
        )

    def _unusual(self, value: int, text: str) -> Refused | None:
        if not self.only_usual or value in self.usual:
            return None
        return Refused("length_unusual", text[:40], str(self.usual[0]))

    def checked(self, value: int) -> int:
        """The number, from a button that may be forged. Raises BadInput."""
        bound = self.most if value > self.most else self.least
        if not self.least <= value <= self.most:
            raise BadInput(self.name, bound)
        if self.only_usual and value not in self.usual:
            raise BadInput(self.name)
        return value

    def written(self, words: Words, value: int) -> str:
        """The number with its unit."""
        return words.length(value * DAY if self.in_days else value)


NUMBERS = {
    "len": Number("minutes", 5, 720, (30, 45, 60, 90, 120)),
    "bef": Number("buffer_before", 0, 240, (0, 5, 10, 15, 30)),
    "aft": Number("buffer_after", 0, 240, (0, 5, 10, 15, 30)),
    "step": Number("step", 5, 120, STEPS, only_usual=True),
    "book": Number("notice_book", 0, 30 * DAY, (0, 60, 240, 720, DAY), in_rules=True),
    "move": Number("notice_move", 0, 30 * DAY, (0, 120, 720, DAY, 2 * DAY), in_rules=True),
    "cancel": Number("notice_cancel", 0, 30 * DAY, (0, 120, 720, DAY, 2 * DAY), in_rules=True),
    "ahead": Number("horizon_days", 1, 365, (14, 30, 60, 90, 180), in_days=True, in_rules=True),
}
