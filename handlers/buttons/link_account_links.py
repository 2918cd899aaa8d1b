"""The button that leads to linking the chat with an account."""

from handlers.buttons.press import Press, button


@button("yl")
class LinkAccount(Press):
    """How an account and this chat are linked."""
