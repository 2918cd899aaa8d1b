"""Pictures for the tests."""

import struct
import zlib


def png(width: int, height: int) -> bytes:
    """A soft gradient."""
    rows = (
        b"\0" + b"".join(_pixel(x / width, y / height) for x in range(width)) for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(rows))
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", body), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _pixel(x: float, y: float) -> bytes:
    return bytes((int(60 + 120 * x), int(120 + 80 * y), 200))


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
