"""The rules of a service: how late, how far ahead, and how many."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.services.horizon import HorizonBy
from domain.services.limits import Caps


@dataclass(frozen=True, slots=True)
class Rules:
    """How late one may book, move and cancel (each in minutes), how far ahead, and how often.

    horizon_…: as in `domain.services.horizon`. cap_day, cap_week: the most sessions of a
    coach; customer_day, customer_week: of a customer, with any coach. 0: no limit.
    """

    notice_book: int = 60
    notice_move: int = 720
    notice_cancel: int = 720
    horizon_days: int = 60
    horizon_by: HorizonBy = HorizonBy.DAYS
    horizon_count: int = 0
    horizon_until: date | None = None
    cap_day: int = 0
    cap_week: int = 0
    customer_day: int = 0
    customer_week: int = 0

    @property
    def caps(self) -> Caps:
        return Caps(self.cap_day, self.cap_week)

    @property
    def capped(self) -> bool:
        """Whether a coach may have only so many sessions."""
        return bool(self.cap_day or self.cap_week)

    @property
    def customer_caps(self) -> Caps:
        return Caps(self.customer_day, self.customer_week)

    @property
    def customer_capped(self) -> bool:
        """Whether a customer may have only so many."""
        return bool(self.customer_day or self.customer_week)


USUAL_RULES: Final = Rules()
