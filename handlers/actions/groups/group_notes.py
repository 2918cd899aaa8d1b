"""What a change of a whole session leaves behind: its line in the audit log, and news for its coach
if somebody else on the team made it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from domain.groups.group import GroupSession
from domain.messages.notices import Lane, NoticeKind
from domain.roles import Actor
from domain.services.catalogue import Coach
from domain.services.service import Service
from storage import audit
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.transactions import Writer


@dataclass(frozen=True, slots=True)
class GroupNotice:
    """What was done to a session. what: opened, closed, reopened, approved, moved, called_off,
    restored, or room for another one.

    was: where it was before the move.
    """

    what: str
    session: GroupSession
    service: Service
    coach: Coach
    was: datetime | None = None

    @property
    def key(self) -> str:
        """The key of its news for the coach."""
        session = self.session
        return f"{NoticeKind.GROUP_DECIDED}:{session.id}:{session.version}:{self.what}"


async def tell_coach(writer: Writer, notice: GroupNotice, actor: Actor, now: datetime) -> None:
    """Tell the coach what somebody else did in their place; nothing about their own actions."""
    session, coach = notice.session, notice.coach
    if actor.person_id == coach.person_id:
        return
    facts = {
        "what": notice.what,
        "session": session.id,
        "service": notice.service.title,
        "starts_at": session.starts_at.isoformat(),
        "was": notice.was.isoformat() if notice.was else None,
        "reason": session.reason,
        "filled": [session.taken, session.capacity],
        "zone": coach.zone,
        "meeting": notice.service.meeting.value,
    }
    kind = NoticeKind.GROUP_DECIDED
    message = OutboxMessage(
        key=notice.key,
        recipient_id=coach.person_id,
        kind=kind,
        facts=facts,
        lane=Lane.INTERACTIVE,
        due_at=now,
        coach_id=coach.id,
    )
    await outbox.enqueue(writer, [message])


async def write_session_down(
    writer: Writer,
    before: GroupSession | None,
    after: GroupSession,
    action: str,
    actor: Actor,
    now: datetime,
    facts: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Record what was done. before: the session as it was, None if it begins here. facts: what
    undoing it needs, or has undone."""
    await audit.record(
        writer,
        at=now,
        actor=actor,
        action=action,
        entity="session",
        entity_id=after.id,
        coach_id=after.coach_id,
        before=None if before is None else _state(before),
        after=_state(after),
        facts=facts,
    )


def _state(session: GroupSession) -> dict[str, Any]:
    """The fields of a session that can change, as JSON values."""
    return {
        "starts_at": session.starts_at.isoformat(),
        "state": session.state.value,
        "capacity": session.capacity,
        "taken": session.taken,
        "by_hand": session.by_hand,
        "reason": session.reason,
    } | ({"resources": list(session.resource_ids)} if session.resource_ids else {})
