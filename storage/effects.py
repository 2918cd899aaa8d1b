"""What a transaction leaves behind: audit lines, messages, and the outcome of its update.

Nothing in the transaction reads them, so they wait until it ends and go to Postgres together, in
one statement and one round trip, whatever there is of each.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

Columns = Mapping[str, Any]

# Rows travel as JSON: three parameters, however many columns there are.
WRITE = """
WITH recorded AS (
    INSERT INTO audit (at, actor_id, door, action, coach_id, entity, entity_id, facts, before,
        after, request_id)
    SELECT at, actor_id, door, action, coach_id, entity, entity_id, facts, before, after,
        request_id
    FROM json_populate_recordset(NULL::audit, $1::json)
), remembered AS (
    INSERT INTO handled (key, person_id, outcome, at)
    SELECT key, person_id, outcome, at FROM json_populate_recordset(NULL::handled, $2::json)
)
INSERT INTO outbox (key, recipient_id, kind, facts, lane, due_at,
    coach_id, appointment_id, appointment_version, channel, operation, request_id, root_id)
SELECT key, recipient_id, kind, facts, lane, due_at, coach_id, appointment_id, appointment_version,
    channel, operation, request_id, root_id
FROM json_populate_recordset(NULL::outbox, $3::json)
ON CONFLICT (key) DO NOTHING
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
