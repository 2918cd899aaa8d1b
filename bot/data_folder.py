"""One process per data folder: the second one learns where the first one is, and goes away."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from bot import data_folder_path
from bot.settings import WrongSetting


class AlreadyRunning(Exception):
    """Another process has this data folder; the text is one sentence that says where it is.

    address: empty until it has one.
    """

    def __init__(self, sentence: str, address: str = "") -> None:
        super().__init__(sentence)
        self.address = address


class DataFolder:
    """The folder of one process, held by a lock from entering until leaving.

    The kernel drops the lock with the process, however it ends: no stale lock can be left behind.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: int | None = None

    def __enter__(self) -> Self:
        """Raises AlreadyRunning, and WrongSetting when the folder cannot be made or written."""
        data_folder_path.make(self.path)
        try:
            lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as fault:
            raise WrongSetting(
                f"{data_folder_path.SETTING} {self.path} cannot be used: {fault.filename} cannot "
                f"be opened ({fault.strerror}); set it to a folder of your own."
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
        """Write down where this process can be reached, for whoever comes second."""
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
