"""The one place that asks what time it is."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Real time, plus the offset that a playground's clock was moved by."""

    __slots__ = ("_offset",)

    def __init__(self) -> None:
        self._offset = timedelta()

    def now(self) -> datetime:
        """The present instant: aware, UTC."""
        return datetime.now(UTC) + self._offset

    @property
    def offset(self) -> float:
        """Seconds between real time and ours; 0 outside the playground."""
        return self._offset.total_seconds()

    def follow(self, offset_seconds: float) -> None:
        """Stand this many seconds ahead of real time from now on."""
        self._offset = timedelta(seconds=offset_seconds)
