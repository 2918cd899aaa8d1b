"""Why something cannot be done with a webhook; see `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class WrongWebhookUrl(Refusal, code="wrong_webhook_url"):
    """An address that nothing is sent to. reason: as in
    `domain.programs.webhook_urls.validate_url`."""

    reason: str


@dataclass(unsafe_hash=True)
class TooManyWebhooks(Refusal, code="too_many_webhooks"):
    """The limit of endpoints is reached."""

    most: int


@dataclass(unsafe_hash=True)
class WebhookGone(Refusal, code="webhook_gone"):
    """No such endpoint, or nothing in its log: perhaps no longer."""
