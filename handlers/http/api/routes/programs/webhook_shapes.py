"""What webhooks look like in requests and answers."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from domain.programs.webhooks import KINDS, LONGEST_DESCRIPTION, Delivery, WebhookState
from handlers.http.api.call import Call
from handlers.http.api.shapes import AnswerShape, Count, Cursor, Instant, Limit, Page, RequestShape
from storage.programs.webhook_deliveries import DeliveryAttempt, LoggedDelivery
from storage.programs.webhooks import Endpoint

Url = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=2_000,
        description="https:// to the open internet, without a user or a fragment.",
    ),
]
Description = Annotated[str, Meta(max_length=LONGEST_DESCRIPTION)]
Kind = Annotated[
    str, Meta(max_length=60, description="A kind of event.", extra_json_schema={"enum": [*KINDS]})
]
Kinds = Annotated[
    tuple[Kind, ...], Meta(max_length=len(KINDS), description="An empty list means everything.")
]


class NewWebhook(RequestShape):
    """Where to send events, and which ones."""

    url: Url
    description: Description = ""
    kinds: Kinds = ()


class WebhookChange(RequestShape):
    """What to change. enabled: false pauses it, and events are kept for it; true resumes it,
    whatever stopped it. missed: on resuming, also send what happened while it was stopped, up to 30
    days back."""

    url: Url | msgspec.UnsetType = msgspec.UNSET
    description: Description | msgspec.UnsetType = msgspec.UNSET
    kinds: Kinds | msgspec.UnsetType = msgspec.UNSET
    enabled: bool | msgspec.UnsetType = msgspec.UNSET
    missed: bool = False


class Webhook(AnswerShape):
    """Where events are sent. waiting: messages still to be delivered, up to 1,000. failing_since:
    since when every try has failed. last_status, last_error: the result of the last try.
    missed_since: how far it had got when it was stopped; catching_up: what happened since then is
    being sent."""

    id: int
    url: str
    description: str
    kinds: tuple[str, ...]
    state: WebhookState
    created_at: datetime
    waiting: int
    failing_since: datetime | None = None
    old_secret_until: datetime | None = None
    last_at: datetime | None = None
    last_status: int | None = None
    last_error: str | None = None
    missed_since: datetime | None = None
    catching_up: bool = False


class WebhookWithSecret(AnswerShape):
    """A webhook with its signing secret. secret: shown only now."""

    webhook: Webhook
    secret: str


class WebhookPage(Page, kw_only=True):
    """All webhooks, oldest first."""

    items: tuple[Webhook, ...]


class WebhookMessage(AnswerShape):
    """A message, sent or waiting. message_id: the header `webhook-id`, the same for every try.
    attempts: since it was last replayed. due_at: when the next try is, if it waits. done_at: when
    it arrived, or was given up."""

    id: int
    message_id: str
    kind: str
    state: Delivery
    created_at: datetime
    attempts: int
    due_at: datetime | None = None
    done_at: datetime | None = None


class WebhookMessagePage(Page, kw_only=True):
    """The log of a webhook, newest first."""

    items: tuple[WebhookMessage, ...]


class WebhookTry(AnswerShape):
    """The result of one try. answer: how the response begins. error: why there was none."""

    at: datetime
    milliseconds: int
    answer: str
    status: int | None = None
    error: str | None = None


class WholeWebhookMessage(AnswerShape):
    """A message with what was sent, to the byte, and each try, newest first."""

    message: WebhookMessage
    body: str
    tries: tuple[WebhookTry, ...]


class LogQuery(RequestShape):
    """Which part of the log."""

    limit: Limit = 20
    cursor: Cursor | None = None
    state: Delivery | None = None


class ReplayOrder(RequestShape):
    """What to send again. delivered_too: not only what was given up."""

    since: Instant
    delivered_too: bool = False


class Replayed(AnswerShape):
    """How many messages are sent again."""

    messages: Count


def webhook_of(one: Endpoint, call: Call) -> Webhook:
    """A webhook, in the requested zone."""
    return Webhook(
        id=one.id,
        url=one.url,
        description=one.description,
        kinds=one.kinds,
        state=one.state,
        created_at=one.created_at.astimezone(call.zone),
        waiting=one.waiting,
        failing_since=_in(call, one.failing_since),
        old_secret_until=_in(call, one.old_secret_until),
        last_at=_in(call, one.last_at),
        last_status=one.last_status,
        last_error=one.last_error,
        missed_since=_in(call, one.missed_at),
        catching_up=one.catching_up,
    )


def message_of(one: LoggedDelivery, call: Call) -> WebhookMessage:
    """A message of its log."""
    waits = one.state is Delivery.WAITING
    return WebhookMessage(
        id=one.id,
        message_id=one.message_id,
        kind=one.kind,
        state=one.state,
        created_at=one.created_at.astimezone(call.zone),
        attempts=one.attempts,
        due_at=_in(call, one.due_at) if waits else None,
        done_at=_in(call, one.done_at),
    )


def try_of(one: DeliveryAttempt, call: Call) -> WebhookTry:
    """One try."""
    return WebhookTry(
        at=one.at.astimezone(call.zone),
        milliseconds=one.milliseconds,
        answer=one.answer,
        status=one.status,
        error=one.error,
    )


def _in(call: Call, at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(call.zone)
