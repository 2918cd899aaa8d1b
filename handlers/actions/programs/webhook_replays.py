"""An admin has a webhook sent something: a test, or earlier messages again."""

from datetime import datetime
from functools import partial
from secrets import token_hex
from typing import Any

from domain.programs.webhook_refusals import WebhookGone
from domain.programs.webhooks import MOST_REPLAYED, OF_ADMINS, TEST, Delivery
from domain.roles import Actor
from handlers.actions.once import once
from handlers.actions.programs.webhook_feed import message_of
from handlers.actions.programs.webhooks import lock_endpoint, write_down
from storage.programs import webhook_deliveries
from storage.programs.webhook_deliveries import EndpointMessage
from storage.transactions import Database, Writer


async def test(
    database: Database, endpoint_id: int, *, actor: Actor, key: str, now: datetime
) -> int:
    """Send a test, even if the webhook is paused; its id in the log. Raises NotAllowed,
    WebhookGone."""
    actor.require(OF_ADMINS)

    async def work(writer: Writer) -> dict[str, Any]:
        await lock_endpoint(writer, endpoint_id)
        body = message_of(TEST, now, {"webhook_id": endpoint_id})
        message = EndpointMessage(endpoint_id, f"msg_test_{token_hex(8)}", TEST, body)
        [delivery_id] = await webhook_deliveries.add(writer, [message], now)
        await write_down(writer, "test_webhook", endpoint_id, {}, {}, actor, now)
        return {"delivery": delivery_id}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return int(outcome["delivery"])


async def replay(
    database: Database, endpoint_id: int, delivery_id: int, *, actor: Actor, key: str, now: datetime
) -> None:
    """Send one message again, with the same id. One on its way right now stays as it is.

    Raises NotAllowed, WebhookGone.
    """
    actor.require(OF_ADMINS)

    async def work(writer: Writer) -> dict[str, Any]:
        await lock_endpoint(writer, endpoint_id)
        if await webhook_deliveries.find(writer, endpoint_id, delivery_id) is None:
            raise WebhookGone
        await webhook_deliveries.replay(writer, endpoint_id, delivery_id, now)
        after = {"delivery": delivery_id}
        await write_down(writer, "replay_webhook", endpoint_id, {}, after, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def replay_since(
    database: Database,
    endpoint_id: int,
    since: datetime,
    *,
    delivered_too: bool = False,
    actor: Actor,
    key: str,
    now: datetime,
) -> int:
    """Send again what was given up since then, or also what arrived; how many.

    Oldest first, at most MOST_REPLAYED at a time. Raises NotAllowed, WebhookGone.
    """
    actor.require(OF_ADMINS)
    states = [Delivery.FAILED, *([Delivery.DELIVERED] if delivered_too else [])]

    async def work(writer: Writer) -> dict[str, Any]:
        await lock_endpoint(writer, endpoint_id)
        many = partial(webhook_deliveries.replay_since, most=MOST_REPLAYED, now=now)
        replayed = await many(writer, endpoint_id, since, states)
        after = {"since": since.isoformat(), "resent": replayed}
        await write_down(writer, "replay_webhook", endpoint_id, {}, after, actor, now)
        return {"replayed": replayed}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return int(outcome["replayed"])
