"""Pictures and voice messages that come by other ways than the chat: which are taken, and by which
name they go where Telegram's own id of a file would stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.refusals import BadInput

LARGEST: Final = 5 * 1024 * 1024  # bytes
# Media types, and what the bytes of each begin with: from where on, and with what.
PHOTOS: Final[Mapping[str, Sequence[tuple[int, bytes]]]] = {
    "image/jpeg": ((0, b"\xff\xd8\xff"),),
    "image/png": ((0, b"\x89PNG\r\n\x1a\n"),),
}
VOICES: Final[Mapping[str, Sequence[tuple[int, bytes]]]] = {
    "audio/ogg": ((0, b"OggS"),),
    "audio/mpeg": ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf2")),
    "audio/mp4": ((4, b"ftyp"),),
}
_ENDINGS: Final = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
}
_MARK: Final = "kept:"


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file as somebody brings it. kind: its media type."""

    content: bytes
    kind: str

    @property
    def name(self) -> str:
        """Under which it is saved."""
        return f"{self.kind.partition('/')[0]}.{_ENDINGS[self.kind]}"


def validate_file(file: NewFile, field: str) -> NewFile:
    """The file, if it is what it says. Nobody looks into it further: it is kept, and handed on.
    Raises BadInput."""
    if len(file.content) > LARGEST:
        raise BadInput(field, LARGEST)
    begins = {**PHOTOS, **VOICES}.get(file.kind, ())
    if not any(file.content.startswith(mark, at) for at, mark in begins):
        raise BadInput(field)
    return file


def is_photo(kind: str) -> bool:
    """Whether a media type is that of a picture."""
    return kind in PHOTOS


def name_of(file_id: int) -> str:
    """What stands for a file that is kept here, in the place of Telegram's id."""
    return f"{_MARK}{file_id}"


def number_of(name: str) -> int | None:
    """The file that such a name stands for; None for what is Telegram's."""
    number = name.removeprefix(_MARK)
    return int(number) if name.startswith(_MARK) and number.isascii() and number.isdigit() else None
