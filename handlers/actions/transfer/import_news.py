"""What people are told when all lines of a file are in, or out again, in the final transaction.

Whoever started it is told if it ends in the background; if they are watching, they see it. A coach
is told once of all requests that came with it.
"""

from collections.abc import Mapping
from datetime import datetime

from domain.messages.notices import Lane, NoticeKind
from domain.transfer.importing import ImportState
from storage.appointments import appointments
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.transactions import Writer
from storage.transfer import imports
from storage.transfer.imports import Import


async def tell(
    writer: Writer,
    one: Import,
    now: datetime,
    *,
    by_clock: bool,
    stopped: ImportState | None = None,
) -> None:
    """one: as it ended. stopped: the state in which it ended early, because the person who started
    it no longer may; they are told of that in any case."""
    news = []
    if one.state is ImportState.DONE:
        for coach_id, zone, requests, until in await imports.requests(writer, one.id):
            ends = until and until.isoformat()
            request_facts = {"requests": requests, "until": ends, "coach": coach_id, "zone": zone}
            news.append(
                _news(
                    NoticeKind.IMPORTED_REQUESTS,
                    f"{one.id}:{coach_id}",
                    await appointments.coach_person_id(writer, coach_id),
                    request_facts,
                    now,
                )
            )
    if by_clock or stopped is not None:
        counts = {str(line): n for line, n in one.counts.items()}
        facts: dict[str, object] = {"import": one.id, "file": one.name, "state": str(one.state)}
        facts["lines"] = counts
        if stopped is not None:
            facts |= {"stopped": True, "undoing": stopped is ImportState.UNDOING}
        key = f"{one.id}:stopped:{one.person_id}" if stopped else f"{one.id}:{one.state}"
        news.append(_news(NoticeKind.IMPORT_ENDED, key, one.person_id, facts, now))
    await outbox.enqueue(writer, news)


def _news(
    kind: NoticeKind, key: str, recipient: int, facts: Mapping[str, object], now: datetime
) -> OutboxMessage:
    return OutboxMessage(
        key=f"{kind}:{key}",
        recipient_id=recipient,
        kind=kind,
        facts=facts,
        lane=Lane.INTERACTIVE,
        due_at=now,
    )
