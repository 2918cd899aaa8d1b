"""What can be booked and who does it, as far as somebody may see it.

What customers choose from is shown to everybody, known or not. The team sees what is hidden and who
is paused; coaches see themselves.
"""

from collections.abc import Sequence

from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue, Coach
from domain.services.service import Service
from domain.services.service_choice import USUAL


def services(
    catalogue: Catalogue, *, actor: Actor | None, category: str | None = None
) -> Sequence[Service]:
    """The services somebody may see, in the business's order. category: only those in it."""
    all_of = sees_all_services(actor)
    candidates = catalogue.services.values() if all_of else catalogue.offered_services
    of = [one for one in candidates if category is None or one.category == category]
    return sorted(of, key=lambda one: (one.position, one.id))


def service(catalogue: Catalogue, service_id: int, *, actor: Actor | None) -> Service:
    """One of them. Raises NotFound."""
    for one in services(catalogue, actor=actor):
        if one.id == service_id:
            return one
    raise NotFound


def coaches(catalogue: Catalogue, *, actor: Actor | None) -> Sequence[Coach]:
    """The coaches somebody may see, by name."""
    by_id = {one.id: one for one in catalogue.offered_coaches}
    if sees_all_coaches(actor):
        by_id = dict(catalogue.coaches)
    elif actor is not None and (own := catalogue.coaches.get(actor.coach_id or 0)):
        by_id[own.id] = own
    return sorted(by_id.values(), key=lambda one: (one.name, one.id))


def coach(catalogue: Catalogue, coach_id: int, *, actor: Actor | None) -> Coach:
    """One of them. Raises NotFound."""
    for one in coaches(catalogue, actor=actor):
        if one.id == coach_id:
            return one
    raise NotFound


def done_by(catalogue: Catalogue, coach: Coach, *, actor: Actor | None) -> Sequence[Service]:
    """A coach's services that somebody may see, as this coach does them; all, for the coach."""
    own = actor is not None and actor.coach_id == coach.id
    candidates = catalogue.services.values() if own else services(catalogue, actor=actor)
    does = [one for one in candidates if one.id in coach.service_ids]
    ordered = sorted(does, key=lambda one: (one.position, one.id))
    return [catalogue.service_for(one.id, coach, USUAL) for one in ordered]


def terms(catalogue: Catalogue, coach_id: int, service_id: int, *, actor: Actor) -> Coach:
    """The coach whose terms for a service are being read. Raises NotFound, NotAllowed."""
    actor.require(Permission.COACHES)
    if coach_id not in catalogue.coaches or service_id not in catalogue.services:
        raise NotFound
    return catalogue.coaches[coach_id]


def sees_all_services(actor: Actor | None) -> bool:
    """Whether hidden ones, and what only the team reads of each, are visible to them."""
    return actor is not None and actor.may(Permission.SERVICES)


def sees_all_coaches(actor: Actor | None) -> bool:
    """Whether paused ones, and what only the team reads of each, are visible to them."""
    return actor is not None and actor.may(Permission.COACHES)


def sees_inside(actor: Actor | None, coach_id: int) -> bool:
    """Whether what only the team reads of a coach is visible to them: it is to the coach, too."""
    return sees_all_coaches(actor) or (actor is not None and actor.coach_id == coach_id)
