"""The buttons that lead to applications, from notices, the menu and lists."""

from handlers.buttons.press import Press, button


@button("apg")
class Apply(Press):
    """Resume one's own application. step: as in `ApplicationStep`, 0 for wherever it is."""

    step: int = 0


@button("apq")
class AnswerTeam(Press):
    """Ask for the answer to the team's question."""


@button("axl")
class Applications(Press):
    """Those waiting. page: from 0."""

    page: int = 0


@button("axs")
class ShowApplication(Press):
    """One of them."""

    application: int
