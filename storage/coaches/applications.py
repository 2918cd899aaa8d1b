"""Applications of people who would like to be coaches."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import delete, text

from domain.coaches.applications import Application, ApplicationState, ApplicationStep, TeamQuestion
from storage import batches
from storage.tables.applications import OPEN, applications
from storage.transactions import Cells, Reader, Writer

_PLAIN: Final = (
    "id", "person_id", "state", "version", "name", "zone", "reached", "category", "about", "place",
    "latitude", "longitude", "online", "photo", "wish", "reason", "sent_at", "decided_at",
    "decided_by", "coach_id",
)  # fmt: skip
_LISTS: Final = ("service_ids", "week", "talk")
_COLUMNS: Final = ", ".join((*_PLAIN, *(f"{name}::text" for name in _LISTS)))
_FIND: Final = f"SELECT {_COLUMNS} FROM applications WHERE id = $1"
_OPEN_OF: Final = f"SELECT {_COLUMNS} FROM applications WHERE person_id = $1 AND {OPEN}"
_LAST_OF: Final = f"""
SELECT {_COLUMNS} FROM applications WHERE person_id = $1 ORDER BY id DESC LIMIT 1
"""
# Drafts are not the team's business.
_WAITING: Final = f"""
SELECT {_COLUMNS} FROM applications WHERE state = 'sent' ORDER BY sent_at, id LIMIT $1 OFFSET $2
"""
_COUNT: Final = "SELECT count(*) FROM applications WHERE state = 'sent'"
_ADD: Final = """
INSERT INTO applications (person_id, state, name, zone, week, created_at, updated_at)
VALUES ($1, 'draft', $2, $3, $4::text::jsonb, $5, $5) RETURNING id
"""
_SAVED: Final = (
    "state", "name", "zone", "reached", "category", "about", "place", "latitude", "longitude",
    "online", "photo", "wish", "reason", "sent_at", "decided_at", "decided_by", "coach_id",
)  # fmt: skip
_SAVE: Final = f"""
UPDATE applications SET version = version + 1, updated_at = $2,
    {", ".join(f"{name} = ${n}" for n, name in enumerate(_SAVED, 3))},
    {", ".join(f"{name} = ${n}::text::jsonb" for n, name in enumerate(_LISTS, 3 + len(_SAVED)))}
WHERE id = $1
"""
_SETTLE: Final = f"""
UPDATE applications SET state = 'approved', version = version + 1, updated_at = $4,
    decided_at = $4, decided_by = $3, coach_id = $2
WHERE person_id = $1 AND {OPEN}
"""
_FORGET = delete(applications).where(
    batches.oldest(applications.c.id, applications.c.updated_at, text("state <> 'sent'"))
)


async def by_id(reader: Reader, application_id: int, *, lock: bool = False) -> Application | None:
    """The application with this id. lock: others who change it wait until the end."""
    rows = await reader.fetch(f"{_FIND} FOR UPDATE" if lock else _FIND, application_id)
    return _of_row(rows[0]) if rows else None


async def open_of(reader: Reader, person_id: int, *, lock: bool = False) -> Application | None:
    """This person's open application."""
    rows = await reader.fetch(f"{_OPEN_OF} FOR UPDATE" if lock else _OPEN_OF, person_id)
    return _of_row(rows[0]) if rows else None


async def last_of(reader: Reader, person_id: int) -> Application | None:
    """This person's latest application, whatever became of it."""
    rows = await reader.fetch(_LAST_OF, person_id)
    return _of_row(rows[0]) if rows else None


async def waiting(reader: Reader, limit: int, offset: int) -> Sequence[Application]:
    """Those waiting for the team, longest first."""
    return [_of_row(row) for row in await reader.fetch(_WAITING, limit, offset)]


async def count(reader: Reader) -> int:
    """How many are waiting for the team."""
    [[number]] = await reader.fetch(_COUNT)
    return int(number)


async def add(writer: Writer, draft: Application, now: datetime) -> int:
    """A new draft; the id."""
    week = orjson.dumps(draft.week).decode()
    rows = await writer.fetch(_ADD, draft.person_id, draft.name, draft.zone, week, now)
    return int(rows[0][0])


async def save(writer: Writer, application: Application, now: datetime) -> None:
    """Saves it as it is now, as its next version."""
    plain = [getattr(application, name) for name in _SAVED]
    lists = [application.service_ids, application.week, [asdict(one) for one in application.talk]]
    texts = [orjson.dumps(one).decode() for one in lists]
    await writer.fetch(_SAVE, application.id, now, *plain, *texts)


async def settle(writer: Writer, person_id: int, coach_id: int, by: int, now: datetime) -> None:
    """They became a coach without it: none of theirs is left waiting."""
    await writer.fetch(_SETTLE, person_id, coach_id, by, now)


async def forget_old(writer: Writer, before: datetime) -> int:
    """Deletes a batch of those untouched since, unless they are waiting; how many."""
    return await writer.run(_FORGET, {"before": before})


def _of_row(row: Cells) -> Application:
    facts: dict[str, Any] = dict(zip((*_PLAIN, *_LISTS), row, strict=True))
    return Application(
        **facts
        | {
            "state": ApplicationState(facts["state"]),
            "reached": ApplicationStep(facts["reached"]),
            "service_ids": tuple(orjson.loads(facts["service_ids"])),
            "week": tuple(
                tuple((start, end) for start, end in day) for day in orjson.loads(facts["week"])
            ),
            "talk": tuple(TeamQuestion(**one) for one in orjson.loads(facts["talk"])),
        }
    )
