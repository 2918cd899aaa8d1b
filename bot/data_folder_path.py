"""The data folder: made, or said why it cannot be, by the name of its setting."""

import os
from pathlib import Path

from bot.settings import WrongSetting

SETTING = "COACHBOOK_DATA_DIR"


def make(path: Path) -> None:
    """Make it, for its owner only. Raises WrongSetting."""
    if wrong := trouble(path):
        raise WrongSetting(wrong)
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)
    except OSError as fault:
        raise WrongSetting(_sentence(path, os.strerror(fault.errno or 0).lower())) from None


def trouble(path: Path) -> str | None:
    """Why it cannot be used, as a sentence; None when it is there, or can be made."""
    for place in (path, *path.absolute().parents):
        # A link that leads nowhere does not exist, and is in the way.
        if not os.path.lexists(place):
            continue
        if not place.is_dir():
            link = "a link that leads nowhere" if place.is_symlink() else "a file and no folder"
            return _sentence(path, f"{place} is {link}")
        if not os.access(place, os.W_OK | os.X_OK):
            return _sentence(path, f"this user may not write in {place}")
        return None
    return None


def _sentence(path: Path, reason: str) -> str:
    return f"{SETTING} {path} cannot be used: {reason}; set it to a folder of your own."
