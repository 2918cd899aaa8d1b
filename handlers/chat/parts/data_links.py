"""Ways to what is taken along of the business's data, and brought in."""

from handlers.chat.frame.buttons import Press, button


@button("exs")
class ShowExport(Press):
    """What can be exported."""


@button("iml")
class ShowImports(Press):
    """What can be brought in, and what was."""


@button("ims")
class ShowImport(Press):
    """How far it is, or how it is read."""

    id: int
