"""The keys by which somebody says whether they want messages that go to many."""

from handlers.chat.frame.buttons import Press, button


@button("nwx")
class NoNews(Press):
    """No more of them: below each."""


@button("nws")
class SetNews(Press):
    """Wanted (1) or not (0), on the card of what we know of them."""

    wanted: int
