"""The buttons that lead from one conversation of the team into another."""

from handlers.buttons.press import Press, button


@button("hw")
class ShowWeek(Press):
    """The working hours of a coach."""

    coach: int


@button("ha")
class ChooseHours(Press):
    """Whose working hours? page: from 0."""

    page: int


@button("kc", on_cards=True)
class ShowCoach(Press):
    """An admin's card of a coach."""

    coach: int


@button("kw")
class OpenAnyway(Press):
    """Open a coach for booking, although no message reaches them."""

    coach: int


@button("ka")
class AddCoach(Press):
    """Add a coach. service: the one they will do, 0 for none in particular."""

    service: int = 0


@button("sc")
class ShowService(Press):
    """An admin's card of a service."""

    service: int


@button("by")
class ShowBusiness(Press):
    """An admin's card of the business."""


@button("ks")
class EditServices(Press):
    """Which services they do."""

    coach: int
    page: int
    guided: int


@button("kv")
class SetActive(Press):
    """Open for booking (1), or paused (0). service: the one this leads on to, or 0."""

    coach: int
    active: int
    service: int = 0


@button("sd")
class EditCoaches(Press):
    """Who does it."""

    service: int
    page: int
    guided: int


@button("sh")
class SetHidden(Press):
    """Hidden from customers (1), or shown (0)."""

    service: int
    hidden: int


@button("sa")
class AddService(Press):
    """Add a service."""


@button("kxs")
class ShowTerms(Press):
    """How a coach does a service. side: from the card of the service (0) or of the coach (1)."""

    service: int
    coach: int
    side: int = 0


@button("kxc")
class TermsOfCoach(Press):
    """What a coach does on terms of their own. page: from 0."""

    coach: int
    page: int = 0


@button("cl")
class ShowClosures(Press):
    """The days on which the business is closed. page: from 0."""

    page: int = 0


@button("q")
class Rooms(Press):
    """The list of rooms and devices. page: from 0."""

    page: int = 0


@button("qg", on_cards=True)
class OtherRoom(Press):
    """Another room or device for a session."""

    appointment: int


@button("qc")
class ShowRoom(Press):
    """The card of a room or a device."""

    room: int


@button("gs", on_cards=True)
class ShowGroup(Press):
    """The session of a group, and who is in it. page: of them, from 0."""

    session: int
    page: int = 0


@button("go")
class OpenGroup(Press):
    """Open a group's session by hand. service, coach: 0 if they are chosen first."""

    service: int
    coach: int


@button("gl")
class ShowGroups(Press):
    """The coming sessions of a service for groups. page: from 0."""

    service: int
    page: int = 0


@button("rsi")
class IllToday(Press):
    """They cannot work for the rest of today. coach: 0 for the person who presses."""

    coach: int = 0
