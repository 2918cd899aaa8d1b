"""The browser the page is tested in: Debian's Chromium, driven by Playwright."""

import os
import shutil
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
# The first takes a third of the work of the others, which open a window around each page.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

# Quiet: no sandbox inside containers, no graphics card, and no call home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """The path of a Chromium: ``COACHBOOK_CHROMIUM``, one on ``PATH``, or one in ``.tools``."""
    named = os.environ.get("COACHBOOK_CHROMIUM")
    if named:
        return named
    for name in NAMES:
        executable = shutil.which(name)
        if executable:
            return executable
    for path in (REPOSITORY / ".tools" / "bin" / name for name in NAMES):
        if path.is_file() and os.access(path, os.X_OK):
            return str(path)
    raise RuntimeError("No Chromium: install Debian's package, or name one in COACHBOOK_CHROMIUM.")
