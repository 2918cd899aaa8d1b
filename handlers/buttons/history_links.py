"""The buttons that lead from the card of a session to what its coach knows of its customer."""

from handlers.buttons.press import Press, button


@button("ch", on_cards=True)
class ShowHistory(Press):
    """A customer's sessions with the coach of one. page: from 0, the latest."""

    appointment: int
    page: int = 0


@button("chw")
class WriteNote(Press):
    """Write a note on the customer of a session: in place of what is there
    (0), or below it (1)."""

    appointment: int
    more: int = 0


@button("chq")
class AskForget(Press):
    """Ask whether to delete the note."""

    appointment: int


@button("chd")
class ForgetNote(Press):
    """Delete it."""

    appointment: int
