"""The `.env` file, for settings that are written down rather than exported."""

from pathlib import Path


def read(file: Path, prefix: str) -> dict[str, str]:
    """The values of names with a prefix; none if there is no file.

    Lines are `NAME=value`, `#` starts a comment line, quotes around a value are removed: as Docker
    Compose reads the same file. Raises UnicodeError if it is not UTF-8.
    """
    values: dict[str, str] = {}
    for line in _text(file).splitlines() if file.is_file() else ():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and name.strip().startswith(prefix):
            value = value.strip()
            quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
            values[name.strip()] = value[1:-1] if quoted else value
    return values


def _text(file: Path) -> str:
    # Editors on Windows put a byte order mark first.
    text = file.read_text("utf-8-sig")
    if "\0" in text:
        raise UnicodeError("UTF-16 without a mark can be read as UTF-8, with a NUL in each letter")
    return text
