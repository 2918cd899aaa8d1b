"""The buttons that lead to the keys of the API."""

from handlers.buttons.press import Press, button


@button("yk")
class ApiKeys(Press):
    """The list of them. page: from 0. kept: the pressed message stays as it is."""

    page: int = 0
    kept: int = 0


@button("yks")
class ShowApiKey(Press):
    """One of them."""

    key: int
