"""Why somebody cannot sign in with Telegram; see `domain.refusals`."""

from dataclasses import dataclass

from domain.refusals import Refusal


@dataclass(unsafe_hash=True)
class TelegramNotShown(Refusal, code="telegram_not_shown"):
    """What was shown does not say who somebody is. why: `expired`, `used`, or `invalid`, which
    tells strangers nothing more."""

    why: str = "invalid"


@dataclass(unsafe_hash=True)
class TelegramAway(Refusal, code="telegram_away"):
    """Telegram does not answer, or not as it should; it may later."""


@dataclass(unsafe_hash=True)
class TelegramLoginOff(Refusal, code="telegram_login_off"):
    """This business has not set up sign-in with Telegram."""


@dataclass(unsafe_hash=True)
class BadRedirect(Refusal, code="bad_redirect"):
    """Not one of the addresses that were set, each compared as a whole."""
