"""The data folder: created, or a sentence on why it cannot be; locked by one process.

A second process says where the first one is, and ends.
"""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.settings.settings import WrongSetting

SETTING = "COACHBOOK_DATA_DIR"


class AlreadyRunning(Exception):
    """Another process has this data folder; the text is one sentence that says where it is.

    address: empty until it has one.
    """

    def __init__(self, sentence: str, address: str = "") -> None:
        super().__init__(sentence)
        self.address = address


class DataFolder:
    """The folder of one process, locked from entering until leaving.

    The kernel drops the lock with the process, however it ends: no stale lock can be left behind.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: int | None = None

    def __enter__(self) -> Self:
        """Raises AlreadyRunning, and WrongSetting if the folder cannot be created or written."""
        make(self.path)
        try:
            lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as fault:
            raise WrongSetting(
                f"{SETTING} {self.path} cannot be used: {fault.filename} cannot be opened "
                f"({fault.strerror}); set it to a folder of your own."
            ) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid, _, address = os.read(lock, 1000).decode().strip().partition(" ")
            os.close(lock)
            raise AlreadyRunning(
                f"Coachbook is already running at {address or 'an address it is still choosing'} "
                f"(process {pid or 'unknown'}, data in {self.path}): open that, or stop it first.",
                address,
            ) from None
        self._lock = lock
        self.announce("")
        return self

    def announce(self, address: str) -> None:
        """Write down where this process can be reached, for a second one."""
        assert self._lock is not None
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, f"{os.getpid()} {address}\n".encode(), 0)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._lock is not None:
            os.ftruncate(self._lock, 0)
            os.close(self._lock)
            self._lock = None


def make(path: Path) -> None:
    """Create it, for its owner only. Raises WrongSetting."""
    if wrong := trouble(path):
        raise WrongSetting(wrong)
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)
    except OSError as fault:
        raise WrongSetting(_sentence(path, os.strerror(fault.errno or 0).lower())) from None


def trouble(path: Path) -> str | None:
    """Why it cannot be used, as a sentence; None if it exists, or can be created."""
    for place in (path, *path.absolute().parents):
        # A broken link does not exist, and is in the way.
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
