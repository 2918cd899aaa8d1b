"""The button with which a new coach sets up what customers find."""

from handlers.buttons.press import Press, button


@button("jc")
class SetUp(Press):
    """Continue with this step, as in `chat.coach.set_up`; 0 for wherever it stopped."""

    step: int = 0
