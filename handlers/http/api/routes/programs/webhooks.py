"""Webhooks: other programs that are told what happens, following Standard Webhooks."""

from typing import Final

import msgspec

from domain.programs.scopes import Scope
from domain.programs.webhook_refusals import TooManyWebhooks, WebhookGone, WrongWebhookUrl
from domain.refusals import BadInput, NotAllowed
from handlers.actions.programs import webhook_replays as replays
from handlers.actions.programs import webhooks as actions
from handlers.http.api import cursors
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.routes.programs.webhook_shapes import (
    LogQuery,
    NewWebhook,
    Replayed,
    ReplayOrder,
    Webhook,
    WebhookChange,
    WebhookMessage,
    WebhookMessagePage,
    WebhookPage,
    WebhookWithSecret,
    WholeWebhookMessage,
    message_of,
    try_of,
    webhook_of,
)
from handlers.http.api.shapes import Id
from handlers.queries.programs import webhooks as queries

READ: Final = Scope.WEBHOOKS_READ
WRITE: Final = Scope.WEBHOOKS_WRITE
OF_ONE: Final = (WebhookGone, NotAllowed)


@route("GET", "/webhooks", READ, refuses=(NotAllowed,))
async def every(call: Call) -> WebhookPage:
    """List the webhooks.

    For admins, like everything here.
    """
    endpoints = await queries.every(call.database, actor=call.actor)
    return WebhookPage(items=tuple(webhook_of(one, call) for one in endpoints))


@route(
    "POST",
    "/webhooks",
    WRITE,
    status=201,
    refuses=(NotAllowed, WrongWebhookUrl, TooManyWebhooks, BadInput),
    secret=True,
)
async def add(call: Call, body: NewWebhook) -> WebhookWithSecret:
    """Set up a webhook.

    It is sent what happens from now on. The secret is shown only now.
    """
    endpoint_secret = await actions.add(
        call.database,
        body.url,
        description=body.description,
        kinds=body.kinds,
        private=call.context.private_webhooks,
        **call.intent,
    )
    return WebhookWithSecret(
        webhook=webhook_of(endpoint_secret.endpoint, call), secret=endpoint_secret.secret
    )


@route("GET", "/webhooks/{webhook_id}", READ, refuses=OF_ONE)
async def read(call: Call, webhook_id: Id) -> Webhook:
    """Read the state of a webhook."""
    return webhook_of(await queries.find(call.database, webhook_id, actor=call.actor), call)


@route(
    "PATCH",
    "/webhooks/{webhook_id}",
    WRITE,
    refuses=(*OF_ONE, WrongWebhookUrl, BadInput),
)
async def change(call: Call, webhook_id: Id, body: WebhookChange) -> Webhook:
    """Change a webhook, pause or resume it.

    What happens while it is paused is sent once it is resumed, up to 30 days of it; what happens
    while it is stopped only if resuming asks for it.
    """
    changes = {
        name: value
        for name in ("url", "description", "kinds", "enabled")
        if (value := getattr(body, name)) is not msgspec.UNSET
    }
    endpoint = await actions.change(
        call.database,
        webhook_id,
        **changes,
        missed=body.missed,
        private=call.context.private_webhooks,
        **call.intent,
    )
    return webhook_of(endpoint, call)


@route("DELETE", "/webhooks/{webhook_id}", WRITE, refuses=OF_ONE)
async def delete(call: Call, webhook_id: Id) -> None:
    """Delete a webhook, with its log and pending messages."""
    await actions.delete(call.database, webhook_id, **call.intent)


@route("POST", "/webhooks/{webhook_id}/rotate", WRITE, refuses=OF_ONE, secret=True)
async def rotate(call: Call, webhook_id: Id) -> WebhookWithSecret:
    """Give a webhook a new secret.

    For 24 hours, messages are signed with the previous one, too. The new one is shown only now.
    """
    endpoint_secret = await actions.rotate(call.database, webhook_id, **call.intent)
    return WebhookWithSecret(
        webhook=webhook_of(endpoint_secret.endpoint, call), secret=endpoint_secret.secret
    )


@route("POST", "/webhooks/{webhook_id}/test", WRITE, status=201, refuses=OF_ONE)
async def test(call: Call, webhook_id: Id) -> WebhookMessage:
    """Send a webhook a test message.

    It works while it is paused, too, and there is only one try; the log has the result.
    """
    delivery_id = await replays.test(call.database, webhook_id, **call.intent)
    return await _message(call, webhook_id, delivery_id)


@route("GET", "/webhooks/{webhook_id}/messages", READ, refuses=OF_ONE)
async def log(call: Call, webhook_id: Id, query: LogQuery) -> WebhookMessagePage:
    """List what a webhook was sent, newest first.

    Kept for 30 days.
    """
    before = cursors.decode_cursor(query.cursor, Id) if query.cursor else 0
    messages = await queries.log(
        call.database,
        webhook_id,
        before=before,
        most=query.limit + 1,
        state=query.state,
        actor=call.actor,
    )
    page = messages[: query.limit]
    more = cursors.encode_cursor(page[-1].id) if len(messages) > query.limit else None
    return WebhookMessagePage(items=tuple(message_of(one, call) for one in page), next=more)


@route("GET", "/webhooks/{webhook_id}/messages/{message_id}", READ, refuses=OF_ONE)
async def message(call: Call, webhook_id: Id, message_id: Id) -> WholeWebhookMessage:
    """Read one message, with each try to send it."""
    whole = await queries.message(call.database, webhook_id, message_id, actor=call.actor)
    tries = tuple(try_of(one, call) for one in whole.attempts)
    return WholeWebhookMessage(
        message=message_of(whole.delivery, call), body=whole.body, tries=tries
    )


@route("POST", "/webhooks/{webhook_id}/messages/{message_id}/replay", WRITE, refuses=OF_ONE)
async def replay(call: Call, webhook_id: Id, message_id: Id) -> WebhookMessage:
    """Send one message again, under its original id."""
    await replays.replay(call.database, webhook_id, message_id, **call.intent)
    return await _message(call, webhook_id, message_id)


@route("POST", "/webhooks/{webhook_id}/replay", WRITE, refuses=OF_ONE)
async def replay_since(call: Call, webhook_id: Id, body: ReplayOrder) -> Replayed:
    """Send again what happened since then and was given up.

    Or all of it, with `delivered_too`. Oldest first, 5,000 at a time.
    """
    n = await replays.replay_since(
        call.database,
        webhook_id,
        body.since,
        delivered_too=body.delivered_too,
        **call.intent,
    )
    return Replayed(messages=n)


async def _message(call: Call, webhook_id: int, delivery_id: int) -> WebhookMessage:
    whole = await queries.message(call.database, webhook_id, delivery_id, actor=call.actor)
    return message_of(whole.delivery, call)


ROUTES = (
    *(every, add, read, change, delete, rotate, test),
    *(log, message, replay, replay_since),
)
