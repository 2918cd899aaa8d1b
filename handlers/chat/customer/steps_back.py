"""One step back on the way to a booking: to the choice that was made last.

No choice that there was not: of a single service, length or coach nothing was asked.
"""

from domain.services.service import Service
from handlers.buttons.links import Book
from handlers.buttons.press import Press
from handlers.chat.customer import lengths
from handlers.chat.customer.about_coaches import CoachesOn
from handlers.chat.customer.services import CategoryOn, PickService, ServicesOn, shelves
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.search import Search


def before_service(turn: Turn, service: Service, coach_id: int = 0) -> Press | None:
    """The list it was chosen from, or its category there. coach_id: of that coach's, 0 for all."""
    offered = turn.catalogue.offered_services
    coach = turn.catalogue.coaches.get(coach_id)
    if coach is not None:
        offered = tuple(one for one in offered if one.id in coach.service_ids)
    if len(offered) < 2:
        return Book() if len(turn.catalogue.offered_services) > 1 else None
    if any(service in shelf and len(shelf) > 1 for shelf in shelves(offered)):
        return CategoryOn(service.id, coach_id)
    return ServicesOn(coach_id, 0) if coach else Book()


def before_coaches(turn: Turn, service: Service) -> Press | None:
    """The lengths of a service, if there is a choice; else as `before_service`."""
    able = turn.catalogue.coaches_for(service.id)
    if lengths.to_choose(turn.catalogue, service, able):
        return PickService(service.id, 0)
    return before_service(turn, service)


def before_calendar(turn: Turn, search: Search) -> Press | None:
    """The coaches of a service, if there is a choice; else as `before_coaches`."""
    service = turn.catalogue.services[search.service.id]
    if len(turn.catalogue.coaches_for(service.id)) > 1:
        return CoachesOn(service.id, 0, search.choice.as_text)
    return before_coaches(turn, service)
