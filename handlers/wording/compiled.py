"""Catalogues as gettext reads them, compiled once per state of their source."""

import io
import os
import sys
from contextlib import suppress
from gettext import GNUTranslations
from pathlib import Path


def sentences(locales: Path, language: str) -> GNUTranslations:
    """A language's catalogue, compiled next to its source by the image, or here."""
    source = locales / language / "LC_MESSAGES" / "messages.po"
    state = source.stat()
    mo_file = source.with_suffix(".mo")
    if mo_file.exists() and mo_file.stat().st_mtime_ns >= state.st_mtime_ns:
        return GNUTranslations(io.BytesIO(mo_file.read_bytes()))
    # Like Python's bytecode: for exactly this state of the source.
    cache_file = source.parent / "__pycache__" / f"{state.st_mtime_ns}-{state.st_size}.mo"
    with suppress(OSError):
        return GNUTranslations(io.BytesIO(cache_file.read_bytes()))
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - once for each state of the source
    from babel.messages.pofile import read_po  # noqa: PLC0415 - as above

    compiled = io.BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    if not sys.dont_write_bytecode:
        with suppress(OSError):
            _keep(cache_file, compiled.getvalue())
    compiled.seek(0)
    return GNUTranslations(compiled)


def _keep(place: Path, content: bytes) -> None:
    """Write a compiled catalogue atomically, and delete those of earlier states."""
    place.parent.mkdir(exist_ok=True)
    earlier = list(place.parent.glob("*.mo"))
    whole = place.with_suffix(f".{os.getpid()}")
    whole.write_bytes(content)
    whole.replace(place)
    for one in earlier:
        one.unlink(missing_ok=True)
