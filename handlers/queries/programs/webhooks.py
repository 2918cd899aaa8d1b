"""Where webhooks go, and what was sent there; for admins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.programs.webhook_refusals import WebhookGone
from domain.programs.webhooks import OF_ADMINS, Delivery
from domain.roles import Actor
from storage.programs import webhook_deliveries, webhooks
from storage.programs.webhook_deliveries import DeliveryAttempt, LoggedDelivery
from storage.programs.webhooks import Endpoint
from storage.transactions import Database

NEWEST: Final = 2**62


@dataclass(frozen=True, slots=True)
class DeliveryDetails:
    """A message with its full details."""

    delivery: LoggedDelivery
    body: str
    attempts: Sequence[DeliveryAttempt]


async def every(database: Database, *, actor: Actor) -> Sequence[Endpoint]:
    """All endpoints, oldest first. Raises NotAllowed."""
    actor.require(OF_ADMINS)
    async with database.read() as reader:
        return await webhooks.every(reader)


async def find(database: Database, endpoint_id: int, *, actor: Actor) -> Endpoint:
    """One endpoint. Raises NotAllowed, WebhookGone."""
    actor.require(OF_ADMINS)
    async with database.read() as reader:
        endpoint = await webhooks.find(reader, endpoint_id)
    if endpoint is None:
        raise WebhookGone
    return endpoint


async def log(
    database: Database,
    endpoint_id: int,
    *,
    before: int = 0,
    most: int,
    state: Delivery | None = None,
    actor: Actor,
) -> Sequence[LoggedDelivery]:
    """What was sent, newest first, before the given one; 0 for the newest of all. Raises
    NotAllowed, WebhookGone."""
    await find(database, endpoint_id, actor=actor)
    async with database.read() as reader:
        return await webhook_deliveries.log(reader, endpoint_id, before or NEWEST, most, state)


async def message(
    database: Database, endpoint_id: int, delivery_id: int, *, actor: Actor
) -> DeliveryDetails:
    """One message, with every attempt. Raises NotAllowed, WebhookGone."""
    actor.require(OF_ADMINS)
    async with database.read() as reader:
        delivery = await webhook_deliveries.find(reader, endpoint_id, delivery_id)
        if delivery is None:
            raise WebhookGone
        body = await webhook_deliveries.body(reader, delivery_id)
        return DeliveryDetails(
            delivery, body, await webhook_deliveries.attempts(reader, delivery_id)
        )
