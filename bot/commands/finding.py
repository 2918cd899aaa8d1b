"""What the doctor finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked, as a sentence."""

    well: bool
    says: str

    def __str__(self) -> str:
        return f"{'✓' if self.well else '✗'} {self.says}"
