"""The buttons that lead from one conversation into another: their front doors."""

from datetime import date

from handlers.chat.frame.buttons import Press, button


@button("b")
class Book(Press):
    """Begin a booking."""


@button("bc")
class PickCoach(Press):
    """This service with this coach; coach 0 is anyone free. choice: as
    `domain.services.service_choice` writes it, here and on all that follows."""

    service: int
    coach: int
    choice: str = ""


@button("ba", on_cards=True)
class BookAgain(Press):
    """The same service with this coach, from the card of a session that is over or off."""

    service: int
    coach: int
    choice: str = ""


@button("bi", on_cards=True)
class Instead(Press):
    """Instead of a request that has lapsed: this start (epoch minutes) of this coach, 0 and 0 for
    the times of anyone."""

    service: int
    coach: int
    start: int
    choice: str = ""


@button("bx", on_cards=True)
class BookNext(Press):
    """The same as a session that they have had, at the same time of the next week."""

    appointment: int


@button("bf")
class NextFree(Press):
    """The soonest that is free of this service with this coach."""

    service: int
    coach: int


@button("bt")
class PickSlot(Press):
    """This start (epoch minutes). moving: the appointment that goes there, 0 for a new one. why:
    why who named nobody has got this coach, as `anyone.number_of` says it."""

    service: int
    coach: int
    moving: int
    start: int
    choice: str = ""
    why: int = 0


@button("bm")
class ShowMonth(Press):
    """The free days of the month that `day` is in."""

    service: int
    coach: int
    moving: int
    day: date
    choice: str = ""

    def on_card(self) -> bool:
        return self.moving != 0


@button("p")
class ShowProfile(Press):
    """What is known of a person."""


@button("pz")
class EditZone(Press):
    """Type the zone to read times in. The rest: where a time is being looked for, if it is, as of
    `ShowMonth`; service 0 for nowhere."""

    service: int = 0
    coach: int = 0
    moving: int = 0
    choice: str = ""


@button("a")
class Appointments(Press):
    """A customer's list: past 0 or 1, page from 0."""

    past: int
    page: int


@button("ac", on_cards=True)
class ShowAppointment(Press):
    """A customer's receipt card."""

    appointment: int


@button("cc", on_cards=True)
class CoachCard(Press):
    """A coach's card of a session."""

    appointment: int


@button("ct")
class CoachDay(Press):
    """A coach's sessions on a day."""

    day: date


@button("cw")
class CoachWeek(Press):
    """A coach's week that a day is in."""

    day: date


@button("cwp")
class WeekPicture(Press):
    """The same week as a picture. dark: 0 or 1."""

    day: date
    dark: int = 0


@button("cr")
class Requests(Press):
    """A coach's unanswered requests."""


@button("lv")
class Leave(Press):
    """A coach's leave."""


@button("co")
class Coaches(Press):
    """An admin's list of coaches."""


@button("se")
class Services(Press):
    """An admin's list of services."""
