"""The buttons of imports from files. id: of the import, in each of them."""

from handlers.buttons.press import Press, button


@button("imf")
class ImportFile(Press):
    """What are its lines, or which of its sheets is it? what: `kind` or `sheet`."""

    id: int
    what: str


@button("imc")
class ImportColumns(Press):
    """What does each column mean? column: counted from 1; 0 for all of them, on a page counted from
    0."""

    id: int
    column: int = 0
    page: int = 0


@button("imv")
class SetColumn(Press):
    """This column means this field of its kind, counted from 1; 0: it is left out."""

    id: int
    column: int
    field: int


@button("imo")
class SetImport(Press):
    """what: `kind`, `sheet`, `days` (1: the month first) or `tell` (1: customers are told)."""

    id: int
    what: str
    value: int


@button("imk")
class CheckImport(Press):
    """What would become of its lines?"""

    id: int


@button("imd")
class ConfirmImport(Press):
    """Bring it in as it was reviewed."""

    id: int
    revision: int


@button("imq")
class AskUndoImport(Press):
    """Whether to remove it again."""

    id: int


@button("imu")
class UndoImport(Press):
    """Remove it again."""

    id: int


@button("imw")
class WrongRows(Press):
    """The lines not taken, as a file."""

    id: int


@button("imx")
class ImportExample(Press):
    """An example file. kind: of what."""

    kind: str
