"""The buttons that lead to webhooks."""

from handlers.buttons.press import Press, button


@button("whl")
class ShowWebhooks(Press):
    """All of them."""


@button("who")
class ShowWebhook(Press):
    """How one of them is doing."""

    webhook: int
