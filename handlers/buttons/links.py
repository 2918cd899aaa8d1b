"""The buttons that lead from one conversation into another: their front doors."""

from datetime import date

from handlers.buttons.press import Press, button


@button("b")
class Book(Press):
    """Begin a booking."""


@button("bc")
class PickCoach(Press):
    """This service with this coach; coach 0 is anyone free. choice: as in
    `domain.services.service_choice`, here and below."""

    service: int
    coach: int
    choice: str = ""


@button("ba", on_cards=True)
class BookAgain(Press):
    """The same service with this coach, from the card of a past or cancelled session."""

    service: int
    coach: int
    choice: str = ""


@button("bi", on_cards=True)
class Instead(Press):
    """In place of a lapsed request: this start (epoch minutes) with this coach, 0 and 0 for
    anyone's times."""

    service: int
    coach: int
    start: int
    choice: str = ""


@button("bx", on_cards=True)
class BookNext(Press):
    """The same as an earlier session, at the same time in the next week."""

    appointment: int


@button("bf")
class NextFree(Press):
    """The soonest free start of this service with this coach."""

    service: int
    coach: int


@button("bt")
class PickSlot(Press):
    """This start (epoch minutes). moving: the appointment that moves there, 0 for a new one. why:
    why a customer who named nobody got this coach, as in `anyone.number_of`."""

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
    """Type the zone to read times in. The rest: the search for a time it came from, as in
    `ShowMonth`; service 0 for none."""

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
    """A coach's week with this day."""

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
class ShowLeaveList(Press):
    """A coach's leave."""


@button("co")
class Coaches(Press):
    """An admin's list of coaches."""


@button("se")
class Services(Press):
    """An admin's list of services."""


@button("ax", on_cards=True)
class AskCancel(Press):
    """Ask whether to cancel it."""

    appointment: int
