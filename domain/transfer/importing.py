"""What is imported from files: its kinds, its fields, and how a line is recognised."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from domain.refusals import Refusal
from domain.text import names

LONGEST_NAME: Final = 60
MOST_OPEN: Final = 5  # drafts per person; the oldest goes


class ImportKind(StrEnum):
    """What the lines of a file are; the values are what the database stores."""

    CUSTOMERS = "customers"
    SERVICES = "services"
    COACHES = "coaches"
    BOOKINGS = "bookings"


class ImportState(StrEnum):
    """The state of an import."""

    DRAFT = "draft"
    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class ImportRowState(StrEnum):
    """What becomes, or became, of a line."""

    UNREAD = "unread"
    NEW = "new"  # it would be added
    KNOWN = "known"  # it already exists
    WRONG = "wrong"
    ADDED = "added"
    REMOVED = "removed"  # added, then undone
    STAYS = "stays"  # added, and used since


UNDER_WAY: Final = (ImportState.RUNNING, ImportState.UNDOING)

FIELDS: Final[Mapping[ImportKind, tuple[str, ...]]] = {
    ImportKind.CUSTOMERS: ("name", "first", "last", "phone", "email", "id"),
    ImportKind.SERVICES: (
        *("service", "minutes", "price", "currency", "category", "description"),
        *("buffer_before", "buffer_after", "capacity", "hidden"),
    ),
    ImportKind.COACHES: ("name", "first", "last", "phone", "email", "zone", "place", "services"),
    ImportKind.BOOKINGS: (
        *("start", "day", "time", "end", "minutes", "zone", "customer", "first", "last", "phone"),
        *("email", "coach", "service", "state", "price", "currency", "places", "note", "code"),
    ),
}
# One of each group is required.
NEEDED: Final[Mapping[ImportKind, tuple[tuple[str, ...], ...]]] = {
    ImportKind.CUSTOMERS: (("name", "first", "last"),),
    ImportKind.SERVICES: (("service",), ("minutes",)),
    ImportKind.COACHES: (("name", "first", "last"),),
    ImportKind.BOOKINGS: (("start", "day"), ("customer", "first", "last")),
}
# What a column's meaning becomes in the lines of a kind.
_INSTEAD: Final[Mapping[ImportKind, Mapping[str, str]]] = {
    ImportKind.CUSTOMERS: {"customer": "name"},
    ImportKind.SERVICES: {"name": "service", "services": "service"},
    ImportKind.COACHES: {"coach": "name", "service": "services"},
    ImportKind.BOOKINGS: {"name": "customer", "services": "service"},
}
_OF_ANYBODY: Final = frozenset({"zone", "place"})


@dataclass(unsafe_hash=True)
class UnreadableFile(Refusal, code="unreadable_file"):
    """The file has no table. why: `unknown`, `unreadable`, `locked`, `empty`, `bomb` (it unpacks
    without end), `large`, `too_many` (lines, of `most`), `quote` (one that opens in `line` swallows
    the lines below it)."""

    why: str
    most: int = 0
    line: int | None = None


@dataclass(unsafe_hash=True)
class ImportChanged(Refusal, code="import_changed"):
    """The file has changed since it was looked at, or its import is already under way."""


@dataclass(frozen=True, slots=True)
class ImportFault:
    """What is wrong with a line. column: the field, "" for the whole line. value: its content."""

    column: str
    why: str
    value: str = ""

    def to_json(self) -> list[str]:
        return [self.column, self.why, self.value[:60]]


RowValues = Mapping[str, Any]
"""What a line says, as JSON values: see `handlers.typing.lines`."""


def field_of(kind: ImportKind, meanings: Collection[str]) -> str | None:
    """The field of a kind for a column with these possible meanings; None if there is none."""
    instead = _INSTEAD[kind]
    candidates = [one if one in FIELDS[kind] else instead.get(one) for one in meanings]
    return next((one for one in FIELDS[kind] if one in candidates), None)


def missing(kind: ImportKind, fields: Collection[str]) -> list[tuple[str, ...]]:
    """The groups of required fields of which none is there."""
    return [these for these in NEEDED[kind] if not any(one in fields for one in these)]


def kind_of(heads: Sequence[Collection[str]], hints: Collection[str]) -> ImportKind:
    """What lines with these columns most likely are. hints: kinds that the file's name suggests."""

    def score(kind: ImportKind) -> tuple[int, int]:
        fields = {one for one in (field_of(kind, each) for each in heads) if one}
        whole = 0 if missing(kind, fields) else 1
        # A start makes it a booking; otherwise, a length and a price make it a service.
        telling = {
            ImportKind.BOOKINGS: 10 * bool({"start", "day"} & fields),
            ImportKind.SERVICES: 2 * len({"minutes", "price"} & fields),
            ImportKind.COACHES: 2 * ("services" in fields),
        }.get(kind, 0)
        # Anybody may have an address.
        return 3 * whole + telling + 3 * (kind in hints), len(fields - _OF_ANYBODY)

    return max(ImportKind, key=score)


def key_of(kind: ImportKind, entry: RowValues) -> str:
    """The key by which a line is recognised: the same within a file, and in the next.

    A customer by phone or mailbox, or else by name; a service by title, a coach by name; a booking
    by coach, start and customer.
    """
    if kind is ImportKind.CUSTOMERS:
        return str(entry.get("phone") or entry.get("email") or f"name:{name_key(entry['name'])}")
    if kind is ImportKind.BOOKINGS:
        who = key_of(ImportKind.CUSTOMERS, entry)
        return f"{name_key(entry['coach'])}|{entry['start']}|{who}"
    return name_key(entry["name"])


def name_key(text: str) -> str:
    """A name as it is compared: what is visible of it, ignoring case."""
    return names.tidy(text).casefold()
