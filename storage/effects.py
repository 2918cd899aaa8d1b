"""What a transaction leaves behind: audit lines, messages, and the outcome of its update.

Nothing in the transaction reads them, so they wait until it ends and go to Postgres together, in
one statement and one round trip, however many there are of each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Table

from storage.tables.audit import audit
from storage.tables.conversations import handled
from storage.tables.outbox import outbox

Columns = Mapping[str, Any]

# Filled in by the database.
_GIVEN = frozenset({"id", "settles"})
AUDIT = tuple(column.name for column in audit.columns if column.name not in _GIVEN)
HANDLED = tuple(column.name for column in handled.columns)
# The columns of a new message: the others track its delivery.
OUTBOX = (
    *("key", "recipient_id", "kind", "facts", "lane", "due_at", "coach_id", "appointment_id"),
    *("appointment_version", "channel", "operation", "request_id", "root_id"),
)


def _insert(table: Table, columns: Sequence[str], parameter: int) -> str:
    # Rows travel as JSON: one parameter, however many columns there are.
    names = ", ".join(columns)
    return (
        f"INSERT INTO {table.name} ({names}) SELECT {names}"
        f" FROM json_populate_recordset(NULL::{table.name}, ${parameter}::json)"
    )


WRITE = f"""
WITH recorded AS ({_insert(audit, AUDIT, 1)}),
remembered AS ({_insert(handled, HANDLED, 2)})
{_insert(outbox, OUTBOX, 3)} ON CONFLICT (key) DO NOTHING
"""


@dataclass
class Effects:
    """Rows of the three tables, by their columns."""

    audit: list[Columns] = field(default_factory=list)
    handled: list[Columns] = field(default_factory=list)
    outbox: list[Columns] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.audit or self.handled or self.outbox)

    def arguments(self) -> tuple[str, str, str]:
        """The arguments of WRITE."""
        return _json(self.audit), _json(self.handled), _json(self.outbox)


def _json(rows: list[Columns]) -> str:
    return orjson.dumps(rows).decode()
