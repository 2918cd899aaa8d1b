"""Prices in another currency: the displayed figure stays, and nothing is converted.

A business changes its currency because it was wrong, or because it starts again in another country;
new prices are for it to set, service by service.
"""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from domain.services.service import Money, Service
from domain.services.terms import Length


@dataclass(frozen=True, slots=True)
class Repricing:
    """From a currency to another, given their decimals."""

    currency: str
    before: int
    after: int

    def minor(self, minor: int) -> int:
        """The same figure in the smallest unit of the other currency: 12.50 is 13 without cents."""
        scaled = Decimal(minor).scaleb(self.after - self.before)
        return int(scaled.quantize(Decimal(1), ROUND_HALF_UP))

    def money(self, money: Money) -> Money:
        return Money(self.minor(money.minor), self.currency)

    def lengths(self, lengths: tuple[Length, ...]) -> tuple[Length, ...]:
        return tuple(replace(one, minor=self.minor(one.minor)) for one in lengths)

    def service(self, service: Service) -> Service:
        """The service with the same figures."""
        lengths = self.lengths(service.lengths)
        return replace(service, price=self.money(service.price), lengths=lengths)
