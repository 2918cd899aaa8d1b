"""The keys that lead to somebody's contact ways, and to what they were told."""

from handlers.chat.frame.buttons import Press, button


@button("uw")
class ShowWays(Press):
    """By which ways I am told."""


@button("uwl")
class ShowTold(Press):
    """What I was told. before: the id in front of which to begin, 0 for the latest."""

    before: int = 0


@button("npt")
class ToldTo(Press):
    """The same of anybody, for the team."""

    person: int
    before: int = 0
