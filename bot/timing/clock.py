"""The only place that asks for the time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Real time, plus the offset by which the playground's clock was moved."""

    __slots__ = ("_offset", "on_moved")

    def __init__(self) -> None:
        self._offset = timedelta()
        # Called after the clock was moved, so that what is now due need not wait for a tick.
        self.on_moved: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """Now: aware, UTC."""
        return datetime.now(UTC) + self._offset

    @staticmethod
    def present() -> float:
        """The real time, in epoch seconds, however far this clock was moved."""
        return datetime.now(UTC).timestamp()

    @property
    def offset(self) -> float:
        """Seconds between real time and ours; 0 outside the playground."""
        return self._offset.total_seconds()

    def follow(self, offset_seconds: float) -> None:
        """Stay this many seconds ahead of real time from now on."""
        offset = timedelta(seconds=offset_seconds)
        if offset == self._offset:
            return
        self._offset = offset
        for listener in self.on_moved:
            listener()
