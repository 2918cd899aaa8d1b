"""Names for devices without one: from the User-Agent, in words people know."""

import re
from typing import Final

# The first match counts: each also claims to be those after it.
_PROGRAMS: Final = (
    ("Edg", "Edge"),
    ("OPR|Opera", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox|FxiOS", "Firefox"),
    ("Chrome|CriOS", "Chrome"),
    ("Safari", "Safari"),
    ("Dart", "Flutter"),
    ("okhttp", "Android app"),
    ("curl", "curl"),
    ("python|aiohttp", "Python"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X|Macintosh", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux|X11", "Linux"),
)


def describe_agent(agent: str | None) -> str | None:
    """Program and system, such as "Firefox, Windows"; None if neither is known."""
    if agent is None:
        return None
    parts = [_first(_PROGRAMS, agent), _first(_SYSTEMS, agent)]
    return ", ".join(filter(None, parts)) or None


def _first(table: tuple[tuple[str, str], ...], agent: str) -> str | None:
    return next((name for mark, name in table if re.search(mark, agent)), None)
