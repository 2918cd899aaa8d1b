"""The buttons that lead to an admin's settings of the business, and to how customers see it."""

from handlers.buttons.press import Press, button


@button("it")
class ShowTexts(Press):
    """What the business says in its own words. text: one of them, "" for all."""

    text: str = ""


@button("ir")
class ShowRules(Press):
    """The rules of the house. page: of the services, from 0."""

    page: int = 0


@button("ip")
class PreviewScreen(Press):
    """A screen as customers see it. screen: its name. language: "" for the reader's. service: the
    one whose card it is, 0 for the first."""

    screen: str = "first"
    language: str = ""
    service: int = 0


@button("if")
class FirstRun(Press):
    """Continue the first run. step: its name, "" for the next. after: the one put off."""

    step: str = ""
    after: str = ""


@button("yma")
class ShowMessageCosts(Press):
    """What messages outside the chat may cost."""
