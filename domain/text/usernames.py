"""Telegram usernames as people type them: @name, or a link to somebody's chat."""

import re
import unicodedata

# Early names, and bought ones, have as few as four characters.
_NAME = "([A-Za-z][A-Za-z0-9_]{3,31})"
_HOST = r"(?:https?://)?(?:www\.)?(?:t\.me|telegram\.me|telegram\.dog)"
_WAYS = (f"@{_NAME}", f"{_HOST}/@?{_NAME}/?(?:\\?.*)?", rf"tg://resolve\?domain={_NAME}(?:&.*)?")
_TYPED = re.compile("|".join(_WAYS), re.IGNORECASE)
_BESIDE = "<>()[].,;:!\u200b\u200e\u200f\u2060\ufeff"  # often copied along with it


def username(text: str) -> str | None:
    """The username in a text, without its @; None if it is something else."""
    plain = unicodedata.normalize("NFKC", text).strip().strip(_BESIDE).strip()
    match = _TYPED.fullmatch(plain)
    return next(filter(None, match.groups())) if match else None
