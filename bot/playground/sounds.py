"""The type of a sound, from its first bytes: Ogg, WebM, MP3, MP4, WAV."""


def content_type(content: bytes) -> str | None:
    """The type by content, never by name; ``None`` if browsers do not play it."""
    if content.startswith(b"OggS"):
        return "audio/ogg"
    if content.startswith(b"\x1a\x45\xdf\xa3"):
        return "audio/webm"
    if content.startswith(b"ID3") or (content[:1] == b"\xff" and content[1:2] in _MP3):
        return "audio/mpeg"
    if content[4:8] == b"ftyp":
        return "audio/mp4"
    return "audio/wav" if content[:4] == b"RIFF" and content[8:12] == b"WAVE" else None


_MP3 = (b"\xfb", b"\xf3", b"\xf2")
