"""The buttons that lead to how the business and the bot are doing."""

from handlers.buttons.press import Press, button


@button("ovg")
class ShowGlance(Press):
    """The business at a glance."""


@button("ovs")
class ShowStatus(Press):
    """How the bot itself is doing."""


@button("ovl")
class DeadLetters(Press):
    """What could not be handled. page: from 0."""

    page: int = 0


@button("ovu")
class ShowUnreachable(Press):
    """People out of reach. page: from 0."""

    page: int = 0
