"""Ways to exporting and importing the business's data."""

from handlers.buttons.press import Press, button


@button("exs")
class ShowExport(Press):
    """What can be exported."""


@button("iml")
class ShowImports(Press):
    """What can be brought in, and earlier imports."""


@button("ims")
class ShowImport(Press):
    """Its progress, or how it is read."""

    id: int
