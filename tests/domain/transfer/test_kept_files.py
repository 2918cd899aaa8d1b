"""Files that come by other ways than the chat: which are taken, and what they are called."""

import pytest

from domain.refusals import BadInput
from domain.transfer.kept_files import LARGEST, NewFile, is_photo, name_of, number_of, validate_file

JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    ("kind", "begins", "name"),
    [
        ("image/jpeg", JPEG, "image.jpg"),
        ("image/png", PNG, "image.png"),
        ("audio/ogg", b"OggS", "audio.ogg"),
        ("audio/mpeg", b"ID3", "audio.mp3"),
        ("audio/mpeg", b"\xff\xfb", "audio.mp3"),
        ("audio/mpeg", b"\xff\xf3", "audio.mp3"),
        ("audio/mpeg", b"\xff\xf2", "audio.mp3"),
        ("audio/mp4", b"\0\0\0 ftyp", "audio.m4a"),
    ],
)
def test_a_file_is_taken_that_begins_as_its_kind_does(kind: str, begins: bytes, name: str) -> None:
    file = NewFile(begins.ljust(LARGEST, b"."), kind)
    assert validate_file(file, "photo") is file
    assert file.name == name
    assert is_photo(kind) is kind.startswith("image/")
    with pytest.raises(BadInput) as refused:
        validate_file(NewFile(file.content + b".", kind), "photo")
    assert refused.value == BadInput("photo", LARGEST)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image/png", JPEG),
        ("image/jpeg", b""),
        ("image/jpeg", b"." + JPEG),
        ("audio/mp4", b"ftyp"),
        ("image/gif", b"GIF89a"),
        ("", JPEG),
    ],
)
def test_what_is_not_what_it_says_is_refused(kind: str, content: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        validate_file(NewFile(content, kind), "voice")
    assert refused.value == BadInput("voice")


def test_a_file_that_is_kept_here_is_told_from_telegrams() -> None:
    assert name_of(7) == "kept:7"  # as messages of before have it
    assert number_of(name_of(7)) == 7
    for other in ("7", "AgACAgIAAx", "kept:", "kept:x", "kept:-1", "kept:\u0667", "kept:\u00b2"):
        assert number_of(other) is None
