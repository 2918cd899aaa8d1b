"""Webhooks, set up and looked after by admins: every change happens once, and is recorded.

A secret is returned when it is made, and again if the same request is repeated under its key. The
audit log never has it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_bytes
from typing import Any

from domain.programs.webhook_refusals import TooManyWebhooks, WebhookGone
from domain.programs.webhook_urls import validate_url
from domain.programs.webhooks import (
    COLLECTING,
    KINDS,
    LONGEST_DESCRIPTION,
    MOST,
    OF_ADMINS,
    OVERLAP,
    SECRET_BYTES,
    WebhookState,
    secret_of,
)
from domain.refusals import BadInput
from domain.roles import Actor
from domain.text import names
from handlers.actions.once import once
from storage import audit
from storage.programs import events, webhooks
from storage.programs.webhooks import Endpoint
from storage.transactions import Database, Writer


@dataclass(frozen=True, slots=True)
class EndpointSecret:
    """A secret, shown once. `endpoint.old_secret_until`: how long the previous one also stays
    valid."""

    endpoint: Endpoint
    secret: str


async def add(
    database: Database,
    url: str,
    *,
    description: str = "",
    kinds: Sequence[str] = (),
    private: bool = False,
    actor: Actor,
    key: str,
    now: datetime,
) -> EndpointSecret:
    """Add an endpoint, which is sent what happens from now on. kinds: empty for everything.
    private: allow one inside our own network. Raises NotAllowed, WrongWebhookUrl, TooManyWebhooks,
    BadInput."""
    actor.require(OF_ADMINS)
    url, text, clean_kinds = (
        validate_url(url, private=private),
        _clean_description(description),
        _clean_kinds(kinds),
    )

    async def work(writer: Writer) -> dict[str, Any]:
        await webhooks.hold(writer)
        if len(await webhooks.every(writer)) >= MOST:
            raise TooManyWebhooks(MOST)
        since = await _collects(writer)
        secret = secret_of(token_bytes(SECRET_BYTES))
        endpoint_id = await webhooks.add(writer, url, text, clean_kinds, secret, since, now)
        after = {
            "url": url,
            "description": text,
            "kinds": clean_kinds,
            "state": str(WebhookState.ACTIVE),
        }
        await write_down(writer, "add_webhook", endpoint_id, None, after, actor, now)
        return {"webhook": endpoint_id}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return await _find_secret(database, outcome["webhook"])


async def change(
    database: Database,
    endpoint_id: int,
    *,
    url: str | None = None,
    description: str | None = None,
    kinds: Sequence[str] | None = None,
    enabled: bool | None = None,
    missed: bool = False,
    private: bool = False,
    actor: Actor,
    key: str,
    now: datetime,
) -> Endpoint:
    """Change what is given. enabled: False pauses it, and events are kept for it; True resumes it,
    whatever stopped it. missed: on resuming, send what came while it was stopped, up to
    `domain.programs.webhooks.KEPT`. Raises as `add`, and WebhookGone."""
    actor.require(OF_ADMINS)
    checked_url = None if url is None else validate_url(url, private=private)
    text = None if description is None else _clean_description(description)
    clean_kinds = None if kinds is None else tuple(_clean_kinds(kinds))

    def with_changes(one: Endpoint) -> Endpoint:
        state = one.state
        if enabled is not None:
            state = WebhookState.ACTIVE if enabled else WebhookState.PAUSED
        return replace(
            one,
            url=one.url if checked_url is None else checked_url,
            description=one.description if text is None else text,
            kinds=one.kinds if clean_kinds is None else clean_kinds,
            state=state,
        )

    await _change(database, endpoint_id, with_changes, missed, actor=actor, key=key, now=now)
    return await _find_endpoint(database, endpoint_id)


async def delete(
    database: Database, endpoint_id: int, *, actor: Actor, key: str, now: datetime
) -> None:
    """Delete it, with its log and pending messages. Raises NotAllowed, WebhookGone."""
    actor.require(OF_ADMINS)

    async def work(writer: Writer) -> dict[str, Any]:
        before = _facts(await lock_endpoint(writer, endpoint_id))
        await webhooks.delete(writer, endpoint_id)
        await write_down(writer, "delete_webhook", endpoint_id, before, None, actor, now)
        return {"webhook": endpoint_id}

    await once(database, work, actor=actor, key=key, now=now)


async def rotate(
    database: Database, endpoint_id: int, *, actor: Actor, key: str, now: datetime
) -> EndpointSecret:
    """Make a new secret. For a day, messages are signed with the old one, too. Raises NotAllowed,
    WebhookGone."""
    actor.require(OF_ADMINS)

    async def work(writer: Writer) -> dict[str, Any]:
        await lock_endpoint(writer, endpoint_id)
        secret = secret_of(token_bytes(SECRET_BYTES))
        await webhooks.rotate(writer, endpoint_id, secret, now + OVERLAP)
        after = {"old_secret_until": (now + OVERLAP).isoformat()}
        await write_down(writer, "rotate_webhook", endpoint_id, {}, after, actor, now)
        return {"webhook": endpoint_id}

    # A later secret is not this key's, and is shown to nobody.
    await once(database, work, actor=actor, key=f"{key}:{endpoint_id}", now=now)
    return await _find_secret(database, endpoint_id)


async def _change(
    database: Database,
    endpoint_id: int,
    with_changes: Callable[[Endpoint], Endpoint],
    missed: bool,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> None:
    async def work(writer: Writer) -> dict[str, Any]:
        await webhooks.hold(writer)
        before = await lock_endpoint(writer, endpoint_id)
        after = with_changes(before)
        if _facts(after) == _facts(before):
            return {}
        if after.state in COLLECTING and before.state not in COLLECTING:
            since = await _collects(writer)
            await webhooks.collect_from(writer, endpoint_id, since)
        # Pausing a stopped one does not yet decide about what it missed.
        if after.state is WebhookState.ACTIVE and before.state is not WebhookState.ACTIVE:
            if missed:
                await webhooks.catch_up(writer, endpoint_id)
            elif not before.catching_up:
                await webhooks.caught_up(writer, endpoint_id)
        await webhooks.change(writer, after)
        was, is_ = _facts(before), _facts(after)
        names_ = [name for name in is_ if was[name] != is_[name]]
        await write_down(
            writer,
            "change_webhook",
            endpoint_id,
            {name: was[name] for name in names_},
            {name: is_[name] for name in names_},
            actor,
            now,
        )
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def _collects(writer: Writer) -> events.Cursor:
    """Where a new endpoint's events start."""
    since = await events.newest(writer)
    if not await webhooks.collecting(writer):
        await webhooks.start_feed(writer, since)  # nobody has read the log so far
    return since


async def lock_endpoint(writer: Writer, endpoint_id: int) -> Endpoint:
    """One endpoint, locked against other changes. Raises WebhookGone."""
    endpoint = await webhooks.lock(writer, endpoint_id)
    if endpoint is None:
        raise WebhookGone
    return endpoint


async def _find_endpoint(database: Database, endpoint_id: int) -> Endpoint:
    async with database.read() as reader:
        endpoint = await webhooks.find(reader, endpoint_id)
    if endpoint is None:
        raise WebhookGone
    return endpoint


async def _find_secret(database: Database, endpoint_id: int) -> EndpointSecret:
    endpoint = await _find_endpoint(database, endpoint_id)
    async with database.read() as reader:
        secret = await webhooks.secret(reader, endpoint_id)
    if secret is None:
        raise WebhookGone
    return EndpointSecret(endpoint, secret)


def _facts(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "url": endpoint.url,
        "description": endpoint.description,
        "kinds": list(endpoint.kinds),
        "state": str(endpoint.state),
    }


def _clean_description(text: str) -> str:
    text = names.one_line(text)
    if len(text) > LONGEST_DESCRIPTION:
        raise BadInput("description", LONGEST_DESCRIPTION)
    return text


def _clean_kinds(kinds: Sequence[str]) -> list[str]:
    if any(kind not in KINDS for kind in kinds):
        raise BadInput("kinds")
    return sorted(set(kinds))


async def write_down(
    writer: Writer,
    action: str,
    endpoint_id: int,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Record in the audit log what was done to an endpoint."""
    await audit.record(
        writer,
        at=now,
        actor=actor,
        action=action,
        entity="webhook",
        entity_id=endpoint_id,
        before=before,
        after=after,
    )
