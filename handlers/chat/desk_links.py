"""The buttons that lead from one conversation of those who run the business into another."""

from handlers.chat.buttons import Press, button


@button("hw")
class ShowWeek(Press):
    """The working hours of a coach."""

    coach: int


@button("ha")
class ChooseHours(Press):
    """Whose working hours? page: from 0."""

    page: int


@button("kc")
class ShowCoach(Press):
    """An admin's card of a coach."""

    coach: int


@button("kw")
class OpenAnyway(Press):
    """Open a coach for booking, though they hear of nothing."""

    coach: int


@button("ka")
class AddCoach(Press):
    """Add a coach."""


@button("sc")
class ShowService(Press):
    """An admin's card of a service."""

    service: int


@button("by")
class ShowBusiness(Press):
    """An admin's card of the business."""
