"""The buttons with which the two people of a session write to each other.

by_coach: whether the coach presses it (1), or the customer (0). again: pressed below somebody's
message, which stays (1).
"""

from handlers.buttons.press import Press, button


@button("mw")
class WriteTo(Press):
    """Write to the other side of a session."""

    appointment: int
    by_coach: int
    again: int = 0

    def on_card(self) -> bool:
        # The others are below somebody's message.
        return self.again == 0


@button("ml")
class BeLate(Press):
    """Ask how late the coach is."""

    appointment: int


@button("mx")
class CannotCome(Press):
    """Ask what becomes of a session one cannot come to."""

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
    """Write to everybody in a group's session."""

    session: int


@button("mj")
class ShowComplaint(Press):
    """What somebody complains about. page: of what was written, from 0."""

    report: int
    page: int = 0


@button("mf")
class ShowFile(Press):
    """The picture, voice message or place of a message."""

    message: int
