"""The buttons for signed-in devices, also below notices about them."""

from handlers.buttons.press import Press, button


@button("dv")
class ShowDevices(Press):
    """Where one is signed in."""


@button("dve")
class EndDevice(Press):
    """Sign this one out."""

    sign_in: int


@button("dva")
class EndDevices(Press):
    """Sign all of them out."""


@button("dvn")
class NotMe(Press):
    """That was somebody else."""

    sign_in: int


@button("dvu")
class Unlock(Press):
    """It was me, who had forgotten the password: let me try again."""


@button("dvl")
class ShowLogins(Press):
    """Recent activity of one's account."""
