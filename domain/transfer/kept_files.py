"""Pictures and voice messages that do not come from the chat: which are accepted, and the names
they have in place of Telegram's file ids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.refusals import BadInput

LARGEST: Final = 5 * 1024 * 1024  # bytes
# Media types, and how the bytes of each begin: at which offset, and with what.
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
    """A file from somebody. kind: its media type."""

    content: bytes
    kind: str

    @property
    def name(self) -> str:
        """The name under which it is saved."""
        return f"{self.kind.partition('/')[0]}.{_ENDINGS[self.kind]}"


def validate_file(file: NewFile, field: str) -> NewFile:
    """The file, if it is what it claims to be. It is not inspected further, only stored and passed
    on. Raises BadInput."""
    if len(file.content) > LARGEST:
        raise BadInput(field, LARGEST)
    begins = {**PHOTOS, **VOICES}.get(file.kind, ())
    if not any(file.content.startswith(mark, at) for at, mark in begins):
        raise BadInput(field)
    return file


def is_photo(kind: str) -> bool:
    """Whether a media type is a picture."""
    return kind in PHOTOS


def name_of(file_id: int) -> str:
    """The name of a file stored here, used in place of Telegram's id."""
    return f"{_MARK}{file_id}"


def number_of(name: str) -> int | None:
    """The file with such a name; None if it is Telegram's."""
    number = name.removeprefix(_MARK)
    return int(number) if name.startswith(_MARK) and number.isascii() and number.isdigit() else None
