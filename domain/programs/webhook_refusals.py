"""Why something cannot be done with a webhook; as in `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class WrongWebhookUrl(Refusal, code="wrong_webhook_url"):
    """An address that nothing is sent to. reason: as of
    `domain.programs.webhook_urls.validate_url`."""

    reason: str


@dataclass(unsafe_hash=True)
class TooManyWebhooks(Refusal, code="too_many_webhooks"):
    """There are as many endpoints as there may be."""

    most: int


@dataclass(unsafe_hash=True)
class WebhookGone(Refusal, code="webhook_gone"):
    """There is no such endpoint, or nothing of it in the log: perhaps not any more."""
