"""Series being planned: one draft per person, until the next replaces it.

Too much for a button. Each draft has an id of its own, so that the buttons of a replaced one are
recognised.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

import orjson

from storage.transactions import Reader, Writer

_KEEP: Final = """
INSERT INTO series_drafts AS d (person_id, facts, updated_at) VALUES ($1, $2::text::jsonb, $3)
ON CONFLICT (person_id) DO UPDATE SET
    id = excluded.id, facts = excluded.facts, done = NULL, updated_at = excluded.updated_at
RETURNING id
"""
_FIND: Final = "SELECT facts::text, done FROM series_drafts WHERE person_id = $1 AND id = $2"
_CHANGE: Final = """
UPDATE series_drafts SET facts = $3::text::jsonb, updated_at = $4
WHERE person_id = $1 AND id = $2 AND done IS NULL
"""
_FINISH: Final = """
UPDATE series_drafts SET done = $3, updated_at = $4 WHERE person_id = $1 AND id = $2
"""


class StoredDraft(NamedTuple):
    """A stored draft, and an appointment of what it became, if it did."""

    facts: Mapping[str, Any]
    appointment_id: int | None


async def keep(writer: Writer, person_id: int, facts: Mapping[str, Any], now: datetime) -> int:
    """The person's draft, replacing the previous one; its id."""
    [[draft_id]] = await writer.fetch(_KEEP, person_id, _json(facts), now)
    return int(draft_id)


async def find(
    reader: Reader, person_id: int, draft_id: int, *, lock: bool = False
) -> StoredDraft | None:
    """The person's draft with this id; None if another has replaced it."""
    rows = await reader.fetch(f"{_FIND} FOR UPDATE" if lock else _FIND, person_id, draft_id)
    return StoredDraft(orjson.loads(rows[0][0]), rows[0][1]) if rows else None


async def change(
    writer: Writer, person_id: int, draft_id: int, facts: Mapping[str, Any], now: datetime
) -> None:
    """Changes the facts of a draft that has not been carried out."""
    await writer.fetch(_CHANGE, person_id, draft_id, _json(facts), now)


async def finish(
    writer: Writer, person_id: int, draft_id: int, appointment_id: int, now: datetime
) -> None:
    """It has been carried out."""
    await writer.fetch(_FINISH, person_id, draft_id, appointment_id, now)


def _json(facts: Mapping[str, Any]) -> str:
    return orjson.dumps(facts).decode()
