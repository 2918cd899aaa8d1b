"""What somebody was told, by which channels: for themselves, and about anybody for the team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from domain.messages.channels import DeliveryState, Ways, delivery_state
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from storage.messages import notification_log, push_subscriptions
from storage.messages.notification_log import SentNotice
from storage.messages.push_subscriptions import PushSubscription
from storage.people import contact_ways, merging
from storage.transactions import Database

MOST: Final = 100


@dataclass(frozen=True, slots=True)
class NoticeDelivery:
    """A message on one channel. message: the id shared by all its channels. at: of the last known
    state. why: it did not arrive, in its provider's words. repeated: it may have come twice.
    Instants are UTC."""

    id: int
    message: int
    kind: str
    facts: Mapping[str, Any]
    channel: str
    state: DeliveryState
    at: datetime
    due_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None
    why: str | None
    repeated: bool


@dataclass(frozen=True, slots=True)
class NotificationSettings:
    """The channels somebody is reached on. number, email: where, or None."""

    ways: Ways
    number: str | None
    email: str | None
    minutes: int
    subscriptions: Sequence[PushSubscription]


async def mine(
    database: Database, *, actor: Actor, now: datetime, before: int | None = None, limit: int
) -> Sequence[NoticeDelivery]:
    """What they were told, newest first. before: the id to start before. Raises NotAllowed."""
    actor.require(Permission.TALK)
    async with database.read() as reader:
        lines = await notification_log.of_person(
            reader, actor.person, now, before, min(limit, MOST)
        )
    return [_delivery(line) for line in lines]


async def of_person(
    database: Database,
    person_id: int,
    *,
    actor: Actor,
    now: datetime,
    before: int | None = None,
    limit: int,
) -> tuple[str, Sequence[NoticeDelivery]]:
    """Anybody's name and what they were told, for the team. Raises NotFound, NotAllowed."""
    actor.require(Permission.PEOPLE)
    async with database.read() as reader:
        person = await merging.person(reader, person_id)
        if person is None:
            raise NotFound
        lines = await notification_log.of_person(reader, person.id, now, before, min(limit, MOST))
    return person.name, [_delivery(line) for line in lines]


async def my_ways(database: Database, *, actor: Actor) -> NotificationSettings:
    """The channels the actor is reached on. Raises NotAllowed, NotFound."""
    actor.require(Permission.TALK)
    async with database.read() as reader:
        contact = await contact_ways.of_person(reader, actor.person)
        if contact is None:
            raise NotFound
        subscribed = await push_subscriptions.of_person(reader, actor.person)
    return NotificationSettings(
        contact.ways, contact.number, contact.email, contact.minutes, subscribed
    )


def _delivery(notice: SentNotice) -> NoticeDelivery:
    last_at = notice.read_at or notice.delivered_at or notice.sent_at or notice.due_at
    now_stands = delivery_state(notice.state, notice.receipt, notice.error)
    failed = now_stands in (DeliveryState.FAILED, DeliveryState.WAITING)
    return NoticeDelivery(
        notice.id,
        notice.message,
        notice.kind,
        notice.facts,
        notice.channel,
        now_stands,
        last_at,
        notice.due_at,
        notice.sent_at,
        notice.delivered_at,
        notice.read_at,
        notice.error if failed else None,
        notice.maybe_repeated,
    )
