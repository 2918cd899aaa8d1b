"""The buttons that lead to links: invitations for coaches, and booking links for customers."""

from handlers.buttons.press import Press, button


@button("vi")
class Invites(Press):
    """The invitations. page: from 0. kept: 1 below a picture that stays."""

    page: int = 0
    kept: int = 0


@button("vn")
class NewInvite(Press):
    """A link for a new coach. service: what they do to begin with, or 0."""

    service: int = 0


@button("vc")
class InviteCoach(Press):
    """A link for a coach who is not on Telegram yet."""

    coach: int


@button("vl")
class BookingLink(Press):
    """A coach's booking link, as text and as a picture. coach: 0 for oneself."""

    coach: int = 0


@button("va")
class AddWithout(Press):
    """A coach who is not on Telegram. service: as in `NewInvite`."""

    service: int = 0


@button("ve")
class EditContacts(Press):
    """How else a coach who is not on Telegram is reached."""

    coach: int
