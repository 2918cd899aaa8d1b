"""The two people of a session write to each other; a coach, to everybody in a group's session.

If somebody cannot be reached, the writer is told at once. The text is stored with the session and
delivered by the outbox; the audit log says that something was written, and never what.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from domain.appointments.appointment import Appointment
from domain.appointments.correspondence import (
    FILES,
    MOST,
    Content,
    ContentKind,
    check_late,
    check_rate,
    may_report_late,
    validate_content,
    writable,
)
from domain.appointments.message_refusals import CannotBeLate, NobodyToWriteTo, WritingForbidden
from domain.messages.notices import Channel, Lane, NoticeKind
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.transfer.kept_files import NewFile, name_of
from domain.transfer.kept_files import validate_file as kept_file
from handlers.actions.appointments.appointment_messages import facts_of
from handlers.actions.once import once
from handlers.queries.appointments import correspondence as queries
from storage import audit
from storage.appointments import correspondence, session_rows
from storage.messages import outbox, reach
from storage.messages.outbox import OutboxMessage
from storage.transactions import Database, Writer
from storage.transfer import kept_files

SAME: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class GroupMessageResult:
    """How a message to a group went. sent: to how many. unheard: whom nothing reaches.

    unwilling: how many take no messages.
    """

    sent: int
    unheard: tuple[str, ...]
    unwilling: int


async def write(
    database: Database,
    appointment_id: int,
    content: Content,
    *,
    by_coach: bool,
    actor: Actor,
    key: str,
    now: datetime,
    available_channels: Collection[Channel],
    file: NewFile | None = None,
) -> None:
    """Pass something on to the other side. The session does not change.

    available_channels: the ways beside Telegram that are set up. file: a picture or a voice message
    that Telegram does not have. Raises NotFound, NotAllowed, BadInput, CannotPassOn,
    CannotBeLate, TooManyMessages, and what `correspondence.check` raises.
    """

    async def work(writer: Writer) -> dict[str, Any]:
        new_file = None if file is None else kept_file(file, "file")
        message = content if new_file else validate_content(content)
        about = await queries.side_of(writer, appointment_id, by_coach=by_coach, actor=actor)
        other = await queries.check(
            writer,
            about,
            by_coach=by_coach,
            actor=actor,
            now=now,
            available_channels=available_channels,
        )
        check_late(message, about, now)
        if await _said_just_now(writer, about, message, by_coach=by_coach, now=now):
            return {}
        await _check_rate(writer, actor, now)
        file_id = None
        if new_file is not None:
            # Last of all: otherwise megabytes could be written, refused and swept up for nothing.
            file_id = await kept_files.add(writer, new_file, now)
            message = validate_content(replace(content, file_id=name_of(file_id)))
        new = correspondence.NewMessage(about, actor.person, by_coach, message, key, now)
        message_id = await _pass_on(writer, new, other, actor)
        if file_id is not None:
            await kept_files.belongs_to_message(writer, file_id, message_id)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def write_to_all(
    database: Database,
    session_id: int,
    content: Content,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    available_channels: Collection[Channel],
) -> GroupMessageResult:
    """The coach of a group's session writes to everybody in it; each reads it alone.

    That their coach is late is passed on to confirmed places alone. Raises as `write`, and
    NobodyToWriteTo.
    """
    actor.require(Permission.WORK)

    async def work(writer: Writer) -> dict[str, Any]:
        message = validate_content(content)
        session = await session_rows.by_id(writer, session_id)
        if session is None or session.coach_id != actor.coach_id:
            raise NotFound
        seats = [a for a in await session_rows.seats(writer, session) if writable(a, now)]
        if message.kind is ContentKind.LATE and seats:
            # This is news for confirmed places alone.
            waiting = [seat for seat in seats if may_report_late(seat, now)]
            if not waiting:
                raise CannotBeLate(seats[0].id)
            seats = waiting
        await _check_rate(writer, actor, now)
        unheard, unwilling, sent = list[str](), 0, 0
        for seat in seats:
            stops = await correspondence.writing_stops(writer, actor.person, seat.customer_id)
            if stops.banned:
                raise WritingForbidden
            ways = await reach.of_person(writer, seat.customer_id)
            if stops.stops or stops.stopped:
                unwilling += 1
            elif ways is None or not ways.is_reachable(available_channels):
                unheard.append(seat.customer_name)
            else:
                new = correspondence.NewMessage(
                    seat,
                    actor.person,
                    by_coach=True,
                    content=message,
                    key=key,
                    now=now,
                    to_all=True,
                )
                await _pass_on(writer, new, seat.customer_id, actor)
                sent += 1
        if not sent and not unheard:
            raise NobodyToWriteTo(session_id)
        return {"sent": sent, "unheard": unheard, "unwilling": unwilling}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return GroupMessageResult(outcome["sent"], tuple(outcome["unheard"]), outcome["unwilling"])


def content_of(facts: Mapping[str, Any]) -> Content:
    """What was said, from the facts of its notice."""
    words = facts["said"]
    return Content(ContentKind(words["kind"]), **{name: words.get(name) for name in _SAID})


_SAID = ("text", "file_id", "latitude", "longitude", "minutes")


async def _pass_on(writer: Writer, new: correspondence.NewMessage, other: int, actor: Actor) -> int:
    a, content = new.appointment, new.content
    message_id = await correspondence.add(writer, new)
    parts = {name: getattr(content, name) for name in _SAID if getattr(content, name) is not None}
    facts = {
        "about": facts_of(a),
        "by_coach": new.by_coach,
        "to_all": new.to_all,
        "writer": new.sender_id,
        "at": new.now.isoformat(),
        "said": {"kind": content.kind.value, **parts},
    }
    notice = OutboxMessage(
        key=f"{NoticeKind.MESSAGE}:{message_id}",
        recipient_id=other,
        kind=NoticeKind.MESSAGE,
        facts=facts,
        lane=Lane.INTERACTIVE,
        due_at=new.now,
        coach_id=a.coach_id,
    )
    await outbox.enqueue(writer, [notice])
    await audit.record(
        writer,
        at=new.now,
        actor=actor,
        action="write",
        entity="message",
        entity_id=message_id,
        coach_id=a.coach_id,
        before=None,
        after={"appointment": a.id, "kind": content.kind.value, "by_coach": new.by_coach},
    )
    return message_id


async def _said_just_now(
    writer: Writer, a: Appointment, content: Content, *, by_coach: bool, now: datetime
) -> bool:
    """Whether this repeats a tap of a moment ago."""
    if content.kind is not ContentKind.LATE:
        return False
    before = await correspondence.page(writer, a, limit=1, offset=0)
    return any(
        (one.content, one.by_coach) == (content, by_coach) and now - one.sent_at < SAME
        for one in before
    )


async def _check_rate(writer: Writer, actor: Actor, now: datetime) -> None:
    """The person's row is locked: two messages at once are counted one after the other."""
    since = [now - within for _, within in MOST]
    check_rate(await correspondence.counts_since(writer, actor.person, since), now)


async def tell_writer(
    writer: Writer, key: str, facts: Mapping[str, Any], now: datetime, *, waits: bool
) -> None:
    """A message did not arrive: tell its author.

    key, facts: of its notice. waits: it goes out once its reader can be reached.
    """
    lost = OutboxMessage(
        key=f"{NoticeKind.MESSAGE_LOST}:{key}",
        recipient_id=facts["writer"],
        kind=NoticeKind.MESSAGE_LOST,
        facts={
            "about": facts["about"],
            "by_coach": facts["by_coach"],
            "waits": waits,
            "file": facts["said"]["kind"] in FILES,
        },
        lane=Lane.INTERACTIVE,
        due_at=now,
        coach_id=facts["about"]["coach_id"],
    )
    await outbox.enqueue(writer, [lost])
