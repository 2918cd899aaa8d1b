"""The keys with which somebody says whether they want broadcasts."""

from handlers.buttons.press import Press, button


@button("nwx")
class NoNews(Press):
    """Stop them; below each broadcast."""


@button("nws")
class SetNews(Press):
    """Wanted (1) or not (0), on the card of what we know of them."""

    wanted: int
