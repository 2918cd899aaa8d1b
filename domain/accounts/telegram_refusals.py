"""What keeps somebody from coming in by Telegram; as in `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class TelegramNotShown(Refusal, code="telegram_not_shown"):
    """What was shown does not say who somebody is. why: `expired`, `used`, or `invalid`, of which
    strangers learn no more."""

    why: str = "invalid"


@dataclass(unsafe_hash=True)
class TelegramAway(Refusal, code="telegram_away"):
    """Telegram does not answer, or not as it should: later it may."""


@dataclass(unsafe_hash=True)
class TelegramLoginOff(Refusal, code="telegram_login_off"):
    """This business has not set up that people sign in by Telegram."""


@dataclass(unsafe_hash=True)
class BadRedirect(Refusal, code="bad_redirect"):
    """Nobody comes back there: it is none of the addresses that were set, each as a whole."""
