"""What somebody is shown of a session before they book it, and is promised by that."""

from zlib import crc32

from domain.catalogue import Catalogue, Coach
from domain.service import Service


def mark(catalogue: Catalogue, service: Service, coach: Coach) -> int:
    """A number by which price, length, way and place, as they are, are told from what was shown.

    service: as `Catalogue.chosen` has it.
    """
    place = catalogue.place_of(service, coach)
    shown = service.price.minor, service.minutes, service.meeting.value, place
    return crc32(repr(shown).encode())
