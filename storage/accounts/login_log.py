"""What was tried and done with a person's account: when, from where, on which device."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete

from domain.accounts.sign_in import Device, LoginEventKind, Method
from domain.text.device_names import describe_agent
from storage import batches
from storage.field_columns import columns_of
from storage.tables.accounts import login_log
from storage.transactions import Cells, Reader, Writer


@dataclass(frozen=True, slots=True)
class LoginEvent:
    """A line. at: UTC. method: None if nobody has proved anything. device: its name, else how it
    describes itself."""

    id: int
    at: datetime
    event: LoginEventKind
    method: Method | None
    address: str | None
    device: str | None


_ADD = """
INSERT INTO login_log (person_id, at, event, method, address, device)
SELECT id, $2::timestamptz, $3, $4, $5, $6 FROM people WHERE id = $1
"""
_OF = f"""
SELECT {columns_of(LoginEvent)} FROM login_log
WHERE person_id = $1 AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3
"""
_FORGET = delete(login_log).where(batches.oldest(login_log.c.id, login_log.c.at))


async def add(
    writer: Writer,
    person_id: int,
    event: LoginEventKind,
    device: Device,
    now: datetime,
    method: Method | None = None,
) -> None:
    """A line for a person, committed with what it reports; for unknown people there is none."""
    device_name = device.name or describe_agent(device.agent) or device.agent
    await writer.fetch(_ADD, person_id, now, event, method, device.address, device_name)


async def of_person(
    reader: Reader, person_id: int, most: int, before: int | None = None
) -> list[LoginEvent]:
    """A person's newest lines. before: only those with a smaller id."""
    rows = await reader.fetch(_OF, person_id, before, most)
    return [_login_event(row) for row in rows]


async def forget_older(writer: Writer, before: datetime) -> int:
    """Deletes a batch of lines from before an instant; how many."""
    return await writer.run(_FORGET, {"before": before})


def _login_event(row: Cells) -> LoginEvent:
    line = LoginEvent(*row)
    method = Method(line.method) if line.method else None
    return replace(line, event=LoginEventKind(line.event), method=method)
