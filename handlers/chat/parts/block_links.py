"""The button that leads from a day to time that is blocked on it."""

from datetime import date

from handlers.chat.frame.buttons import Press, button


@button("ol")
class BlockTime(Press):
    """Which hour of this day?"""

    day: date
