"""The button that leads from a day to blocking time on it."""

from datetime import date

from handlers.buttons.press import Press, button


@button("ol")
class BlockTime(Press):
    """Ask which hour of this day."""

    day: date
