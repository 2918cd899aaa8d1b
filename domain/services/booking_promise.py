"""What people are shown of a session before they book it, and so are promised."""

from zlib import crc32

from domain.services.catalogue import Catalogue, Coach
from domain.services.service import Approval, Service


def mark(
    catalogue: Catalogue,
    service: Service,
    coach: Coach,
    *,
    known: bool = False,
    by_hand: bool = False,
) -> int:
    """A number that tells whether price, length, way or place has changed since it was shown.

    It includes whether it is confirmed at once, if that depends on the customer. service: as from
    `Catalogue.service_for`. known: whether the coach knows the customer. by_hand: as in
    `Service.at_once`, if that makes a difference.
    """
    place = catalogue.place_of(service, coach)
    price = service.price.minor, service.price.currency
    details: tuple[object, ...] = *price, service.minutes, service.meeting.value, place
    if service.approval_by(coach) is Approval.KNOWN:
        details = (*details, known)
    if by_hand and service.at_once(coach, known=known):
        details = (*details, "by hand")
    return crc32(repr(details).encode())
