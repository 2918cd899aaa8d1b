"""The buttons that lead to applications, from notices, the menu and lists."""

from handlers.chat.frame.buttons import Press, button


@button("apg")
class Apply(Press):
    """Go on with one's own application. step: as of `domain.coaches.applications.Step`, 0 for
    wherever it is."""

    step: int = 0


@button("apq")
class AnswerTeam(Press):
    """Answer what the team has asked. The question."""


@button("axl")
class Applications(Press):
    """Those that wait. page: from 0."""

    page: int = 0


@button("axs")
class ShowApplication(Press):
    """One of them."""

    application: int
