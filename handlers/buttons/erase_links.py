"""The buttons that lead to where somebody's data is deleted."""

from handlers.buttons.press import Press, button


@button("je")
class AskErase(Press):
    """Ask whether to delete what is known of the person who presses it."""


@button("jep")
class AskEraseOf(Press):
    """Ask whether to delete what is known of somebody else."""

    person: int
