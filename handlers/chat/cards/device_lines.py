"""A device where somebody is signed in outside the chat, as it is listed, and its key."""

from datetime import datetime

from domain.accounts.sign_in import SignIn
from domain.services.display_zones import of_business
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.press import Press
from handlers.buttons.screen import Key
from handlers.chat.frame.turn import Turn
from handlers.wording.devices import device_name


def device_line(turn: Turn, one: SignIn) -> str:
    """What it is, when it was used, and from where."""
    words = turn.words
    lines = [
        words.text("devices.device", device=device_name(words, one.device.name, one.device.agent)),
        words.text("devices.used", when=shown_at(turn, one.used_at)),
    ]
    if one.device.address:
        lines.append(words.text("devices.address", address=one.device.address))
    return "\n".join(lines)


def end_key(turn: Turn, one: SignIn, press: Press) -> Key:
    """Signs it out."""
    name = device_name(turn.words, one.device.name, one.device.agent)
    return Key(
        LabelFitter(turn.words, WHOLE).label("devices.end_key", cut="device", device=name), press
    )


def shown_at(turn: Turn, at: datetime) -> str:
    """An instant on the reader's clock."""
    return turn.words.at(at, of_business(turn.catalogue.business.zone, turn.zone))
