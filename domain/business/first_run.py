"""From an empty bot to its first free time: what is asked in which order, and what is done of it.

What can be seen in the catalogue counts as done. Name and zone have a value from the first, so it
is kept that somebody has said they are right; the currency is kept with the business by then.
"""

from enum import StrEnum
from typing import Final

from domain.services.catalogue import Catalogue

UNNAMED: Final = "Coachbook"  # as a business is called that nobody has named


class FirstStep(StrEnum):
    """What is asked, in order; the values are what is stored."""

    NAME = "name"
    ZONE = "zone"
    CURRENCY = "currency"
    SERVICE = "service"
    COACH = "coach"
    HOURS = "hours"


STEPS: Final = tuple(FirstStep)
OVER: Final = "over"  # stands among the steps once somebody wants to be led no further


def completed_steps(catalogue: Catalogue) -> frozenset[FirstStep]:
    """The steps that nobody has to be led through any more."""
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
    """The next step that is not done; behind `after`, where that was put off. None: no further."""
    later = STEPS[STEPS.index(after) + 1 :] if after else STEPS
    return next((step for step in later if step not in completed_steps(catalogue)), None)


def empty(catalogue: Catalogue) -> bool:
    """Whether nothing is there yet that could be booked, nor anybody."""
    return not catalogue.services and not catalogue.coaches


def leads(catalogue: Catalogue) -> bool:
    """Whether an admin is led: from the first look at an empty bot until all is done.

    An admin who has set up a business unaided is not asked afterwards.
    """
    if OVER in catalogue.business.guided or len(completed_steps(catalogue)) == len(STEPS):
        return False
    return bool(catalogue.business.guided) or empty(catalogue)
