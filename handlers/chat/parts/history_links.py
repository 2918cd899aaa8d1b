"""The buttons that lead from the card of a session to what its coach knows of its customer."""

from handlers.chat.frame.buttons import Press, button


@button("ch", on_cards=True)
class ShowHistory(Press):
    """What the customer of a session has had with its coach. page: from 0, the latest."""

    appointment: int
    page: int = 0
