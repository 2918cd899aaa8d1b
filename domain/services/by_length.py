"""Finds the service from the coach and the start and end times."""

from domain.services.catalogue import Catalogue, Coach
from domain.services.service_choice import USUAL, Choice


def fitting(catalogue: Catalogue, coach: Coach, minutes: int) -> list[tuple[int, Choice]]:
    """This coach's services, by id, that can have this length: a single one if it is unambiguous.
    Of several prices for one length, the first."""
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
