"""Exports of the business's data: which parts, which days, and which kind of file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, Self


class ExportTable(StrEnum):
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


class ExportFormat(StrEnum):
    """The kind of file; the values are its extensions."""

    CSV = "csv"
    EXCEL = "xlsx"


class ExportState(StrEnum):
    """The state of an export."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


# Those whose rows belong to a day.
OF_DAYS: Final = frozenset(
    {ExportTable.BOOKINGS, ExportTable.LEAVE, ExportTable.WAITLIST, ExportTable.AUDIT}
)


@dataclass(frozen=True, slots=True)
class ExportSpec:
    """What to export. first, last: the days, both inclusive and None for all; tables without days
    are exported whole."""

    kinds: tuple[ExportTable, ...]
    format: ExportFormat
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
            tuple(map(ExportTable, facts["kinds"])),
            ExportFormat(facts["format"]),
            first and date.fromisoformat(first),
            last and date.fromisoformat(last),
        )
