"""The keys that lead to the ways somebody is reached, and to what they were told."""

from handlers.buttons.press import Press, button


@button("uw")
class ShowWays(Press):
    """The ways I am reached."""


@button("uwl")
class ShowTold(Press):
    """What I was told. before: the id before which to begin, 0 for the latest."""

    before: int = 0


@button("npt")
class ToldTo(Press):
    """The same for anybody, for the team."""

    person: int
    before: int = 0
