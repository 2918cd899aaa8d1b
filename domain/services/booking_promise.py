"""What somebody is shown of a session before they book it, and is promised by that."""

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
    """A number by which price, length, way and place, as they are, are told from what was shown.

    And whether it is confirmed at once, where that hangs on the customer. service: as
    `Catalogue.service_for` has it. known: to this coach, of the customer. by_hand: as of
    `Service.at_once`, where that makes a difference.
    """
    place = catalogue.place_of(service, coach)
    details: tuple[object, ...] = service.price.minor, service.minutes, service.meeting.value, place
    if service.approval_by(coach) is Approval.KNOWN:
        details = (*details, known)
    if by_hand and service.at_once(coach, known=known):
        details = (*details, "by hand")
    return crc32(repr(details).encode())
