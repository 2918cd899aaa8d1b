"""Exports of the business's data: which parts, which days, and which kind of file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, Self


class Kind(StrEnum):
    """A table in an export, in the order of its sheets."""

    CUSTOMERS = "customers"
    COACHES = "coaches"
    SERVICES = "services"
    BOOKINGS = "bookings"
    ROOMS = "rooms"
    HOURS = "hours"
    LEAVE = "leave"
    CLOSURES = "closures"
    WAITLIST = "waitlist"
    AUDIT = "audit"


class Format(StrEnum):
    """The kind of file; the values are its extensions."""

    CSV = "csv"
    EXCEL = "xlsx"


class ExportState(StrEnum):
    """The state of an export."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


# Those whose rows belong to a day.
OF_DAYS: Final = frozenset({Kind.BOOKINGS, Kind.LEAVE, Kind.WAITLIST, Kind.AUDIT})


@dataclass(frozen=True, slots=True)
class ExportSpec:
    """What to export. first, last: the days, both inclusive and None for all; tables without days
    are exported whole."""

    kinds: tuple[Kind, ...]
    format: Format
    first: date | None = None
    last: date | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "kinds": [str(kind) for kind in self.kinds],
            "format": str(self.format),
            "first": self.first and self.first.isoformat(),
            "last": self.last and self.last.isoformat(),
        }

    @classmethod
    def from_json(cls, facts: Mapping[str, Any]) -> Self:
        first, last = facts.get("first"), facts.get("last")
        return cls(
            tuple(map(Kind, facts["kinds"])),
            Format(facts["format"]),
            first and date.fromisoformat(first),
            last and date.fromisoformat(last),
        )
