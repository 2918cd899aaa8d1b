"""The button that leads from a day to what of it is kept for something else."""

from datetime import date

from handlers.chat.frame.buttons import Press, button


@button("ol")
class BlockTime(Press):
    """Which hour of this day?"""

    day: date
