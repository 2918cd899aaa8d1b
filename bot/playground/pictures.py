"""Width and height of a picture, from its first bytes: PNG, JPEG, GIF, WebP."""

import struct

# Telegram's own bounds for photos.
LARGEST_SUM = 10_000
LARGEST_RATIO = 20


def size(content: bytes) -> tuple[int, int] | None:
    """``(width, height)``, or ``None`` if Telegram would not show this as a picture."""
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            width, height = struct.unpack(">II", content[16:24])
        elif content.startswith((b"GIF87a", b"GIF89a")):
            width, height = struct.unpack("<HH", content[6:10])
        elif content.startswith(b"\xff\xd8"):
            width, height = _jpeg(content)
        elif content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            width, height = _webp(content)
        else:
            return None
    except struct.error:
        return None
    return (width, height) if width and height else None


def fits(width: int, height: int) -> bool:
    return width + height <= LARGEST_SUM and max(width, height) <= LARGEST_RATIO * min(
        width, height
    )


def content_type(content: bytes) -> str | None:
    """The type by content, never by name: it decides what a browser may show."""
    for start, kind in (
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF8", "image/gif"),
        (b"\xff\xd8", "image/jpeg"),
    ):
        if content.startswith(start):
            return kind
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else None


def _jpeg(content: bytes) -> tuple[int, int]:
    at = 2
    while True:
        marker, length = struct.unpack(">HH", content[at : at + 4])
        # A start-of-frame segment; three numbers in its range mean other things.
        if 0xFFC0 <= marker <= 0xFFCF and marker not in (0xFFC4, 0xFFC8, 0xFFCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return int(width), int(height)
        if marker < 0xFF00 or length < 2:
            raise struct.error("no frame")
        at += 2 + length


def _webp(content: bytes) -> tuple[int, int]:
    form = content[12:16]
    if form == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        height = int.from_bytes(content[27:30], "little") + 1
        return width, height
    if form == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    if form == b"VP8 ":
        width, height = struct.unpack("<HH", content[26:30])
        return int(width) & 0x3FFF, int(height) & 0x3FFF
    raise struct.error("unknown form")
