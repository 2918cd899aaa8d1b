"""The buttons with which the two people of a session write to each other.

by_coach: whether the coach presses it (1), or the customer (0). again: pressed under what somebody
has written, which stays where it is (1).
"""

from handlers.chat.frame.buttons import Press, button


@button("mw")
class WriteTo(Press):
    """Write to the other side of a session."""

    appointment: int
    by_coach: int
    again: int = 0

    def on_card(self) -> bool:
        # The other ones stand below what somebody has written.
        return self.again == 0


@button("ml")
class BeLate(Press):
    """How late is the coach? The question."""

    appointment: int


@button("mx")
class CannotCome(Press):
    """Ask what becomes of a session that one cannot come to."""

    appointment: int
    by_coach: int


@button("mt")
class ShowThread(Press):
    """What the two have written to each other. page: from 0, the latest."""

    appointment: int
    by_coach: int
    page: int = 0
    again: int = 0


@button("mg")
class WriteToAll(Press):
    """Write to everybody in the session of a group."""

    session: int


@button("mj")
class ShowComplaint(Press):
    """What somebody complains of. page: of what was written, from 0."""

    report: int
    page: int = 0


@button("mf")
class ShowFile(Press):
    """The picture, voice message or place of a message."""

    message: int
