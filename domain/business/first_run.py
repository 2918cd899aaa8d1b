"""From an empty bot to its first free time: what is asked, in which order, and what is done.

What is in the catalogue counts as done. Name and zone have a value from the start, so it is stored
that somebody confirmed them; so is the currency.
"""

from enum import StrEnum
from typing import Final

from domain.services.catalogue import Catalogue

UNNAMED: Final = "Coachbook"  # the name of a business nobody has named


class FirstStep(StrEnum):
    """What is asked, in order; the values are what is stored."""

    NAME = "name"
    ZONE = "zone"
    CURRENCY = "currency"
    SERVICE = "service"
    COACH = "coach"
    HOURS = "hours"


STEPS: Final = tuple(FirstStep)
OVER: Final = "over"  # added to the steps once somebody wants no more guidance


def completed_steps(catalogue: Catalogue) -> frozenset[FirstStep]:
    """The steps that need no guidance any more."""
    business, guided_steps = catalogue.business, catalogue.business.guided
    steps = {step for step in STEPS if step in guided_steps}
    if business.name != UNNAMED:
        steps.add(FirstStep.NAME)
    if business.currency:
        steps.add(FirstStep.CURRENCY)
    if catalogue.services:
        steps.add(FirstStep.SERVICE)
    if catalogue.coaches:
        steps.add(FirstStep.COACH)
    if any(coach.active for coach in catalogue.coaches.values()):
        steps.add(FirstStep.HOURS)
    return frozenset(steps)


def next_step(catalogue: Catalogue, after: FirstStep | None = None) -> FirstStep | None:
    """The next step that is not done; after `after`, if that was put off. None if there is none."""
    later = STEPS[STEPS.index(after) + 1 :] if after else STEPS
    return next((step for step in later if step not in completed_steps(catalogue)), None)


def empty(catalogue: Catalogue) -> bool:
    """Whether there is nothing to book yet, and nobody to book with."""
    return not catalogue.services and not catalogue.coaches


def leads(catalogue: Catalogue) -> bool:
    """Whether an admin is guided: from the first look at an empty bot until all is done.

    An admin who set up a business unaided is not asked afterwards.
    """
    if OVER in catalogue.business.guided or len(completed_steps(catalogue)) == len(STEPS):
        return False
    return bool(catalogue.business.guided) or empty(catalogue)
