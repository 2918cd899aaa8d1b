"""The button that leads to when a coach gets their summaries."""

from handlers.buttons.press import Press, button


@button("od")
class ShowDigests(Press):
    """When a coach gets their summaries."""
