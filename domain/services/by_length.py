"""Which service is meant by who says with whom, and from when until when."""

from domain.services.catalogue import Catalogue, Coach
from domain.services.service_choice import USUAL, Choice


def fitting(catalogue: Catalogue, coach: Coach, minutes: int) -> list[tuple[int, Choice]]:
    """The services of this coach, by id, that can be chosen to last so long: one where it is clear
    what is meant. Of a service with several prices for one length it is the first."""
    choices: list[tuple[int, Choice]] = []
    for service in catalogue.offered_services:
        if coach not in catalogue.coaches_for(service.id):
            continue
        usual = catalogue.service_for(service.id, coach, USUAL)
        if usual.minutes == minutes:
            choices.append((service.id, USUAL))
        elif minutes in {length.minutes for length in usual.options}:
            choices.append((service.id, Choice(minutes)))
    return choices
